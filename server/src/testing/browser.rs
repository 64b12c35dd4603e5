//! A browser: one cookie, one network address, no script.

use super::World;
use axum::{
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use serde::{Serialize, de::DeserializeOwned};
use stafeta_shared::api::{Problem, ProblemCode};
use std::net::SocketAddr;
use tower::ServiceExt as _;

/// A browser.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) cookie: Option<String>,
    pub(crate) address: SocketAddr,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self::at("203.0.113.7:40000")
    }

    pub(crate) fn at(address: &str) -> Self {
        Self { cookie: None, address: address.parse().unwrap(), headers: Vec::new() }
    }

    pub(crate) async fn get(&mut self, world: &World, path: &str) -> Reply {
        self.send(world, Method::GET, path, Body::empty(), false).await
    }

    pub(crate) async fn post(&mut self, world: &World, path: &str, body: &impl Serialize) -> Reply {
        let body = Body::from(serde_json::to_vec(body).unwrap());
        self.send(world, Method::POST, path, body, true).await
    }

    pub(crate) async fn put(&mut self, world: &World, path: &str, body: &impl Serialize) -> Reply {
        let body = Body::from(serde_json::to_vec(body).unwrap());
        self.send(world, Method::PUT, path, body, true).await
    }

    /// A POST without a body.
    pub(crate) async fn press(&mut self, world: &World, path: &str) -> Reply {
        self.send(world, Method::POST, path, Body::empty(), false).await
    }

    pub(crate) async fn send(
        &mut self,
        world: &World,
        method: Method,
        path: &str,
        body: Body,
        json: bool,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if json {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request.extension(ConnectInfo(self.address)).body(body).unwrap();
        let response = world.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        if let Some(set) = parts.headers.get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        Reply { status: parts.status, headers: parts.headers, body }
    }
}

impl Reply {
    /// The answer's type; fails the test on a refusal.
    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        let text = String::from_utf8_lossy(&self.body);
        assert!(self.status.is_success(), "{}: {text}", self.status);
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    /// Fails the test on a refusal.
    #[track_caller]
    pub(crate) fn ok(&self) {
        let text = String::from_utf8_lossy(&self.body);
        assert!(self.status.is_success(), "{}: {text}", self.status);
    }

    /// The refusal; fails the test when there is none.
    #[track_caller]
    pub(crate) fn problem(&self) -> Problem {
        let text = String::from_utf8_lossy(&self.body);
        assert!(!self.status.is_success(), "{} instead of a refusal: {text}", self.status);
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status.as_u16());
        assert!(!problem.request_id.is_empty());
        problem
    }

    /// The refusal's code.
    #[track_caller]
    pub(crate) fn code(&self) -> ProblemCode {
        self.problem().code
    }
}
