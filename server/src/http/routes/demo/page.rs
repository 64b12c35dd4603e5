//! The demo for people: every mailbox and phone, the watches, the clock.

use super::{
    Demo, PAGE, PAGE_CLOCK,
    api::{Advance, move_clock},
    view::{self, Message, is_link, words},
};
use crate::{
    app::AppState,
    deliver::render::when,
    http::{
        Answer,
        page::{Html, field},
    },
    store::captured,
};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use stafeta_shared::{i18n::Texts, lang::Lang};
use std::{collections::BTreeMap, time::Duration};

/// The zone in which the demo tells the time.
const ZONE: &str = "Europe/Prague";
/// Messages shown of each mailbox or phone.
const SHOWN: usize = 20;
/// How often the page looks whether messages are still on their way, and how many times.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOKS_MAX: usize = 30;

/// GET: everything.
pub(super) async fn show(
    _: Demo,
    State(app): State<AppState>,
    headers: HeaderMap,
) -> Answer<Response> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let t = Texts::get(accepted.map_or(Lang::Cs, Lang::from_accept));
    let state = quiet(&app).await?;
    let messages = view::messages(&app, 0).await?;
    let mut tx = app.db.begin_read().await?;
    let names: BTreeMap<String, String> = captured::names(&mut tx).await?.into_iter().collect();
    drop(tx);
    let mut html = Html::new();
    html.tag("h1", &t.t("demo-title")).tag("p class=\"lead\"", &t.t("demo-lead"));
    clock_bar(&mut html, t, state.now);
    watches(&mut html, t, &state);
    html.tag("h2", &t.t("demo-messages"));
    if messages.is_empty() {
        html.tag("p class=\"empty\"", &t.t("demo-no-messages"));
    }
    for (address, received) in by_address(&messages) {
        let name = names.get(address).map_or("", String::as_str);
        inbox(&mut html, t, (address, name), &received);
    }
    Ok(html.page(StatusCode::OK, &t.t("demo-title"), t.lang(), true))
}

/// Where everything stands once nothing is on its way any more: who looks here right after pressing a
/// button in the app expects the message to be there.
async fn quiet(app: &AppState) -> Answer<view::State> {
    for _ in 0..LOOKS_MAX {
        let state = view::state(app).await?;
        if state.waiting == 0 {
            return Ok(state);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(view::state(app).await?)
}

/// POST of a form: moves the clock, then shows the page again.
pub(super) async fn clock(
    _: Demo,
    State(app): State<AppState>,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer<Response> {
    let by = if field(&form, "advance") == "day" { Advance::Day } else { Advance::NextEvent };
    move_clock(&app, by).await?;
    Ok(Redirect::to(PAGE).into_response())
}

fn clock_bar(html: &mut Html, t: Texts, now: i64) {
    html.raw("<div class=\"demo-bar\"><p>");
    html.text(&t.t("demo-clock")).raw(" <span class=\"clock\">");
    html.text(&when(t, now, ZONE)).raw("</span></p><form method=\"post\" action=\"");
    html.raw(PAGE_CLOCK).raw("\">");
    for (value, class, label) in
        [("next-event", "primary", "demo-next-event"), ("day", "secondary", "demo-one-day")]
    {
        html.raw("<button class=\"button ").raw(class).raw("\" name=\"advance\" value=\"");
        html.raw(value).raw("\">").text(&t.t(label)).raw("</button>");
    }
    html.raw("</form><a class=\"button quiet\" href=\"").raw(PAGE).raw("\">");
    html.text(&t.t("demo-refresh")).raw("</a><a class=\"button quiet\" href=\"/\">");
    html.text(&t.t("demo-app")).raw("</a></div>");
}

fn watches(html: &mut Html, t: Texts, state: &view::State) {
    html.tag("h2", &t.t("demo-watches"));
    if state.watches.is_empty() {
        html.tag("p class=\"empty\"", &t.t("demo-no-watches"));
        return;
    }
    html.raw("<div class=\"scroll\"><table><thead><tr>");
    for key in ["demo-owner", "demo-state", "demo-cycle", "demo-wakes"] {
        html.tag("th scope=\"col\"", &t.t(key));
    }
    html.raw("</tr></thead><tbody>");
    for watch in &state.watches {
        let wakes = watch.wakes_at.map_or_else(String::new, |at| when(t, at, ZONE));
        html.raw("<tr>").tag("td", &watch.owner);
        html.tag("td", &t.t(&format!("watch-stage-{}", watch.status)));
        html.tag("td", &watch.cycle.to_string()).tag("td", &wakes).raw("</tr>");
    }
    html.raw("</tbody></table></div>");
}

/// Newest mailbox first, newest message first.
fn by_address(messages: &[Message]) -> Vec<(&str, Vec<&Message>)> {
    let mut inboxes: Vec<(&str, Vec<&Message>)> = Vec::new();
    for message in messages.iter().rev() {
        match inboxes.iter_mut().find(|(address, _)| *address == message.address) {
            Some((_, received)) => received.push(message),
            None => inboxes.push((&message.address, vec![message])),
        }
    }
    inboxes
}

fn inbox(html: &mut Html, t: Texts, (address, name): (&str, &str), received: &[&Message]) {
    let is_phone = received.iter().any(|message| message.channel == "sms");
    html.raw("<section class=\"stack\"><h3>");
    html.text(&t.t(if is_phone { "demo-phone" } else { "demo-mailbox" })).raw(" ");
    html.text(address);
    if !name.is_empty() {
        html.raw(" <span class=\"muted\">").text(name).raw("</span>");
    }
    html.raw("</h3>");
    if is_phone {
        html.raw("<div class=\"phone\">");
    }
    for message in received.iter().take(SHOWN) {
        if is_phone { sms(html, t, message) } else { mail(html, t, message) }
    }
    if is_phone {
        html.raw("</div>");
    }
    html.raw("</section>");
}

fn mail(html: &mut Html, t: Texts, message: &Message) {
    html.raw("<article class=\"mail\"><header class=\"mail-head\">");
    html.tag("span class=\"mail-subject\"", &message.subject);
    html.tag("span class=\"muted\"", &when(t, message.at, ZONE));
    html.raw("</header><div class=\"mail-body\">");
    linked(html, &message.text);
    html.raw("</div></article>");
}

fn sms(html: &mut Html, t: Texts, message: &Message) {
    html.raw("<div class=\"sms\">");
    linked(html, &message.text);
    html.raw("</div>").tag("span class=\"sms-head\"", &when(t, message.at, ZONE));
}

/// The text with its addresses as links, which open beside the demo.
fn linked(html: &mut Html, text: &str) {
    for word in words(text) {
        if is_link(word) {
            html.raw("<a rel=\"noopener\" target=\"_blank\" href=\"").text(word).raw("\">");
            html.text(word).raw("</a>");
        } else {
            html.text(word);
        }
    }
}
