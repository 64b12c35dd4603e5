//! The owner's page behind a check-in link: "I'm fine", or after the release "hold the rest".

use super::answer_page::{Fields, Page, Said, asking, form, login_link};
use crate::{
    app::AppState,
    domain::check_in::{Answer, Standing, Visit},
    engine::probe,
    http::{
        Answer as Reply,
        page::{Html, Tone, field},
    },
};
use axum::{
    Form, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use stafeta_shared::{api::paths, i18n::Texts, watch::Refusal};

const PAGE: Page = Page { is_contacts: false, wish, thanks, refused, closed, open };

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route(paths::PAGE_CHECK_IN, get(show).post(answer))
}

async fn show(State(app): State<AppState>, Path(token): Path<String>) -> Reply<Response> {
    PAGE.show(&app, &token).await
}

async fn answer(
    State(app): State<AppState>,
    Path(token): Path<String>,
    Form(form): Form<Fields>,
) -> Reply<Response> {
    if token == probe::canary_token(&app.keys.link) {
        return Ok(probe::arrived(&app, field(&form, probe::NONCE_FIELD)).await?.into_response());
    }
    PAGE.answer(&app, &token, &form).await
}

fn wish(button: &str) -> Option<Answer> {
    Some(if button == "hold" { Answer::Hold } else { Answer::Fine })
}

fn thanks(wish: Answer) -> Said {
    let (title, text) = match wish {
        Answer::Hold => ("pages-held-title", "pages-held-text"),
        Answer::Fine | Answer::CannotReach => ("pages-fine-title", "pages-fine-text"),
    };
    Said { status: StatusCode::OK, tone: Tone::Ok, title, text, login: wish == Answer::Hold }
}

fn refused(refusal: &Refusal) -> Option<Said> {
    Some(match refusal {
        Refusal::StrongSignNeeded => {
            said(StatusCode::FORBIDDEN, Tone::Warn, "pages-strong-title", "pages-strong-text")
        }
        _ => said(StatusCode::CONFLICT, Tone::Info, "pages-over-title", "pages-over-text"),
    })
}

fn closed(standing: Standing) -> Option<Said> {
    match standing {
        Standing::Over => {
            Some(said(StatusCode::OK, Tone::Info, "pages-over-title", "pages-over-text"))
        }
        Standing::NoTriesLeft => Some(said(
            StatusCode::TOO_MANY_REQUESTS,
            Tone::Warn,
            "pages-tries-title",
            "pages-tries-text",
        )),
        Standing::Open | Standing::Released => None,
    }
}

/// Where only a log-in helps.
const fn said(status: StatusCode, tone: Tone, title: &'static str, text: &'static str) -> Said {
    Said { status, tone, title, text, login: true }
}

fn open(visit: &Visit, standing: Standing, t: Texts, hint: Option<&str>) -> Response {
    let mut html = Html::new();
    let title = if standing == Standing::Released {
        let title = t.t("pages-released-title");
        html.tag("h1", &title).paragraphs(&t.t("pages-released-text"));
        login_link(&mut html, t);
        html.paragraphs(&t.t("pages-hold-text"));
        form(&mut html, t, hint, &[("hold", "pages-hold-button")]);
        title
    } else {
        let title = t.ta("pages-check-title", &[("owner", visit.owner.name.as_str().into())]);
        html.tag("h1", &title).tag("p class=\"lead\"", &t.t("pages-check-text"));
        form(&mut html, t, hint, &[("fine", "pages-check-button")]);
        title
    };
    html.page(asking(hint), &title, t.lang(), false)
}
