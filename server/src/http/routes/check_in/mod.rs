//! The owner's page behind a check-in link, without script. GET shows, POST answers.
//!
//! Refuses to count anything but the number typed by hand: a scanner that opens the page, loads
//! it, or presses its button without the number changes nothing.

use crate::{
    app::AppState,
    domain::check_in::{self, Answer, Answered, Standing, Visit},
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
use stafeta_shared::{api::paths, i18n::Texts, lang::Lang, watch::Refusal};

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route(paths::PAGE_CHECK_IN, get(show).post(answer))
}

/// Shows where things stand; changes nothing.
async fn show(State(app): State<AppState>, Path(token): Path<String>) -> Reply<Response> {
    let mut tx = app.db.begin_read().await?;
    let visit = check_in::visit(&mut tx, &token).await?.filter(|visit| visit.contact.is_none());
    Ok(match visit {
        None => unknown(Lang::default()),
        Some(visit) => standing_page(&visit, visit.standing(), None),
    })
}

/// Takes the number.
async fn answer(
    State(app): State<AppState>,
    Path(token): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Reply<Response> {
    if token == probe::canary_token(&app.keys.link) {
        return Ok(probe::arrived(&app, field(&form, probe::NONCE_FIELD)).await?.into_response());
    }
    let mut tx = app.db.begin_write().await?;
    let visit = check_in::visit(&mut tx, &token).await?.filter(|visit| visit.contact.is_none());
    let Some(visit) = visit else { return Ok(unknown(Lang::default())) };
    let wish = if field(&form, "answer") == "hold" { Answer::Hold } else { Answer::Fine };
    let answered = check_in::answer(&mut tx, &app, &visit, field(&form, "number"), wish).await?;
    tx.commit().await?;
    app.engine.hint.notify_waiters();
    Ok(answered_page(&visit, wish, &answered))
}

fn answered_page(visit: &Visit, wish: Answer, answered: &Answered) -> Response {
    let t = texts(visit);
    match answered {
        Answered::Counted(_) if wish == Answer::Hold => {
            said(t, StatusCode::OK, Tone::Ok, "pages-held-title", "pages-held-text", true)
        }
        Answered::Counted(_) => {
            said(t, StatusCode::OK, Tone::Ok, "pages-fine-title", "pages-fine-text", false)
        }
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
        Answered::Refused(Refusal::StrongSignNeeded) => said(
            t,
            StatusCode::FORBIDDEN,
            Tone::Warn,
            "pages-strong-title",
            "pages-strong-text",
            true,
        ),
        Answered::Refused(_) => {
            said(t, StatusCode::CONFLICT, Tone::Info, "pages-over-title", "pages-over-text", true)
        }
    }
}

fn standing_page(visit: &Visit, standing: Standing, hint: Option<&str>) -> Response {
    let t = texts(visit);
    match standing {
        Standing::Over => {
            said(t, StatusCode::OK, Tone::Info, "pages-over-title", "pages-over-text", true)
        }
        Standing::NoTriesLeft => said(
            t,
            StatusCode::TOO_MANY_REQUESTS,
            Tone::Warn,
            "pages-tries-title",
            "pages-tries-text",
            true,
        ),
        Standing::Open => {
            let mut html = Html::new();
            let greeting =
                t.ta("pages-check-title", &[("owner", visit.owner.name.as_str().into())]);
            html.tag("h1", &greeting).tag("p class=\"lead\"", &t.t("pages-check-text"));
            form(&mut html, t, hint, &[("fine", "pages-check-button")]);
            html.page(status(hint.is_some()), &greeting, t.lang(), false)
        }
        Standing::Released => {
            let mut html = Html::new();
            let title = t.t("pages-released-title");
            html.tag("h1", &title).paragraphs(&t.t("pages-released-text"));
            login_link(&mut html, t);
            html.paragraphs(&t.t("pages-hold-text"));
            form(&mut html, t, hint, &[("hold", "pages-hold-button")]);
            html.page(status(hint.is_some()), &title, t.lang(), false)
        }
    }
}

/// The number and the buttons; also the contact's page uses it.
pub(super) fn form(html: &mut Html, t: Texts, hint: Option<&str>, buttons: &[(&str, &str)]) {
    html.raw("<form method=\"post\" class=\"card\" autocomplete=\"off\"><div class=\"field\">");
    html.tag("label for=\"number\"", &t.t("pages-number-label"));
    let described = if hint.is_some() { "number-error" } else { "number-hint" };
    html.raw(
        "<input class=\"digits\" id=\"number\" name=\"number\" inputmode=\"numeric\" \
         pattern=\"[0-9]{2}\" maxlength=\"2\" required autocomplete=\"off\" aria-describedby=\"",
    );
    html.raw(described);
    html.raw(if hint.is_some() { "\" aria-invalid=\"true\">" } else { "\">" });
    match hint {
        Some(hint) => html.tag("p class=\"field-error\" id=\"number-error\" role=\"alert\"", hint),
        None => html.tag("p class=\"hint\" id=\"number-hint\"", &t.t("pages-number-hint")),
    };
    html.raw("</div>");
    for (n, (value, label)) in buttons.iter().enumerate() {
        html.raw("<button class=\"button ");
        html.raw(if n == 0 { "primary" } else { "secondary" });
        html.raw("\" name=\"answer\" value=\"").raw(value).raw("\">");
        html.text(&t.t(label)).raw("</button>");
    }
    html.raw("</form>");
}

/// A page with one message.
pub(super) fn said(
    t: Texts,
    status: StatusCode,
    tone: Tone,
    title: &str,
    text: &str,
    login: bool,
) -> Response {
    let mut html = Html::new();
    let title = t.t(title);
    html.tag("h1", &title).notice(tone, &t.t(text), "");
    if login {
        login_link(&mut html, t);
    }
    html.page(status, &title, t.lang(), false)
}

/// No link has this token.
pub(super) fn unknown(lang: Lang) -> Response {
    let t = Texts::get(lang);
    said(t, StatusCode::NOT_FOUND, Tone::Warn, "pages-unknown-title", "pages-unknown-text", true)
}

fn login_link(html: &mut Html, t: Texts) {
    html.raw("<p><a class=\"button secondary\" href=\"").raw(paths::PAGE_LOGIN).raw("\">");
    html.text(&t.t("common-log-in")).raw("</a></p>");
}

const fn status(refused: bool) -> StatusCode {
    if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

fn texts(visit: &Visit) -> Texts {
    Texts::get(Lang::parse(&visit.owner.language).unwrap_or_default())
}
