//! The trusted contact's page, without script and without an account. GET shows, POST answers.
//!
//! "They are fine" ends the question for everybody; "I cannot reach them" shortens nothing and may
//! be changed. Both need the number out of the message.

use super::check_in::{form, said, unknown};
use crate::{
    app::AppState,
    domain::check_in::{self, Answer, Answered, Standing, Visit},
    http::{
        Answer as Reply,
        page::{Html, Tone, field},
    },
};
use axum::{
    Form, Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use stafeta_shared::{api::paths, i18n::Texts, lang::Lang, watch::Refusal};

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route(paths::PAGE_CONTACT, get(show).post(answer))
}

/// Shows who asks and what happens next; changes nothing.
async fn show(State(app): State<AppState>, Path(token): Path<String>) -> Reply<Response> {
    let mut tx = app.db.begin_read().await?;
    let visit = check_in::visit(&mut tx, &token).await?.filter(|visit| visit.contact.is_some());
    Ok(match visit {
        None => unknown(Lang::default()),
        Some(visit) => standing_page(&visit, visit.standing(), None),
    })
}

/// Takes the number and the answer.
async fn answer(
    State(app): State<AppState>,
    Path(token): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Reply<Response> {
    let mut tx = app.db.begin_write().await?;
    let visit = check_in::visit(&mut tx, &token).await?.filter(|visit| visit.contact.is_some());
    let Some(visit) = visit else { return Ok(unknown(Lang::default())) };
    let wish = match field(&form, "answer") {
        "fine" => Answer::Fine,
        "cannot" => Answer::CannotReach,
        // Pressing Enter in the field says nothing about the owner.
        _ => return Ok(standing_page(&visit, visit.standing(), None)),
    };
    let answered = check_in::answer(&mut tx, &app, &visit, field(&form, "number"), wish).await?;
    tx.commit().await?;
    app.engine.hint.notify_waiters();
    Ok(answered_page(&visit, wish, &answered))
}

fn answered_page(visit: &Visit, wish: Answer, answered: &Answered) -> Response {
    let t = texts(visit);
    match answered {
        Answered::Counted(_) if wish == Answer::CannotReach => {
            said(t, StatusCode::OK, Tone::Ok, "pages-cannot-title", "pages-cannot-text", false)
        }
        Answered::Counted(_) => said(
            t,
            StatusCode::OK,
            Tone::Ok,
            "pages-contact-fine-title",
            "pages-contact-fine-text",
            false,
        ),
        Answered::Malformed => {
            standing_page(visit, visit.standing(), Some(&t.t("pages-number-malformed")))
        }
        Answered::Wrong(0) | Answered::Not(Standing::NoTriesLeft) => {
            standing_page(visit, Standing::NoTriesLeft, None)
        }
        Answered::Wrong(left) => {
            let hint = t.ta("pages-number-wrong", &[("n", (*left).into())]);
            standing_page(visit, visit.standing(), Some(&hint))
        }
        Answered::Not(standing) => standing_page(visit, *standing, None),
        Answered::Refused(Refusal::ContactLimitPassed) => said(
            t,
            StatusCode::FORBIDDEN,
            Tone::Warn,
            "pages-limit-title",
            "pages-limit-text",
            false,
        ),
        Answered::Refused(_) => standing_page(visit, Standing::Over, None),
    }
}

fn standing_page(visit: &Visit, standing: Standing, hint: Option<&str>) -> Response {
    let t = texts(visit);
    let owner = [("owner", visit.owner.name.as_str().into())];
    match standing {
        Standing::Over => said(
            t,
            StatusCode::OK,
            Tone::Info,
            "pages-contact-over-title",
            "pages-contact-over-text",
            false,
        ),
        Standing::Released => said(
            t,
            StatusCode::OK,
            Tone::Info,
            "pages-contact-released-title",
            "pages-contact-released-text",
            false,
        ),
        Standing::NoTriesLeft => said(
            t,
            StatusCode::TOO_MANY_REQUESTS,
            Tone::Warn,
            "pages-contact-tries-title",
            "pages-contact-tries-text",
            false,
        ),
        Standing::Open => {
            let mut html = Html::new();
            let title = t.ta("pages-contact-title", &owner);
            html.tag("h1", &title).paragraphs(&t.ta("pages-contact-text", &owner));
            html.tag("h2", &t.t("pages-contact-next-title"));
            html.paragraphs(&t.ta("pages-contact-next-text", &owner));
            let buttons = [("fine", "pages-contact-fine"), ("cannot", "pages-contact-cannot")];
            form(&mut html, t, hint, &buttons);
            let status =
                if hint.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            html.page(status, &title, t.lang(), false)
        }
    }
}

fn texts(visit: &Visit) -> Texts {
    let language = visit.contact.as_ref().map_or("", |contact| contact.language.as_str());
    Texts::get(Lang::parse(language).unwrap_or_default())
}
