//! The golden bundles of the formats, opened as a person would.

use super::*;
use stafeta_shared::crypto::kit::KitCode;
use std::fs;

const CODE: &str = include_str!("../../../../shared/vectors/v1/manifest.json");

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors/v1").join(name)
}

/// The kit of the vectors.
fn code() -> KitCode {
    let manifest: serde_json::Value = serde_json::from_str(CODE).unwrap();
    let cases = manifest["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["operation"] == "read_kit").unwrap();
    KitCode::parse(case["inputs"]["typed"].as_str().unwrap()).unwrap()
}

fn opened(path: &Path) -> (OfflineReader<File>, OpenedOffline) {
    OfflineReader::open(File::open(path).unwrap(), &code()).unwrap()
}

fn texts() -> Texts {
    Texts::get(Lang::En)
}

fn write_out(path: &Path, out: &Path) -> Result<(), Fault> {
    let (reader, opened) = opened(path);
    let names = Names::of(&opened.body.attachments);
    let text = render::render(&opened, &names, texts());
    write(out, reader, &text, &names, texts())
}

#[test]
fn writes_text_and_files() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("dědictví");
    write_out(&golden("offline-psk.stafeta"), &out).unwrap();
    let text = fs::read_to_string(out.join("handover.md")).unwrap();
    for part in ["# Dům a zahrada", "neboj se", "pašerák 7", "(first hours)", "soubor 16385.bin"]
    {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let len = |name: &str| fs::metadata(out.join(name)).unwrap().len();
    assert_eq!((len("soubor 0.bin"), len("soubor 16385.bin")), (0, 16385));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "no unfinished folder stays");
}

#[test]
fn overwrites_nothing() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    fs::create_dir(&out).unwrap();
    let fault = write_out(&golden("offline-base.stafeta"), &out).unwrap_err();
    assert_eq!(fault.told(texts()).code, "folder-exists");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
}

#[test]
fn leaves_nothing_of_a_damaged_bundle() {
    let home = tempfile::tempdir().unwrap();
    let mut bytes = fs::read(golden("offline-psk.stafeta")).unwrap();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    let damaged = home.path().join("damaged.stafeta");
    fs::write(&damaged, bytes).unwrap();
    let fault = write_out(&damaged, &home.path().join("out")).unwrap_err();
    assert_eq!(fault.told(texts()).code, "not-authentic");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "only the damaged bundle itself");
}

#[test]
fn another_kit_is_told_apart() {
    let file = File::open(golden("offline-psk.stafeta")).unwrap();
    let other = KitCode::from_bytes(&[7; 20]);
    let fault = Fault::from(OfflineReader::open(file, &other).err().unwrap());
    assert_eq!(fault.told(texts()).code, "other-kit");
}

#[test]
fn nothing_steers_the_terminal() {
    let (_, mut opened) = opened(&golden("offline-base.stafeta"));
    opened.body.content.title = "a\u{1b}]0;b\u{7}".into();
    let text = render::render(&opened, &Names::of(&[]), texts());
    assert!(text.starts_with("# a]0;b\n"), "{text}");
    assert!(text.contains("drill"), "{text}");
}
