//! The golden bundles of the formats, opened as a person would.

use super::*;
use stafeta_shared::crypto::{attachment::AttachmentEntry, kit::KitCode};
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

/// The golden bundle with other bytes, opened; the fault and what came out.
fn damaged(change: impl FnOnce(&mut Vec<u8>)) -> (Fault, Vec<String>) {
    let home = tempfile::tempdir().unwrap();
    let mut bytes = fs::read(golden("offline-psk.stafeta")).unwrap();
    change(&mut bytes);
    let (file, out) = (home.path().join("damaged.stafeta"), home.path().join("out"));
    fs::write(&file, bytes).unwrap();
    let fault = write_out(&file, &out).unwrap_err();
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2, "no unfinished folder stays");
    let entries = fs::read_dir(&out).unwrap();
    let mut found: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    (fault, found)
}

#[test]
fn text_and_sound_files_come_out_of_a_damaged_bundle() {
    let (_, whole) = opened(&golden("offline-psk.stafeta"));
    let names = Names::of(&whole.body.attachments);
    let mut sorted: Vec<_> = whole.body.attachments.iter().collect();
    sorted.sort_by_key(|entry| entry.id);
    let record = |entry: &&AttachmentEntry| 9 + 16 + usize::try_from(entry.ct_len).unwrap();
    let sizes: Vec<_> = sorted.iter().map(record).collect();
    let from_end = |at: usize| sizes[at..].iter().sum::<usize>() + 9;
    for (at, entry) in sorted.iter().enumerate() {
        // A bit in the middle of one file costs that file alone.
        let (fault, found) = damaged(|bytes| {
            let middle = bytes.len() - from_end(at) + sizes[at] / 2;
            bytes[middle] ^= 1;
        });
        let lost = names.of_id(entry.id);
        assert!(matches!(&fault, Fault::Incomplete(files) if files == &[lost]), "{fault:?}");
        assert_eq!(fault.told(texts()).code, "incomplete");
        assert_eq!(found.len(), sorted.len(), "the text and all files but one: {found:?}");
        assert!(found.contains(&"handover.md".to_owned()) && !found.iter().any(|n| n == lost));
    }
    // So does any bit in front of it: type, length or id of its record.
    for byte in 0..25 {
        let (fault, found) = damaged(|bytes| {
            let front = bytes.len() - from_end(1) + byte;
            bytes[front] ^= 1;
        });
        let lost = names.of_id(sorted[1].id);
        assert!(
            matches!(&fault, Fault::Incomplete(files) if files == &[lost]),
            "{byte}: {fault:?}"
        );
        assert_eq!(found.len(), sorted.len());
    }
    // Cut off inside the second one: the first is there.
    let (fault, found) = damaged(|bytes| bytes.truncate(bytes.len() - from_end(1) + 100));
    assert!(matches!(&fault, Fault::Incomplete(lost) if lost.len() == sorted.len() - 1));
    let mut expected = ["handover.md".to_owned(), names.of_id(sorted[0].id).to_owned()];
    expected.sort();
    assert_eq!(found, expected);
    // Everything is there but the end, or more than everything.
    let ends: [fn(&mut Vec<u8>); 2] =
        [|bytes| bytes.truncate(bytes.len() - 1), |bytes| bytes.push(0)];
    for change in ends {
        let (fault, found) = damaged(change);
        assert!(matches!(&fault, Fault::Incomplete(lost) if lost.is_empty()));
        assert_eq!(found.len(), sorted.len() + 1);
    }
}

/// A stick of which some bytes cannot be read any more.
struct Worn {
    file: File,
    lost: std::ops::Range<u64>,
}

impl Read for Worn {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let at = self.file.stream_position()?;
        if at < self.lost.end && at + into.len() as u64 > self.lost.start {
            return Err(std::io::Error::other("input/output error"));
        }
        self.file.read(into)
    }
}

impl Seek for Worn {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn what_cannot_be_read_costs_itself_alone() {
    let home = tempfile::tempdir().unwrap();
    let path = golden("offline-psk.stafeta");
    let file = File::open(&path).unwrap();
    let len = file.metadata().unwrap().len();
    let (_, whole) = opened(&path);
    let last = whole.body.attachments.iter().max_by_key(|entry| entry.id).unwrap();
    let start = len - 9 - last.ct_len;
    let worn = Worn { file, lost: start..start + 1 };
    let (reader, opened) = OfflineReader::open(worn, &code()).unwrap();
    let names = Names::of(&opened.body.attachments);
    let text = render::render(&opened, &names, texts());
    let out = home.path().join("out");
    let fault = write(&out, reader, &text, &names, texts()).unwrap_err();
    let lost = names.of_id(last.id);
    assert!(matches!(&fault, Fault::Incomplete(files) if files == &[lost]), "{fault:?}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), whole.body.attachments.len());
    let text = fs::read_to_string(out.join("handover.md")).unwrap();
    assert!(text.contains(&fault.text(texts())) && text.contains(lost), "says what is missing");
}

#[test]
fn leaves_nothing_of_a_bundle_whose_text_is_damaged() {
    let home = tempfile::tempdir().unwrap();
    let mut bytes = fs::read(golden("offline-base.stafeta")).unwrap();
    let in_body = bytes.len() - 9 - 20;
    bytes[in_body] ^= 1;
    let file = home.path().join("damaged.stafeta");
    fs::write(&file, bytes).unwrap();
    let refused = OfflineReader::open(File::open(&file).unwrap(), &code()).err().unwrap();
    assert_eq!(Fault::from(refused).told(texts()).code, "not-authentic");
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
