//! The files of the repository, and the runner itself: it must notice what is wrong.

use super::*;
use std::path::Path;

fn from_disk(path: &str) -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/v1");
    std::fs::read(folder.join(path)).ok()
}

#[test]
fn every_golden_opens_and_every_reject_is_refused() {
    let report = verify_all(&from_disk);
    assert!(report.is_sound(), "{}", report.failures.join("\n"));
    assert!(report.opened >= 60 && report.refused >= 200, "{report:?}");
}

#[test]
fn no_bit_no_length_and_no_other_object_passes() {
    let tried = properties(&from_disk).unwrap();
    let sums = tried.map(|tried| tried.values().sum::<usize>());
    assert!(sums[0] > 4000 && sums[1] > 300 && sums[2] > 2000, "{sums:?}");
    assert!(properties(&|_| None).is_err(), "nothing at all");
}

/// What is sealed today is what was sealed then, byte by byte, and nothing lies there that is not made.
#[test]
fn the_files_are_what_is_made() {
    let made = make::make(1).unwrap();
    for (path, bytes) in &made {
        assert!(from_disk(path).as_ref() == Some(bytes), "{path} is made differently now");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/v1");
    let count = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.filter(|entry| entry.as_ref().unwrap().path().is_file()).count()
    };
    assert_eq!(count(&folder) + count(&folder.join("reject")), made.len(), "a file too many");
}

#[test]
fn every_published_vector_holds() {
    for (set, run) in PUBLISHED {
        assert!(run() > 0, "{set}");
    }
}

/// Of a golden case and a reject.
type Change = fn(&mut Value, &mut Value);

/// The manifests with one golden and one reject, changed.
fn report(change: Change) -> Report {
    let first = |path: &str, name: &str| {
        let all: Value = serde_json::from_slice(&from_disk(path).unwrap()).unwrap();
        let case = all["cases"].as_array().unwrap().iter().find(|c| c["name"] == name);
        case.unwrap().clone()
    };
    let mut golden = first(MANIFEST, "slot-kit");
    let mut reject = first(REJECTS, "slot-kit-tag");
    change(&mut golden, &mut reject);
    verify_all(&|path| match path {
        MANIFEST => serde_json::to_vec(&serde_json::json!({"cases": [golden]})).ok(),
        REJECTS => serde_json::to_vec(&serde_json::json!({"cases": [reject]})).ok(),
        other => from_disk(other),
    })
}

#[test]
fn the_runner_notices() {
    assert!(report(|_, _| ()).is_sound(), "positive control");
    let changes: [(&str, Change); 8] = [
        ("other expectation", |g, _| g["expect"]["generation"] = 2.into()),
        ("missing file", |g, _| g["inputs"]["stored"]["file"] = "nothing.bin".into()),
        ("reject whose file is missing", |_, r| {
            r["inputs"] = serde_json::json!({"stored": {"file": "nothing.bin"}});
        }),
        ("unknown operation", |g, _| g["operation"] = "open_sesame".into()),
        ("reject that opens", |_, r| r["inputs"] = serde_json::json!({"kind": 2})),
        ("reject that is broken", |_, r| r["inputs"] = serde_json::json!({"kind": "2"})),
        ("reject of an unknown input", |_, r| r["inputs"] = serde_json::json!({"sort": 2})),
        ("reject of nothing", |_, r| r["from"] = "slot-none".into()),
    ];
    for (what, change) in changes {
        assert!(!report(change).is_sound(), "{what}");
    }
    assert!(!verify_all(&|_| None).is_sound(), "nothing at all");
}
