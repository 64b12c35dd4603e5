//! The instance secrets: one file each, in a folder apart from the database.
//!
//! Made at the first start. The database keeps a hash of each; a file that is missing or
//! different while the database knows it refuses to start ([`KeyError`] says what to do).
//! A stolen database therefore holds no link, no code, no login state and no half of a key
//! that could be used. To add a secret: a field, and a line each in [`Keys::open`] and [`Keys::hashes`].

mod error;
mod files;
mod key;

pub use error::KeyError;
pub use key::Key;

use crate::rng::{Exclusive, Rng};
use files::{Files, fingerprint};
use stafeta_shared::{crypto::opaque::ServerSetup, ids::AccountId};
use std::{collections::BTreeMap, iter, path::Path};
use zeroize::Zeroizing;

const OPAQUE: &str = "opaque";
const LINK: &str = "link";
const CODE: &str = "code";
const FAKE_ID: &str = "fake-id";
const LOGIN_STATE: &str = "pending-login";
const WRAPPING_PREFIX: &str = "wrap-";
const FIRST_WRAPPING: &str = "wrap-1";

/// All instance secrets.
#[derive(Debug, Clone)]
pub struct Keys {
    /// OPAQUE's server setup: without it no password opens anything.
    pub opaque: ServerSetup,
    /// Links and codes of messages are derived from it.
    pub link: Key,
    /// Stored codes are hashed under it.
    pub code: Key,
    /// Ids of accounts that do not exist.
    pub fake_id: Key,
    /// Encrypts the state of a login between its two steps.
    pub login_state: Key,
    /// There is always one.
    first_wrapping: Key,
    more_wrapping: BTreeMap<String, Key>,
}

impl Keys {
    /// Reads the folder; makes what is missing, unless the database (`known`: hashes by name)
    /// says that it must be there.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn open(
        folder: &Path,
        known: &BTreeMap<String, Vec<u8>>,
        rng: &dyn Rng,
    ) -> Result<Self, KeyError> {
        let files = Files { folder, known, rng };
        files.prepare()?;
        let first_wrapping = files.key(FIRST_WRAPPING)?;
        let mut more_wrapping = BTreeMap::new();
        for name in files.others_with(WRAPPING_PREFIX)? {
            if name != FIRST_WRAPPING {
                let key = files.key(&name)?;
                more_wrapping.insert(name, key);
            }
        }
        let opaque = files.secret(OPAQUE, || {
            ServerSetup::make(&mut Exclusive(rng)).to_bytes().expose_secret().to_vec().into()
        })?;
        let keys = Self {
            opaque: ServerSetup::from_bytes(&opaque)
                .map_err(|_| KeyError::Malformed(files.path(OPAQUE)))?,
            link: files.key(LINK)?,
            code: files.key(CODE)?,
            fake_id: files.key(FAKE_ID)?,
            login_state: files.key(LOGIN_STATE)?,
            first_wrapping,
            more_wrapping,
        };
        keys.refuse_strangers(folder, known)?;
        Ok(keys)
    }

    /// Names and hashes, for the database to remember.
    #[must_use]
    pub fn hashes(&self) -> BTreeMap<String, Vec<u8>> {
        let fixed = [
            (LINK, &self.link),
            (CODE, &self.code),
            (FAKE_ID, &self.fake_id),
            (LOGIN_STATE, &self.login_state),
        ];
        let opaque = fingerprint(OPAQUE, self.opaque.to_bytes().expose_secret());
        fixed
            .into_iter()
            .chain(self.wrapping())
            .map(|(name, key)| (name.to_owned(), fingerprint(name, key.expose_secret())))
            .chain([(OPAQUE.to_owned(), opaque)])
            .collect()
    }

    /// Stable id of an account that does not exist, for this normalised address.
    #[must_use]
    pub fn fake_account(&self, email_key: &str) -> AccountId {
        let mac = self.fake_id.mac(&[b"stafeta/fake-account", email_key.as_bytes()]);
        let mut id = [0; 16];
        id.copy_from_slice(&mac[..16]);
        AccountId::from_bytes(id)
    }

    /// Wraps the server's half of a content key under the newest wrapping key; answers with that
    /// key's id.
    #[must_use]
    pub fn wrap(&self, context: &[u8], plain: &[u8], rng: &dyn Rng) -> (String, Vec<u8>) {
        let first = (FIRST_WRAPPING, &self.first_wrapping);
        let (id, key) = self.wrapping().fold(first, |newest, next| {
            if generation(next.0) > generation(newest.0) { next } else { newest }
        });
        (id.to_owned(), key.seal(context, plain, rng))
    }

    fn wrapping(&self) -> impl Iterator<Item = (&str, &Key)> {
        let more = self.more_wrapping.iter().map(|(id, key)| (id.as_str(), key));
        iter::once((FIRST_WRAPPING, &self.first_wrapping)).chain(more)
    }

    /// Unwraps it with the key of that id; nothing when the key or the bytes are wrong.
    #[must_use]
    pub fn unwrap(&self, id: &str, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.wrapping().find(|(name, _)| *name == id)?.1.open(context, sealed)
    }

    fn refuse_strangers(
        &self,
        folder: &Path,
        known: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(), KeyError> {
        let mine = self.hashes();
        match known.keys().find(|name| !mine.contains_key(*name)) {
            Some(name) => Err(KeyError::Missing(name.clone(), folder.display().to_string())),
            None => Ok(()),
        }
    }
}

/// `wrap-12` is newer than `wrap-9`.
fn generation(id: &str) -> u32 {
    id.rsplit('-').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::System;

    fn open(folder: &Path, known: &BTreeMap<String, Vec<u8>>) -> Result<Keys, KeyError> {
        Keys::open(folder, known, &System)
    }

    #[test]
    fn made_once_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = open(folder.path(), &BTreeMap::new()).unwrap();
        let again = open(folder.path(), &first.hashes()).unwrap();
        assert_eq!(first.hashes(), again.hashes());
        assert_eq!(first.link.expose_secret(), again.link.expose_secret());
        assert!(format!("{first:?}").contains("Key(…)"));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        open(&folder.path().join("keys"), &BTreeMap::new()).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.path().join("keys")), 0o700);
        assert_eq!(mode(&folder.path().join("keys/link.key")), 0o600);
    }

    #[test]
    fn a_missing_file_refuses_and_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let known = open(folder.path(), &BTreeMap::new()).unwrap().hashes();
        std::fs::remove_file(folder.path().join("wrap-1.key")).unwrap();
        let error = open(folder.path(), &known).unwrap_err();
        assert!(matches!(&error, KeyError::Missing(name, _) if name == "wrap-1"), "{error}");
        assert!(error.to_string().contains("backup"), "{error}");
        assert!(!folder.path().join("wrap-1.key").exists(), "nothing was made in its place");
    }

    #[test]
    fn a_foreign_file_refuses() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let known = open(one.path(), &BTreeMap::new()).unwrap().hashes();
        let error =
            open(other.path(), &BTreeMap::new()).and(open(other.path(), &known)).unwrap_err();
        assert!(matches!(error, KeyError::Different(..)), "{error}");
    }

    #[test]
    fn a_second_wrapping_key_wraps_and_the_first_still_unwraps() {
        let folder = tempfile::tempdir().unwrap();
        let keys = open(folder.path(), &BTreeMap::new()).unwrap();
        let (id, sealed) = keys.wrap(b"context", b"half", &System);
        std::fs::write(folder.path().join("wrap-2.key"), "07".repeat(32)).unwrap();
        let keys = open(folder.path(), &keys.hashes()).unwrap();
        assert_eq!(keys.unwrap(&id, b"context", &sealed).unwrap().as_slice(), b"half");
        assert!(keys.unwrap(&id, b"other context", &sealed).is_none());
        assert!(keys.unwrap("wrap-2", b"context", &sealed).is_none());
        assert_eq!(keys.wrap(b"context", b"half", &System).0, "wrap-2");
    }
}
