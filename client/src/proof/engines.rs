//! One file, sealed and opened by the browser's engine and by Rust.

use crate::keeper::browser::{BrowserEngine, BrowserKey};
use serde::{Deserialize, Serialize};
use stafeta_shared::{
    crypto::{
        Hash, Key, Refused,
        attachment::{
            AttachmentContext, AttachmentEntry, AttachmentKeys, AttachmentOpener, AttachmentSealer,
            Engine as _, NotSealed,
        },
        hash,
    },
    ids::{AccountId, AttachmentId, HandoverId},
    limits::PART_LEN,
};

/// `len` bytes without any pattern that chunks or padding could hide; the same everywhere.
#[must_use]
pub fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ len as u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut bytes: Vec<u8> = std::iter::repeat_with(next).take(len.div_ceil(8)).flatten().collect();
    bytes.truncate(len);
    bytes
}

/// A ciphertext and its hash over the parts.
struct Sealed {
    bytes: Vec<u8>,
    hash: Hash,
}

/// A file under a key and a salt that never change.
pub struct File(Vec<u8>);

impl File {
    /// Of `len` bytes of [`noise`].
    #[must_use]
    pub fn new(len: usize) -> Self {
        Self(noise(len))
    }

    /// Where it belongs.
    #[must_use]
    pub fn context() -> AttachmentContext {
        AttachmentContext {
            owner: AccountId::from_bytes([1; 16]),
            handover: HandoverId::from_bytes([2; 16]),
            id: AttachmentId::from_bytes([3; 16]),
        }
    }

    /// What it is sealed with.
    #[must_use]
    pub fn keys() -> AttachmentKeys {
        AttachmentKeys { key: Key::new(&[4; 32]), salt: [5; 24] }
    }

    /// Seals it; hands the parts on in order.
    async fn seal(
        &self,
        engine: BrowserEngine,
        mut take: impl FnMut(&[u8]),
    ) -> Result<Hash, NotSealed> {
        let (context, keys, len) = (Self::context(), Self::keys(), self.0.len() as u64);
        let mut sealer = AttachmentSealer::on(engine, &context, &keys, len, []).await?;
        for part in 0..sealer.layout().parts() {
            let range = sealer.layout().file_range(part);
            let file = &self.0[range.start as usize..range.end as usize];
            take(&sealer.seal(part, file).await?.bytes);
        }
        Ok(sealer.hash().ok_or(Refused)?)
    }

    async fn sealed(&self, engine: BrowserEngine) -> Result<Sealed, NotSealed> {
        let mut bytes = Vec::new();
        let hash = self.seal(engine, |part| bytes.extend_from_slice(part)).await?;
        Ok(Sealed { bytes, hash })
    }

    /// Opens it part by part; hands on what became readable.
    async fn open(
        &self,
        engine: BrowserEngine,
        sealed: &Sealed,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), Refused> {
        let entry = AttachmentEntry {
            id: Self::context().id,
            name: String::new(),
            mime: String::new(),
            len: self.0.len() as u64,
            ct_len: sealed.bytes.len() as u64,
            hash: sealed.hash,
            key: Self::keys().key,
        };
        let mut opener = AttachmentOpener::on(engine, Self::context(), &entry)?;
        for part in sealed.bytes.chunks(PART_LEN as usize) {
            take(opener.open(part).await?.expose_secret());
        }
        opener.finish()
    }

    /// Whether a ciphertext opens to this file.
    async fn opens(&self, engine: &BrowserEngine, sealed: &Sealed) -> bool {
        let mut plain = Vec::with_capacity(self.0.len());
        let opened = self.open(engine.clone(), sealed, |part| plain.extend_from_slice(part)).await;
        opened.is_ok() && plain == self.0
    }

    /// Whether a ciphertext with one flipped bit opens: in the salt, the commitment, the chunks, a tag.
    async fn opens_damaged(&self, engine: &BrowserEngine, sealed: &mut Sealed) -> bool {
        let end = sealed.bytes.len() - 1;
        for at in [0, 24, 56, end / 2, end] {
            sealed.bytes[at] ^= 1;
            let opened = self.open(engine.clone(), sealed, |_| ()).await.is_ok();
            sealed.bytes[at] ^= 1;
            if opened {
                return true;
            }
        }
        false
    }
}

/// What both engines made of a file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    /// The browser has an engine of its own.
    pub web: bool,
    /// It gives its key back.
    pub extractable: bool,
    /// SHA-256 of the ciphertext, by the browser's engine and by ours, in hexadecimal digits.
    pub sha256: [String; 2],
    /// Each opened what the other had sealed, to the same file.
    pub opened: bool,
    /// One of them opened what somebody had changed.
    pub opened_damaged: bool,
}

/// Seals a file by the browser's engine and by ours, and opens it crosswise.
///
/// # Errors
/// When one of them does not seal.
pub async fn both(len: usize) -> Result<Both, NotSealed> {
    let (file, browser, ours) = (File::new(len), BrowserEngine::find(), BrowserEngine::Rust);
    let mut by_browser = file.sealed(browser.clone()).await?;
    let by_us = file.sealed(ours.clone()).await?;
    let digits = |sealed: &Sealed| hash(&sealed.bytes).map(|byte| format!("{byte:02x}")).concat();
    Ok(Both {
        web: matches!(browser, BrowserEngine::Web(_)),
        extractable: extractable(&browser).await?,
        sha256: [digits(&by_browser), digits(&by_us)],
        opened: file.opens(&ours, &by_browser).await && file.opens(&browser, &by_us).await,
        opened_damaged: file.opens_damaged(&ours, &mut by_browser).await
            || file.opens_damaged(&browser, &mut by_browser).await,
    })
}

async fn extractable(engine: &BrowserEngine) -> Result<bool, NotSealed> {
    let key = engine.key(&File::keys().key).await?;
    Ok(matches!(key, BrowserKey::Web(key) if key.is_extractable()))
}

/// A file in memory that the caller has sealed and opened against a clock. Parts are made and dropped.
pub struct Trial {
    engine: BrowserEngine,
    file: File,
    sealed: Sealed,
}

impl Trial {
    /// Of `len` bytes, in the browser's engine or in ours.
    ///
    /// # Errors
    /// When it does not seal.
    pub async fn new(len: usize, web: bool) -> Result<Self, NotSealed> {
        let engine = if web { BrowserEngine::find() } else { BrowserEngine::Rust };
        let file = File::new(len);
        let sealed = file.sealed(engine.clone()).await?;
        Ok(Self { engine, file, sealed })
    }

    /// Seals all of it.
    ///
    /// # Errors
    /// What the sealer says.
    pub async fn seal(&self) -> Result<(), NotSealed> {
        self.file.seal(self.engine.clone(), |_| ()).await.map(drop)
    }

    /// Opens all of it.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn open(&self) -> Result<(), Refused> {
        self.file.open(self.engine.clone(), &self.sealed, |_| ()).await
    }
}
