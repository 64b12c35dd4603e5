//! Files of the browser, read slice by slice, and blobs made of verified pieces.
//!
//! A blob's bytes belong to the browser, which may keep large ones on disk until the page is done with them;
//! the keeper's own heap never holds more than one part.

use crate::keeper::files::{FileLost, Sink, Source};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File};

/// A file the person chose.
pub struct BrowserFile(File);

impl BrowserFile {
    /// Takes the page's handle.
    #[must_use]
    pub fn new(file: File) -> Self {
        Self(file)
    }

    async fn slice(&self, from: u64, len: usize) -> Result<Vec<u8>, JsValue> {
        let slice = self.0.slice_with_f64_and_f64(from as f64, (from + len as u64) as f64)?;
        let buffer: ArrayBuffer = JsFuture::from(slice.array_buffer()).await?.dyn_into()?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

impl Source for BrowserFile {
    fn name(&self) -> String {
        self.0.name()
    }

    fn mime(&self) -> String {
        self.0.type_()
    }

    fn len(&self) -> u64 {
        self.0.size() as u64
    }

    async fn read(&self, from: u64, len: usize) -> Result<Vec<u8>, FileLost> {
        let bytes = self.slice(from, len).await.map_err(|_| FileLost)?;
        if bytes.len() == len { Ok(bytes) } else { Err(FileLost) }
    }
}

/// Verified pieces on their way to one blob.
#[derive(Default)]
pub struct BlobSink(Array);

impl Sink for BlobSink {
    type Blob = Blob;

    fn push(&mut self, bytes: &[u8]) -> Result<(), FileLost> {
        let piece = Array::of1(&Uint8Array::from(bytes));
        self.0.push(Blob::new_with_u8_array_sequence(&piece).map_err(|_| FileLost)?.as_ref());
        Ok(())
    }

    fn finish(self, mime: &str) -> Result<Blob, FileLost> {
        let options = BlobPropertyBag::new();
        options.set_type(mime);
        Blob::new_with_blob_sequence_and_options(&self.0, &options).map_err(|_| FileLost)
    }
}
