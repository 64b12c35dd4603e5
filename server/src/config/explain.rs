//! `stafeta config --explain`: every key with its meaning and default, as a valid TOML file.

use super::{KEYS, Key};
use std::fmt::Write as _;

/// The commented sample file.
#[must_use]
pub fn explain() -> String {
    let mut out = String::from(
        "# Settings of Stafeta. Every key may also be given in the environment as\n\
         # STAFETA_<SECTION>_<KEY>, which wins over this file. A key marked (secret) may be\n\
         # given as <key>_file instead: the path of a file that holds it.\n",
    );
    let mut section = "";
    for key in KEYS.iter().flat_map(|keys| keys.iter()) {
        if key.section() != section {
            section = key.section();
            let _ = write!(out, "\n[{section}]\n");
        }
        write_key(&mut out, key);
    }
    out
}

fn write_key(out: &mut String, key: &Key) {
    let secret = if key.secret { " (secret)" } else { "" };
    let _ = writeln!(out, "# {}{secret}", key.doc.replace('\n', "\n# "));
    let _ = match key.default {
        "" => writeln!(out, "# {} = \"\"", key.leaf()),
        default if key.bare() => writeln!(out, "{} = {default}", key.leaf()),
        default => writeln!(out, "{} = {default:?}", key.leaf()),
    };
}
