//! Ids in the path. What is no id names nothing: the same answer as for an unknown one.

use crate::{app::AppState, http::Refusal};
use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;
use stafeta_shared::api::ProblemCode;

/// The braces of the route, in order.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Refusal> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        path.map(|path| Self(path.0)).map_err(|_| ProblemCode::NotFound.into())
    }
}
