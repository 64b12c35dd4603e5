//! The built client: files with hashed names, and its page for every path that is none.

use super::Refusal;
use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use stafeta_shared::api::ProblemCode;

/// Answers what no route answers.
pub async fn serve(request: Request) -> Response {
    let _ = request;
    Refusal::from(ProblemCode::NotFound).into_response()
}
