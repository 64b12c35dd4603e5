//! Looks for planted plaintext where only ciphertext may be.
//!
//! A scan that finds nothing proves nothing unless it would have found something: every user of
//! [`Canary::find_in`] also plants the canary openly once and asserts that it is found.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use std::{fs, io, path::Path};

/// One planted secret in every encoding it might leak in.
pub struct Canary {
    needles: Vec<(String, Vec<u8>)>,
}

impl Canary {
    /// All encodings of `plain`: raw, UTF-16 (both orders), hex (both cases), base64 at each of the
    /// three alignments, percent-encoded.
    #[must_use]
    pub fn new(name: &str, plain: &[u8]) -> Self {
        let mut needles = vec![(format!("{name} raw"), plain.to_vec())];
        if let Ok(text) = std::str::from_utf8(plain) {
            let le = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let be = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            needles.push((format!("{name} utf-16le"), le));
            needles.push((format!("{name} utf-16be"), be));
            let percent: String = plain.iter().map(|b| format!("%{b:02X}")).collect();
            needles.push((format!("{name} percent"), percent.into_bytes()));
        }
        let lower = hex::encode(plain);
        needles.push((format!("{name} HEX"), lower.to_uppercase().into_bytes()));
        needles.push((format!("{name} hex"), lower.into_bytes()));
        for shift in 0..3 {
            let padded = [vec![0; shift], plain.to_vec()].concat();
            for (alphabet, text) in
                [("base64", STANDARD.encode(&padded)), ("base64url", URL_SAFE.encode(&padded))]
            {
                // Symbols that also hold bits of the neighbours are cut off on both sides.
                let from = [0, 2, 3][shift];
                let full = padded.len() / 3 * 4;
                needles.push((
                    format!("{name} {alphabet}+{shift}"),
                    text.as_bytes()[from..full].to_vec(),
                ));
            }
        }
        Self { needles }
    }

    /// Names of the encodings found in `haystack`.
    #[must_use]
    pub fn find_in(&self, haystack: &[u8]) -> Vec<String> {
        self.needles
            .iter()
            .filter(|(_, needle)| contains(haystack, needle))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Scans every file below `folder`; answers `file: encoding` for each hit.
    ///
    /// # Errors
    /// What reading the files says.
    pub fn find_below(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut hits = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                hits.extend(self.find_below(&path)?);
            } else {
                let found = self.find_in(&fs::read(&path)?);
                hits.extend(found.into_iter().map(|name| format!("{}: {name}", path.display())));
            }
        }
        Ok(hits)
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let mut rest = haystack;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        if rest[at..].starts_with(needle) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_encoding_at_every_alignment() {
        let secret = "kanárek-7391-šifra";
        let canary = Canary::new("note", secret.as_bytes());
        for lead in 0..3 {
            let open = [&b"xyz"[..lead], secret.as_bytes(), b"tail"].concat();
            assert!(!canary.find_in(&open).is_empty(), "raw at {lead}");
            let text = STANDARD.encode(&open);
            assert!(!canary.find_in(text.as_bytes()).is_empty(), "base64 at {lead}");
            let text = hex::encode(&open);
            assert!(!canary.find_in(text.as_bytes()).is_empty(), "hex at {lead}");
        }
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!canary.find_in(&wide).is_empty(), "utf-16");
        assert!(canary.find_in(b"nothing of the kind").is_empty());
    }
}
