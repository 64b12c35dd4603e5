//! The trusted contact's page. "They are fine" ends the question for everybody; "I cannot reach
//! them" shortens nothing and may be changed.

use super::answer_page::{Fields, Page, Said, asking, form};
use crate::{
    app::AppState,
    domain::check_in::{Answer, Standing, Visit},
    http::{
        Answer as Reply,
        page::{Html, Tone},
    },
};
use axum::{
    Form, Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use stafeta_shared::{api::paths, i18n::Texts, watch::Refusal};

const PAGE: Page = Page { is_contacts: true, wish, thanks, refused, closed, open };

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route(paths::PAGE_CONTACT, get(show).post(answer))
}

async fn show(State(app): State<AppState>, Path(token): Path<String>) -> Reply<Response> {
    PAGE.show(&app, &token).await
}

async fn answer(
    State(app): State<AppState>,
    Path(token): Path<String>,
    Form(form): Form<Fields>,
) -> Reply<Response> {
    PAGE.answer(&app, &token, &form).await
}

fn wish(button: &str) -> Option<Answer> {
    match button {
        "fine" => Some(Answer::Fine),
        "cannot" => Some(Answer::CannotReach),
        // Pressing Enter in the field says nothing about the owner.
        _ => None,
    }
}

fn thanks(wish: Answer) -> Said {
    let (title, text) = match wish {
        Answer::CannotReach => ("pages-cannot-title", "pages-cannot-text"),
        Answer::Fine | Answer::Hold => ("pages-contact-fine-title", "pages-contact-fine-text"),
    };
    said(StatusCode::OK, Tone::Ok, title, text)
}

fn refused(refusal: &Refusal) -> Option<Said> {
    match refusal {
        Refusal::ContactLimitPassed => {
            Some(said(StatusCode::FORBIDDEN, Tone::Warn, "pages-limit-title", "pages-limit-text"))
        }
        _ => None,
    }
}

fn closed(standing: Standing) -> Option<Said> {
    let (status, tone, title, text) = match standing {
        Standing::Open => return None,
        Standing::Over => {
            (StatusCode::OK, Tone::Info, "pages-contact-over-title", "pages-contact-over-text")
        }
        Standing::Released => (
            StatusCode::OK,
            Tone::Info,
            "pages-contact-released-title",
            "pages-contact-released-text",
        ),
        Standing::NoTriesLeft => (
            StatusCode::TOO_MANY_REQUESTS,
            Tone::Warn,
            "pages-contact-tries-title",
            "pages-contact-tries-text",
        ),
    };
    Some(said(status, tone, title, text))
}

/// Nobody here has an account to log in to.
const fn said(status: StatusCode, tone: Tone, title: &'static str, text: &'static str) -> Said {
    Said { status, tone, title, text, login: false }
}

fn open(visit: &Visit, _: Standing, t: Texts, hint: Option<&str>) -> Response {
    let owner = [("owner", visit.owner.name.as_str().into())];
    let mut html = Html::new();
    let title = t.ta("pages-contact-title", &owner);
    html.tag("h1", &title).paragraphs(&t.ta("pages-contact-text", &owner));
    html.tag("h2", &t.t("pages-contact-next-title"));
    html.paragraphs(&t.ta("pages-contact-next-text", &owner));
    let buttons = [("fine", "pages-contact-fine"), ("cannot", "pages-contact-cannot")];
    form(&mut html, t, hint, &buttons);
    html.page(asking(hint), &title, t.lang(), false)
}
