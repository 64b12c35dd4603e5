//! A folder that appears when it is full, or not at all.

use super::Fault;
use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
};

/// Being filled, under a hidden name beside its own; removed unless it is kept.
pub(super) struct Folder {
    filling: PathBuf,
    out: PathBuf,
}

/// Nothing is overwritten, not even an empty folder.
pub(super) fn refuse_existing(out: &Path) -> Result<(), Fault> {
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Ok(_) => Err(Fault::Exists(out.into())),
        Err(error) => Err(Fault::Write(out.into(), error)),
    }
}

impl Folder {
    pub(super) fn create(out: &Path) -> Result<Self, Fault> {
        refuse_existing(out)?;
        let name = out.file_name().ok_or_else(|| Fault::Exists(out.into()))?;
        let filling = out.with_file_name(format!(".{}.unfinished", name.to_string_lossy()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&filling).map_err(Fault::write(&filling))?;
        Ok(Self { filling, out: out.into() })
    }

    /// A new file that only this user may read.
    pub(super) fn file(&self, name: &str) -> Result<File, Fault> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.filling.join(name)).map_err(Fault::write(&self.out))
    }

    /// Takes a file away again that turned out to be damaged.
    pub(super) fn remove(&self, name: &str) -> Result<(), Fault> {
        fs::remove_file(self.filling.join(name)).map_err(Fault::write(&self.out))
    }

    /// What lies in it is verified: the folder gets its name.
    pub(super) fn keep(self) -> Result<(), Fault> {
        refuse_existing(&self.out)?;
        fs::rename(&self.filling, &self.out).map_err(Fault::write(&self.out))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // After `keep` there is nothing left under this name; a removal that fails has nobody to tell.
        let _ = fs::remove_dir_all(&self.filling);
    }
}
