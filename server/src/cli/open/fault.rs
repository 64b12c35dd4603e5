//! What can go wrong, in words and with a code that stays.

use stafeta_shared::{
    crypto::{kit::KitCodeError, offline::OfflineError},
    i18n::Texts,
};
use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Why nothing was opened, or not all of it.
#[derive(Debug)]
pub(super) enum Fault {
    /// The typed code is none.
    Kit(KitCodeError),
    /// No code came in.
    NoKit,
    /// The code of another kit.
    OtherKit,
    /// Not authentic, or no offline bundle.
    Refused,
    /// The text opened, but these files are damaged; none: the end of the bundle is.
    Incomplete(Vec<String>),
    /// The folder is already there.
    Exists(PathBuf),
    /// The file cannot be read.
    Read(PathBuf, io::Error),
    /// The folder cannot be written.
    Write(PathBuf, io::Error),
    /// A disk that fails in the middle.
    Disk(io::Error),
}

impl Fault {
    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Read(path.into(), error)
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Write(path.into(), error)
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::Kit(_) => "mistyped-kit",
            Self::NoKit => "no-kit",
            Self::OtherKit => "other-kit",
            Self::Refused => "not-authentic",
            Self::Incomplete(_) => "incomplete",
            Self::Exists(_) => "folder-exists",
            Self::Read(..) => "unreadable",
            Self::Write(..) => "unwritable",
            Self::Disk(_) => "disk",
        }
    }

    /// In the reader's language, with the code that stays.
    pub(super) fn told(&self, texts: Texts) -> Told {
        Told { text: self.text(texts), code: self.code() }
    }

    /// In the reader's language.
    pub(super) fn text(&self, texts: Texts) -> String {
        let path = |path: &PathBuf| ("path", path.display().to_string().into());
        let why = |error: &io::Error| ("why", error.to_string().into());
        let group = |group: &usize| ("n", (*group as u64 + 1).into());
        match self {
            Self::Kit(KitCodeError::Length(n)) => {
                texts.ta("open-kit-length", &[("n", (*n as u64).into())])
            }
            Self::Kit(KitCodeError::Symbol(n)) => texts.ta("open-kit-symbol", &[group(n)]),
            Self::Kit(KitCodeError::Check(n)) => texts.ta("open-kit-check", &[group(n)]),
            Self::NoKit => texts.t("open-kit-missing"),
            Self::OtherKit => texts.t("open-kit-other"),
            Self::Refused => texts.t("open-refused"),
            Self::Incomplete(lost) if lost.is_empty() => texts.t("open-incomplete-end"),
            Self::Incomplete(lost) => {
                texts.ta("open-incomplete", &[("files", lost.join(", ").into())])
            }
            Self::Exists(p) => texts.ta("open-exists", &[path(p)]),
            Self::Read(p, error) => texts.ta("open-unreadable", &[path(p), why(error)]),
            Self::Write(p, error) => texts.ta("open-unwritable", &[path(p), why(error)]),
            Self::Disk(error) => texts.ta("open-disk", &[why(error)]),
        }
    }
}

impl From<OfflineError> for Fault {
    fn from(error: OfflineError) -> Self {
        match error {
            OfflineError::Refused => Self::Refused,
            OfflineError::OtherKit => Self::OtherKit,
            OfflineError::Read(error) | OfflineError::Write(error) => Self::Disk(error),
        }
    }
}

/// A fault in words, for standard error.
#[derive(Debug)]
pub(super) struct Told {
    text: String,
    pub(super) code: &'static str,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.text, self.code)
    }
}

impl std::error::Error for Told {}
