//! The files of the site: names with a hash of their content, references between them,
//! compressed forms, and the list of sums.
//!
//! A file refers to an earlier one as `@name@` (its address) and `@name:sri@` (its integrity
//! value); an unknown reference is an error.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

/// A site in the making.
pub(super) struct Site {
    sources: PathBuf,
    quality: i32,
    files: BTreeMap<String, Vec<u8>>,
    references: BTreeMap<String, String>,
}

impl Site {
    /// An empty site that takes its own files from `sources`.
    pub(super) fn new(sources: PathBuf, quality: i32) -> Self {
        Self { sources, quality, files: BTreeMap::new(), references: BTreeMap::new() }
    }

    /// Adds a file (from `content`, else from the sources) whose address changes with its
    /// content, so that browsers may keep it for ever.
    pub(super) fn hashed(&mut self, name: &str, content: Option<Vec<u8>>) -> Result<()> {
        let content = match content {
            Some(content) => content,
            None => self.source(name)?,
        };
        let hash = hex::encode(&Sha384::digest(&content)[..8]);
        let (stem, extension) = name.rsplit_once('.').context("a file name without extension")?;
        self.add(name, format!("assets/{stem}-{hash}.{extension}"), content);
        Ok(())
    }

    /// Adds a source file under its own name.
    pub(super) fn named(&mut self, name: &str) -> Result<()> {
        let content = self.source(name)?;
        self.add(name, name.to_owned(), content);
        Ok(())
    }

    fn add(&mut self, name: &str, path: String, content: Vec<u8>) {
        self.references.insert(format!("@{name}@"), format!("/{path}"));
        self.references.insert(format!("@{name}:sri@"), integrity(&content));
        self.files.insert(path, content);
    }

    fn source(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.sources.join(name);
        let mut text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        for (reference, value) in &self.references {
            text = text.replace(reference, value);
        }
        if let Some(open) =
            text.split('"').find(|part| part.starts_with('@') && part.ends_with('@'))
        {
            bail!("{name} refers to {open}, which was not added before it");
        }
        Ok(text.into_bytes())
    }

    /// Writes everything anew into `folder`, with compressed forms and the sums.
    pub(super) fn write(self, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let mut sums = serde_json::Map::new();
        for (path, content) in &self.files {
            let (brotli, gzip) = (brotli(content, self.quality)?, gzip(content)?);
            println!("{:>9} B {:>8} br  {path}", content.len(), brotli.len());
            let target = folder.join(path);
            fs::create_dir_all(target.parent().unwrap_or(folder))?;
            fs::write(&target, content)?;
            fs::write(folder.join(format!("{path}.br")), brotli)?;
            fs::write(folder.join(format!("{path}.gz")), gzip)?;
            sums.insert(path.clone(), integrity(content).into());
        }
        fs::write(folder.join("manifest.json"), serde_json::to_vec_pretty(&sums)?)?;
        Ok(())
    }
}

fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

fn brotli(content: &[u8], quality: i32) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
