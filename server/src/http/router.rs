//! All routes, in the layers that every request passes.

use super::{
    Refusal, assets,
    middleware::{boundary::boundary, headers::headers, origin::origin},
    routes,
};
use crate::app::AppState;
use axum::{Router, middleware::from_fn_with_state, response::IntoResponse as _};
use stafeta_shared::api::ProblemCode;

/// The whole service. To add an area: a line here.
pub fn router(app: AppState) -> Router {
    let router = Router::new();
    #[cfg(any(test, feature = "demo"))]
    let router = router.merge(routes::demo::routes());
    router
        .merge(routes::health::routes())
        .merge(routes::instance::routes())
        .merge(routes::signup::routes())
        .merge(routes::login::routes())
        .merge(routes::account::routes())
        .merge(routes::invitations::routes())
        .merge(routes::handovers::routes())
        .merge(routes::versions::routes())
        .merge(routes::inbox::routes())
        .merge(routes::watches::routes())
        .merge(routes::check_in::routes())
        .merge(routes::contact::routes())
        .method_not_allowed_fallback(async || {
            Refusal::from(ProblemCode::MethodNotAllowed).into_response()
        })
        .fallback(assets::serve)
        .layer(from_fn_with_state(app.clone(), origin))
        .layer(from_fn_with_state(app.clone(), headers))
        .layer(from_fn_with_state(app.clone(), boundary))
        .with_state(app)
}
