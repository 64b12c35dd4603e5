//! What the pages behind mailed links have in common, the owner's ([`super::check_in`]) and a
//! trusted contact's ([`super::contact`]). No script, no account. GET shows, POST answers.
//!
//! Refuses to count anything but the number typed by hand: a scanner that opens the page, loads
//! it, or presses its button without the number changes nothing.

use crate::{
    app::Deps,
    domain::check_in::{self, Answer, Answered, Standing, Visit},
    engine::act::Confirmed,
    http::{
        Answer as Reply,
        page::{Html, Tone, field},
    },
    store::{self, StoreError, Tx, retrying},
};
use axum::{http::StatusCode, response::Response};
use stafeta_shared::{api::paths, i18n::Texts, lang::Lang, watch::Refusal};

/// The fields of a form that was sent.
pub(super) type Fields = Vec<(String, String)>;

/// One of the two pages: where they differ.
pub(super) struct Page {
    /// Whose links lead here.
    pub(super) is_contacts: bool,
    /// The answer behind a button's value; nothing for no button, such as Enter in the field.
    pub(super) wish: fn(&str) -> Option<Answer>,
    /// What is said when an answer counted.
    pub(super) thanks: fn(Answer) -> Said,
    /// What is said when the watch refused it; nothing: that the question is over.
    pub(super) refused: fn(&Refusal) -> Option<Said>,
    /// What is said where no answer is wanted; nothing: one is.
    pub(super) closed: fn(Standing) -> Option<Said>,
    /// The question, with the form.
    pub(super) open: fn(&Visit, Standing, Texts, Option<&str>) -> Response,
}

/// A page with one message.
pub(super) struct Said {
    pub(super) status: StatusCode,
    pub(super) tone: Tone,
    /// Keys of its texts.
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    /// Whether it leads to the log-in.
    pub(super) login: bool,
}

impl Page {
    /// Shows where things stand; changes nothing.
    pub(super) async fn show(&self, app: &Deps, token: &str) -> Reply<Response> {
        let mut tx = app.db.begin_read().await?;
        let visit = self.visit(&mut tx, token).await?;
        Ok(visit.map_or_else(unknown, |visit| self.standing(&visit, visit.standing(), None)))
    }

    /// Takes the number and what the button says.
    pub(super) async fn answer(&self, app: &Deps, token: &str, form: &Fields) -> Reply<Response> {
        let Some(wish) = (self.wish)(field(form, "answer")) else {
            return self.show(app, token).await;
        };
        let taken = retrying(|| self.take(app, token, field(form, "number"), wish)).await?;
        app.engine.hint.notify_waiters();
        Ok(taken.map_or_else(unknown, |(visit, answered)| self.answered(&visit, wish, &answered)))
    }

    async fn take(
        &self,
        app: &Deps,
        token: &str,
        number: &str,
        wish: Answer,
    ) -> Reply<Option<(Visit, Answered)>> {
        let mut tx = app.db.begin_write().await?;
        let Some(visit) = self.visit(&mut tx, token).await? else { return Ok(None) };
        let answered = check_in::answer(&mut tx, app, &visit, number, wish).await?;
        tx.commit().await?;
        if matches!(answered, Answered::Counted(Confirmed { unreadable: true, .. })) {
            return Err(StoreError::Corrupt("watches.state").into());
        }
        Ok(Some((visit, answered)))
    }

    async fn visit(&self, tx: &mut Tx, token: &str) -> store::Result<Option<Visit>> {
        let visit = check_in::visit(tx, token).await?;
        Ok(visit.filter(|visit| visit.contact.is_some() == self.is_contacts))
    }

    fn answered(&self, visit: &Visit, wish: Answer, answered: &Answered) -> Response {
        let t = texts(visit);
        let again = |hint: &str| self.standing(visit, visit.standing(), Some(hint));
        match answered {
            Answered::Counted(_) => (self.thanks)(wish).page(t),
            Answered::Malformed => again(&t.t("pages-number-malformed")),
            Answered::Wrong(0) => self.standing(visit, Standing::NoTriesLeft, None),
            Answered::Wrong(left) => again(&t.ta("pages-number-wrong", &[("n", (*left).into())])),
            Answered::Not(standing) => self.standing(visit, *standing, None),
            Answered::Refused(refusal) => match (self.refused)(refusal) {
                Some(said) => said.page(t),
                None => self.standing(visit, Standing::Over, None),
            },
        }
    }

    fn standing(&self, visit: &Visit, standing: Standing, hint: Option<&str>) -> Response {
        let t = texts(visit);
        match (self.closed)(standing) {
            Some(said) => said.page(t),
            None => (self.open)(visit, standing, t, hint),
        }
    }
}

impl Said {
    fn page(&self, t: Texts) -> Response {
        let mut html = Html::new();
        let title = t.t(self.title);
        html.tag("h1", &title).notice(self.tone, &t.t(self.text), "");
        if self.login {
            login_link(&mut html, t);
        }
        html.page(self.status, &title, t.lang(), false)
    }
}

/// The number and the buttons, as value and label.
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

/// The way to the log-in.
pub(super) fn login_link(html: &mut Html, t: Texts) {
    html.raw("<p><a class=\"button secondary\" href=\"").raw(paths::PAGE_LOGIN).raw("\">");
    html.text(&t.t("common-log-in")).raw("</a></p>");
}

/// Status of a page that asks, or asks again.
pub(super) const fn asking(hint: Option<&str>) -> StatusCode {
    if hint.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

/// No link has this token.
fn unknown() -> Response {
    let said = Said {
        status: StatusCode::NOT_FOUND,
        tone: Tone::Warn,
        title: "pages-unknown-title",
        text: "pages-unknown-text",
        login: true,
    };
    said.page(Texts::get(Lang::default()))
}

fn texts(visit: &Visit) -> Texts {
    let reader = visit.contact.as_ref().map_or(&visit.owner.language, |contact| &contact.language);
    Texts::get(Lang::parse(reader).unwrap_or_default())
}
