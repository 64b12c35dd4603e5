//! The folder of secrets: one private file each, in hexadecimal digits, whole or not there.

use super::{Key, KeyError};
use crate::rng::Rng;
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

pub(super) struct Files<'a> {
    pub(super) folder: &'a Path,
    pub(super) known: &'a BTreeMap<String, Vec<u8>>,
    pub(super) rng: &'a dyn Rng,
}

impl Files<'_> {
    pub(super) fn prepare(&self) -> Result<(), KeyError> {
        make_private_folder(self.folder)
            .map_err(|source| KeyError::File { path: self.folder.to_owned(), source })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.key"))
    }

    pub(super) fn key(&self, name: &str) -> Result<Key, KeyError> {
        let bytes = self.secret(name, || self.rng.bytes::<32>().to_vec().into())?;
        let key = bytes.as_slice().try_into().map_err(|_| KeyError::Malformed(self.path(name)))?;
        Ok(Key::new(key))
    }

    pub(super) fn secret(
        &self,
        name: &str,
        make: impl FnOnce() -> Zeroizing<Vec<u8>>,
    ) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let path = self.path(name);
        let failed = |source| KeyError::File { path: path.clone(), source };
        let bytes = match std::fs::read_to_string(&path).map(Zeroizing::new) {
            Ok(text) => from_hex(text.trim()).ok_or_else(|| KeyError::Malformed(path.clone()))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                if self.known.contains_key(name) {
                    return Err(KeyError::Missing(name.to_owned(), self.shown()));
                }
                let bytes = make();
                write_private(&path, to_hex(&bytes).as_bytes()).map_err(failed)?;
                bytes
            }
            Err(e) => return Err(failed(e)),
        };
        match self.known.get(name) {
            Some(hash) if *hash != fingerprint(name, &bytes) => {
                Err(KeyError::Different(name.to_owned(), self.shown()))
            }
            _ => Ok(bytes),
        }
    }

    pub(super) fn others_with(&self, prefix: &str) -> Result<Vec<String>, KeyError> {
        let failed = |source| KeyError::File { path: self.folder.to_owned(), source };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_string_lossy().into_owned();
            if let Some(name) = name.strip_suffix(".key").filter(|n| n.starts_with(prefix)) {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    fn shown(&self) -> String {
        self.folder.display().to_string()
    }
}

/// What the database keeps of a secret.
pub(super) fn fingerprint(name: &str, secret: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(b"stafeta/instance-secret/");
    hash.update(name.as_bytes());
    hash.update(b"/");
    hash.update(secret);
    hash.finalize().to_vec()
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Written under another name, synced, then renamed: a crash leaves a whole file or none.
fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let temporary = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(content)?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    std::fs::rename(&temporary, path)?;
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn to_hex(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2);
    let bytes = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>().map(Zeroizing::new)
}
