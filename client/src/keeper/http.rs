//! Typed calls of the HTTP interface over a [`Transport`].
//!
//! JSON in, JSON out; refusals become [`Refusal`]. An answer that is not of the agreed form is treated like
//! anything else that does not verify. Nothing is retried here.

use super::{
    refusal::Outcome,
    transport::{Method, Request, Response, Transport},
};
use crate::protocol::Refusal;
use serde::{Serialize, de::DeserializeOwned};

/// The HTTP interface.
pub(crate) struct Http<'a, T>(pub(crate) &'a T);

impl<T: Transport> Http<'_, T> {
    /// Reads.
    pub(crate) async fn get<A: DeserializeOwned>(&self, path: &str) -> Outcome<A> {
        parse(&self.send(Method::Get, path, None::<&()>).await?.body)
    }

    /// Reads raw bytes.
    pub(crate) async fn get_bytes(&self, path: &str) -> Outcome<Vec<u8>> {
        Ok(self.send(Method::Get, path, None::<&()>).await?.body)
    }

    /// Does something and reads the answer.
    pub(crate) async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Outcome<A> {
        parse(&self.send(Method::Post, path, Some(body)).await?.body)
    }

    /// Does something without input and reads the answer.
    pub(crate) async fn post_empty<A: DeserializeOwned>(&self, path: &str) -> Outcome<A> {
        parse(&self.send(Method::Post, path, None::<&()>).await?.body)
    }

    /// Does something whose answer says nothing more.
    pub(crate) async fn tell(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Outcome<()> {
        self.send(method, path, body).await.map(drop)
    }

    /// Puts raw bytes.
    pub(crate) async fn put_bytes(
        &self,
        path: &str,
        header: (&'static str, String),
        body: Vec<u8>,
    ) -> Outcome<()> {
        let content = ("content-type", "application/octet-stream".to_owned());
        let request = Request {
            method: Method::Put,
            path: path.to_owned(),
            headers: vec![content, header],
            body,
        };
        accepted(self.0.send(request).await?).map(drop)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Outcome<Response> {
        let (mut headers, mut bytes) =
            (vec![("accept", "application/json".to_owned())], Vec::new());
        if let Some(body) = body {
            headers.push(("content-type", "application/json".to_owned()));
            bytes = serde_json::to_vec(body).map_err(|_| Refusal::Unfit)?;
        }
        accepted(
            self.0.send(Request { method, path: path.to_owned(), headers, body: bytes }).await?,
        )
    }
}

fn accepted(response: Response) -> Outcome<Response> {
    match response.status {
        200..=299 => Ok(response),
        status => Err(Refusal::from_answer(status, &response.body)),
    }
}

fn parse<A: DeserializeOwned>(body: &[u8]) -> Outcome<A> {
    serde_json::from_slice(body).map_err(|_| Refusal::Unverifiable)
}
