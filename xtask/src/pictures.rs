//! `pictures`: every screen of the stories in four looks (phone and desktop, light and dark), taken
//! by the tests that walk real pages into target/screenshots, and those of the README copied to docs/pictures.

use anyhow::{Context as _, Result};
use std::fs;

use crate::{sh, test};

/// What the README shows: screenshot, name in docs/pictures.
const README: [(&str, &str); 3] = [
    ("25-home-armed-desktop", "home"),
    ("33-content-phone", "reading"),
    ("14-consent-phone", "consent"),
];

/// Runs the journey with its camera on.
pub(crate) fn pictures() -> Result<()> {
    for suite in [&["browser"][..], &["hostile", "pages::"]] {
        let cargo = [&["--workspace", "--test"], suite].concat();
        let cargo = cargo.into_iter().map(Into::into).collect();
        test::test(&test::Options { pictures: true, cargo, ..test::Options::default() })?;
    }
    let from = sh::root().join("target/screenshots");
    let to = sh::root().join("docs/pictures");
    fs::create_dir_all(&to)?;
    for (shot, name) in README {
        let shot = from.join(format!("{shot}.png"));
        fs::copy(&shot, to.join(format!("{name}.png")))
            .with_context(|| format!("no picture {}", shot.display()))?;
    }
    Ok(())
}
