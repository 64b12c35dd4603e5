//! The instance secrets: one file each, in a folder apart from the database.
//!
//! Made at the first start. The database keeps a hash of each; a file that is missing or
//! different while the database knows it refuses to start ([`KeyError`] says what to do).
//! A stolen database therefore holds no link, no code, no login state and no half of a key
//! that could be used. To add a secret: a field, a line in [`Keys::open`].

use crate::{
    rng::{Exclusive, Rng},
    store,
};
use aes_gcm::{
    Aes256Gcm,
    aead::{Aead as _, KeyInit as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use stafeta_shared::{crypto::opaque::ServerSetup, ids::AccountId};
use std::{
    collections::BTreeMap,
    fmt,
    io::Write as _,
    path::{Path, PathBuf},
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const OPAQUE: &str = "opaque";
const LINK: &str = "link";
const CODE: &str = "code";
const FAKE_ID: &str = "fake-id";
const LOGIN_STATE: &str = "login-state";
const WRAPPING_PREFIX: &str = "wrap-";
const FIRST_WRAPPING: &str = "wrap-1";
const NONCE_LEN: usize = 12;

/// 32 secret bytes.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// The bytes; for the one place that needs them.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8; 32] {
        &self.0
    }

    /// HMAC-SHA-256 over the parts, each with its length, so that no two lists run together.
    #[must_use]
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        // Shorter keys are padded with zeros by HMAC itself (RFC 2104): this is the same key.
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&(*block).into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// AES-256-GCM with a random nonce: `nonce ‖ ciphertext`, bound to `context`.
    #[must_use]
    pub fn seal(&self, context: &[u8], plain: &[u8], rng: &dyn Rng) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = rng.bytes();
        let cipher = Aes256Gcm::new(&self.0.into());
        let sealed = cipher.encrypt(&nonce.into(), Payload { msg: plain, aad: context });
        let mut out = nonce.to_vec();
        // Fails only beyond 64 GiB; an empty ciphertext then opens as nothing.
        out.extend(sealed.unwrap_or_default());
        out
    }

    /// The inverse of [`Self::seal`]; nothing unless everything is as it was sealed.
    #[must_use]
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let cipher = Aes256Gcm::new(&self.0.into());
        let payload = Payload { msg: sealed, aad: context };
        cipher.decrypt(&(*nonce).into(), payload).ok().map(Zeroizing::new)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Why the instance secrets cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file cannot be read or written.
    #[error("cannot use the instance secret {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds something else.
    #[error("instance secret {}: damaged; put the right file back", .0.display())]
    Malformed(PathBuf),
    /// The database knows a secret that is not there.
    #[error(
        "the database was set up with the instance secret `{0}`, which is missing in {1}. Put the \
         folder from your backup there (setting keys.path). Starting with new secrets would lock \
         everybody out and lose every unreleased handover, so the server does not start."
    )]
    Missing(String, String),
    /// The database knows another secret under this name.
    #[error(
        "the instance secret `{0}` in {1} is not the one this database was set up with. Database \
         and key folder belong together: put back the pair from the same installation."
    )]
    Different(String, String),
    /// The realm must not change.
    #[error(
        "this database was set up for the realm `{was}`, the configuration says `{is}`. The realm \
         is printed on every kit and part of every password: set server.realm to `{was}`."
    )]
    Realm {
        /// In the database.
        was: String,
        /// In the configuration.
        is: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

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
    wrapping: BTreeMap<String, Key>,
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
        let mut wrapping = BTreeMap::new();
        wrapping.insert(FIRST_WRAPPING.to_owned(), files.key(FIRST_WRAPPING)?);
        for name in files.others_with(WRAPPING_PREFIX)? {
            let key = files.key(&name)?;
            wrapping.insert(name, key);
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
            wrapping,
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
        let wrapping = self.wrapping.iter().map(|(name, key)| (name.as_str(), key));
        let opaque = fingerprint(OPAQUE, self.opaque.to_bytes().expose_secret());
        fixed
            .into_iter()
            .chain(wrapping)
            .map(|(name, key)| (name.to_owned(), fingerprint(name, &key.0)))
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
        match self.wrapping.last_key_value() {
            Some((id, key)) => (id.clone(), key.seal(context, plain, rng)),
            None => (String::new(), Vec::new()),
        }
    }

    /// Unwraps it with the key of that id; nothing when the key or the bytes are wrong.
    #[must_use]
    pub fn unwrap(&self, id: &str, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.wrapping.get(id)?.open(context, sealed)
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

struct Files<'a> {
    folder: &'a Path,
    known: &'a BTreeMap<String, Vec<u8>>,
    rng: &'a dyn Rng,
}

impl Files<'_> {
    fn prepare(&self) -> Result<(), KeyError> {
        make_private_folder(self.folder)
            .map_err(|source| KeyError::File { path: self.folder.to_owned(), source })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.key"))
    }

    fn key(&self, name: &str) -> Result<Key, KeyError> {
        let bytes = self.secret(name, || self.rng.bytes::<32>().to_vec().into())?;
        let key = bytes.as_slice().try_into().map_err(|_| KeyError::Malformed(self.path(name)))?;
        Ok(Key(key))
    }

    fn secret(
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

    fn others_with(&self, prefix: &str) -> Result<Vec<String>, KeyError> {
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
fn fingerprint(name: &str, secret: &[u8]) -> Vec<u8> {
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
