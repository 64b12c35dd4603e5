//! File names are an owner's words, not paths: they become names that every file system takes.

use stafeta_shared::{crypto::attachment::AttachmentEntry, ids::AttachmentId};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a name without its counter: file systems stop at 255.
const LONGEST: usize = 180;

/// The safe name of each file, no two alike.
pub(super) struct Names(BTreeMap<AttachmentId, String>);

impl Names {
    pub(super) fn of(entries: &[AttachmentEntry]) -> Self {
        // The text lies beside the files.
        let mut taken = BTreeSet::from(["handover.md".to_owned()]);
        let names = entries.iter().map(|entry| {
            let name = unique(&safe(&entry.name), &mut taken);
            (entry.id, name)
        });
        Self(names.collect())
    }

    pub(super) fn of_id(&self, id: AttachmentId) -> &str {
        self.0.get(&id).map_or("file", String::as_str)
    }
}

fn allowed(c: char) -> bool {
    // Letters of any script, and what does no harm anywhere: no separators, no control or format characters.
    c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')' | '+' | ',' | '&')
}

fn safe(name: &str) -> String {
    let name: String = name.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    let name = name.trim_matches([' ', '.']);
    let (stem, end) = match name.rsplit_once('.') {
        Some((stem, end)) if end.len() <= 10 => (stem, format!(".{end}")),
        _ => (name, String::new()),
    };
    let stem = cut(stem, LONGEST).trim_end();
    let stem = if stem.is_empty() { "file" } else { stem };
    if reserved(stem) { format!("_{stem}{end}") } else { format!("{stem}{end}") }
}

/// Names that Windows keeps for itself, whatever their ending.
fn reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (first.len() == 4
            && (first.starts_with("COM") || first.starts_with("LPT"))
            && first.ends_with(|c: char| c.is_ascii_digit()))
}

fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Counts up until no other file has the name; file systems may ignore case.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let (stem, end) = name.rsplit_once('.').map_or((name, ""), |(stem, end)| (stem, end));
    let dot = if end.is_empty() { "" } else { "." };
    let numbered = (2u32..).map(|n| format!("{stem} ({n}){dot}{end}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|name| taken.insert(name.to_lowercase()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_paths() {
        for (name, expected) in [
            ("závěť.pdf", "závěť.pdf"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("/etc/passwd", "_etc_passwd"),
            ("C:\\x.exe", "C__x.exe"),
            ("..", "file"),
            ("", "file"),
            (".hidden", "hidden"),
            ("a\u{202e}fdp.exe", "a_fdp.exe"),
            ("a\nb\u{1b}[2J.txt", "a_b__2J.txt"),
            ("con.txt", "_con.txt"),
            ("LPT1", "_LPT1"),
            ("ends. ", "ends"),
        ] {
            assert_eq!(safe(name), expected, "{name:?}");
        }
        let long = safe(&format!("{}.pdf", "ž".repeat(300)));
        assert!(long.len() <= LONGEST + 4 && long.ends_with("ž.pdf"), "{}", long.len());
    }

    #[test]
    fn no_two_are_alike() {
        let mut taken = BTreeSet::new();
        let names = ["a.pdf", "A.PDF", "a (2).pdf", "b", "b"].map(|name| unique(name, &mut taken));
        assert_eq!(names, ["a.pdf", "A (2).PDF", "a (2) (2).pdf", "b", "b (2)"]);
    }
}
