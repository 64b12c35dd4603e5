//! The page's own HTTP calls: what carries no secret. Everything else goes through the keeper.

use super::failure::Failure;
use serde::{Serialize, de::DeserializeOwned};
use stafeta_shared::{
    api::{
        CodeRequest, CodeSentResponse, HandoverUpdateRequest, InstanceResponse,
        InvitationCodesRequest, InvitationCodesResponse, MeResponse, PhoneRequest, Problem,
        SignUpRequest, paths,
    },
    ids::{HandoverId, InviteId},
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestCache, RequestCredentials, RequestInit, RequestMode, Response};

/// An answer whose body says nothing more.
pub(super) type Nothing = serde::de::IgnoredAny;

/// What this installation is.
pub async fn instance() -> Result<InstanceResponse, Failure> {
    get(paths::INSTANCE).await
}

/// Who I am; nobody for a visitor.
pub async fn me() -> Result<Option<MeResponse>, Failure> {
    get(paths::ME).await
}

/// Ask for a sign-up link.
pub async fn sign_up(request: &SignUpRequest) -> Result<(), Failure> {
    post::<_, Nothing>(paths::SIGN_UP, request).await.map(drop)
}

/// Send a code to a phone.
pub async fn phone_start(phone: String) -> Result<CodeSentResponse, Failure> {
    post(paths::PHONE_START, &PhoneRequest { phone }).await
}

/// Confirm the phone.
pub async fn phone_confirm(code: String) -> Result<(), Failure> {
    post::<_, Nothing>(paths::PHONE_CONFIRM, &CodeRequest { code }).await.map(drop)
}

/// Send the codes of an invitation.
pub async fn invitation_codes(
    invite: InviteId,
    phone: Option<String>,
) -> Result<InvitationCodesResponse, Failure> {
    let path = paths::fill(paths::INVITATION_CODES, &[&invite.to_string()]);
    post(&path, &InvitationCodesRequest { phone }).await
}

/// Decline an invitation.
pub async fn invitation_decline(invite: InviteId) -> Result<(), Failure> {
    let path = paths::fill(paths::INVITATION_DECLINE, &[&invite.to_string()]);
    post::<_, Nothing>(&path, &serde_json::json!({})).await.map(drop)
}

/// Hang a handover on a watch, with its extra delay.
pub async fn handover_update(
    handover: HandoverId,
    request: &HandoverUpdateRequest,
) -> Result<(), Failure> {
    let path = paths::fill(paths::HANDOVER, &[&handover.to_string()]);
    send::<_, Nothing>("PUT", &path, Some(request)).await.map(drop)
}

pub(super) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    send::<(), T>("GET", path, None).await
}

pub(super) async fn post<B: Serialize, T: DeserializeOwned>(
    path: &str,
    body: &B,
) -> Result<T, Failure> {
    send("POST", path, Some(body)).await
}

pub(super) async fn send<B: Serialize, T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&B>,
) -> Result<T, Failure> {
    let response = fetch(method, path, body).await.map_err(|_| Failure::offline())?;
    let ok = response.ok();
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await,
        Err(error) => Err(error),
    };
    // A body cut off in the middle is a broken connection too.
    let text = text.map_err(|_| Failure::offline())?.as_string().unwrap_or_default();
    if ok {
        let text = if text.is_empty() { "null" } else { &text };
        return serde_json::from_str(text).map_err(|_| Failure::Unexpected);
    }
    match serde_json::from_str::<Problem>(&text) {
        Ok(problem) => Err(Failure::Problem(Box::new(problem))),
        // An answer of a proxy in between, not of ours.
        Err(_) => Err(Failure::offline()),
    }
}

async fn fetch<B: Serialize>(
    method: &str,
    path: &str,
    body: Option<&B>,
) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    options.set_method(method);
    options.set_mode(RequestMode::SameOrigin);
    options.set_credentials(RequestCredentials::SameOrigin);
    options.set_cache(RequestCache::NoStore);
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    if let Some(body) = body {
        let json = serde_json::to_string(body).map_err(|_| JsValue::NULL)?;
        headers.set("content-type", "application/json")?;
        options.set_body(&JsValue::from_str(&json));
    }
    options.set_headers(&headers);
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.fetch_with_str_and_init(path, &options)).await?.dyn_into()
}
