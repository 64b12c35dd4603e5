//! Refusals: RFC 9457 documents with a stable code. The cause is logged once, never sent.

use crate::store::{Passing, StoreError};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use stafeta_shared::api::{Problem, ProblemCode};
use std::{error::Error, sync::Arc};

/// What a handler gives back.
pub type Answer<T> = Result<T, Refusal>;

/// A refusal on its way out.
#[derive(Debug, Clone)]
pub struct Refusal {
    problem: Box<Problem>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Refusal {
    /// A refusal with this code.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Self { problem: Box::new(Problem::new(code)), cause: None }
    }

    /// Names a field that is wrong, and how.
    #[must_use]
    pub fn field(code: ProblemCode, field: &str, how: &str) -> Self {
        Self { problem: Box::new(Problem::new(code).field(field, how)), cause: None }
    }

    /// A field out of its bounds.
    #[must_use]
    pub fn invalid(field: &str, how: &str) -> Self {
        Self::field(ProblemCode::InvalidField, field, how)
    }

    /// Too many tries: come back after so many milliseconds.
    #[must_use]
    pub fn wait(milliseconds: i64) -> Self {
        let seconds = u64::try_from(milliseconds.max(0)).unwrap_or_default().div_ceil(1000).max(1);
        let mut refusal = Self::new(ProblemCode::TooManyRequests);
        refusal.problem.retry_after = Some(seconds);
        refusal
    }

    /// Our fault, with what happened.
    #[must_use]
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self {
            problem: Box::new(Problem::new(ProblemCode::Internal)),
            cause: Some(Arc::new(cause)),
        }
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        self.problem.code
    }

    /// The whole chain of causes as one line, for the log.
    #[must_use]
    pub fn cause_chain(&self) -> Option<String> {
        let mut next: Option<&dyn Error> = self.cause.as_deref().map(|e| e as &dyn Error);
        let mut parts = Vec::new();
        while let Some(error) = next {
            parts.push(error.to_string());
            next = error.source();
        }
        (!parts.is_empty()).then(|| parts.join(": "))
    }

    /// The document, naming the request for the operator's log.
    #[must_use]
    pub fn render(mut self, request_id: &str) -> Response {
        request_id.clone_into(&mut self.problem.request_id);
        let body = serde_json::to_vec(&*self.problem).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() =
            StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.problem.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Leaves the refusal in the response's extensions: the outermost layer renders it with the
/// request's id and logs its cause.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.clone().render("");
        response.extensions_mut().insert(self);
        response
    }
}

impl From<ProblemCode> for Refusal {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), cause: None }
    }
}

impl Passing for Refusal {
    fn is_passing(&self) -> bool {
        let cause = self.cause.as_ref().and_then(|cause| cause.downcast_ref::<StoreError>());
        cause.is_some_and(Passing::is_passing)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let away =
            matches!(&error, StoreError::Database(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_)));
        let passing = error.is_passing();
        let code = if away || passing { ProblemCode::Unavailable } else { ProblemCode::Internal };
        Self { problem: Box::new(Problem::new(code)), cause: Some(Arc::new(error)) }
    }
}
