//! The browser's own AES-GCM and SHA-256 for files, many times as fast as ours in WASM; the same bytes.
//!
//! A key goes in once, non-extractable. Nonces and every check stay in Rust. Pages that are no secure context
//! have no `crypto.subtle`: there Rust does it all.

use super::scope;
use futures::future::Either;
use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use stafeta_shared::crypto::{
    Checked, Hash, Key, Refused, SecretBytes,
    attachment::{Chunk, Engine, InRust, RustKey, within},
};
use std::{future::Future, ops::Range};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

const AES: &str = "AES-GCM";
const SHA: &str = "SHA-256";

/// The fastest engine there is here.
#[derive(Debug, Clone)]
pub enum BrowserEngine {
    /// The browser's own.
    Web(SubtleCrypto),
    /// Ours, without a secure context.
    Rust,
}

impl BrowserEngine {
    /// Looks for `crypto.subtle`.
    #[must_use]
    pub fn find() -> Self {
        let crypto = scope().crypto().map(JsValue::from);
        let subtle = crypto.and_then(|crypto| Reflect::get(&crypto, &JsValue::from_str("subtle")));
        match subtle.and_then(wasm_bindgen::JsCast::dyn_into) {
            Ok(subtle) => Self::Web(subtle),
            Err(_) => Self::Rust,
        }
    }
}

/// A key in the form of its engine.
pub enum BrowserKey {
    /// A handle; the browser does not give the key back.
    Web(WebKey),
    /// A key schedule.
    Rust(Box<RustKey>),
}

/// A non-extractable key, and what works with it.
pub struct WebKey {
    subtle: SubtleCrypto,
    key: CryptoKey,
}

impl Engine for BrowserEngine {
    type Key = BrowserKey;

    async fn key(&self, key: &Key) -> Checked<BrowserKey> {
        match self {
            Self::Web(subtle) => {
                let imported = WebKey::import(subtle, key).await;
                imported.map(BrowserKey::Web).map_err(|_| Refused)
            }
            Self::Rust => InRust.key(key).await.map(Box::new).map(BrowserKey::Rust),
        }
    }

    fn seal<'a>(
        &self,
        key: &BrowserKey,
        chunks: impl Iterator<Item = Chunk<'a>>,
        out: Vec<u8>,
        cut: Range<usize>,
    ) -> impl Future<Output = Checked<Vec<u8>>> {
        match key {
            BrowserKey::Web(key) => {
                let encrypt = SubtleCrypto::encrypt_with_object_and_u8_array;
                Either::Left(gather(key.start(encrypt, chunks), out, cut))
            }
            BrowserKey::Rust(key) => Either::Right(InRust.seal(key, chunks, out, cut)),
        }
    }

    fn open<'a>(
        &self,
        key: &BrowserKey,
        chunks: impl Iterator<Item = Chunk<'a>>,
    ) -> impl Future<Output = Checked<SecretBytes>> {
        match key {
            BrowserKey::Web(key) => {
                let decrypt = SubtleCrypto::decrypt_with_object_and_u8_array;
                let opened = gather(key.start(decrypt, chunks), Vec::new(), 0..usize::MAX);
                Either::Left(async { opened.await.map(SecretBytes::new) })
            }
            BrowserKey::Rust(key) => Either::Right(InRust.open(key, chunks)),
        }
    }

    fn sha256(&self, bytes: &[u8]) -> impl Future<Output = Checked<Hash>> {
        match self {
            Self::Web(subtle) => {
                let digest = subtle.digest_with_str_and_u8_array(SHA, bytes);
                Either::Left(async {
                    bytes_of(&settled(digest).await?).try_into().map_err(|_| Refused)
                })
            }
            Self::Rust => Either::Right(InRust.sha256(bytes)),
        }
    }
}

/// `encrypt` or `decrypt`. It copies nonce and bytes before it returns.
type Work = fn(&SubtleCrypto, &Object, &CryptoKey, &[u8]) -> Result<Promise, JsValue>;

impl WebKey {
    async fn import(subtle: &SubtleCrypto, key: &Key) -> Result<Self, JsValue> {
        let bytes = Uint8Array::from(&key.expose_secret()[..]);
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let key = subtle.import_key_with_str("raw", &bytes, AES, false, &usages);
        bytes.fill(0, 0, bytes.length());
        Ok(Self { subtle: subtle.clone(), key: JsFuture::from(key?).await?.unchecked_into() })
    }

    /// Whether the browser would give the key back. It must not.
    #[must_use]
    pub fn is_extractable(&self) -> bool {
        self.key.extractable()
    }

    /// Sets the work on all chunks going at once: it is the many small calls that cost, not their bytes.
    fn start<'a>(
        &self,
        work: Work,
        chunks: impl Iterator<Item = Chunk<'a>>,
    ) -> Result<Promise, JsValue> {
        let (params, iv) = (Object::new(), Uint8Array::new_with_length(12));
        Reflect::set(&params, &"name".into(), &AES.into())?;
        Reflect::set(&params, &"iv".into(), &iv)?;
        let started = Array::new();
        for (nonce, bytes) in chunks {
            iv.copy_from(&nonce);
            started.push(&work(&self.subtle, &params, &self.key, bytes)?.into());
        }
        Ok(Promise::all(&started))
    }
}

async fn settled(started: Result<Promise, JsValue>) -> Checked<JsValue> {
    JsFuture::from(started.map_err(|_| Refused)?).await.map_err(|_| Refused)
}

/// Appends all results end to end to `out`, but of their bytes only those in `cut`.
async fn gather(
    started: Result<Promise, JsValue>,
    mut out: Vec<u8>,
    cut: Range<usize>,
) -> Checked<Vec<u8>> {
    let results: Array = settled(started).await?.unchecked_into();
    let results: Vec<_> = results.iter().map(|result| Uint8Array::new(&result)).collect();
    let all = results.iter().map(|result| result.length() as usize).sum();
    let start = out.len();
    out.resize(start + within(&cut, 0, all).len(), 0);
    let (mut rest, mut at) = (&mut out[start..], 0);
    for result in results {
        let len = result.length() as usize;
        let wanted = within(&cut, at, len);
        let (now, later) = rest.split_at_mut(wanted.len());
        result.subarray(wanted.start as u32, wanted.end as u32).copy_to(now);
        (rest, at) = (later, at + len);
    }
    Ok(out)
}

fn bytes_of(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()).to_vec()
}
