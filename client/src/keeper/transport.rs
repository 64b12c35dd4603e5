//! How requests leave: a trait with the browser's `fetch` behind it, and in tests the real router or a
//! scripted, hostile server.
//!
//! A transport keeps cookies by itself and never retries. It knows neither secrets nor commands.

use std::future::Future;

/// HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; never changes anything.
    Get,
    /// Makes or does something.
    Post,
    /// Puts something in place.
    Put,
    /// Removes something.
    Delete,
}

impl Method {
    /// As on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request to the site's own origin.
#[derive(Clone)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path below the origin.
    pub path: String,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for none.
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Clone)]
pub struct Response {
    /// Status.
    pub status: u16,
    /// Whole body.
    pub body: Vec<u8>,
}

/// No answer came. Whether the request arrived is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server did not answer")]
pub struct NoAnswer;

/// Sends requests.
pub trait Transport {
    /// Sends one request and waits for the whole answer.
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, NoAnswer>>;
}
