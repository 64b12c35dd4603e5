//! "If I fell silent today": the machine's own projection as a picture.

use crate::app::{
    components::timeline::{Mark, Stage as Drawn, Timeline},
    context::{Ctx, use_ctx},
    services::dates,
    state::picture::{Part, parts},
};
use stafeta_shared::watch::{Projection, Stage};
use yew::prelude::*;

/// Properties of [`WatchPicture`].
#[derive(Properties, PartialEq)]
pub struct WatchPictureProps {
    /// From the machine.
    pub projection: Projection,
    /// IANA zone of the owner.
    pub zone: AttrValue,
    /// Names of the trusted contacts, in order.
    pub contacts: Vec<AttrValue>,
    /// It is being computed again.
    #[prop_or_default]
    pub stale: bool,
}

/// Draws it.
#[component]
pub fn WatchPicture(props: &WatchPictureProps) -> Html {
    let ctx = use_ctx();
    let stages: Vec<Drawn> = parts(&props.projection, ctx.now())
        .into_iter()
        .map(|part| drawn(&ctx, props, &part))
        .collect();
    html! { <Timeline label={ctx.texts.t("watch-picture-label")} {stages} stale={props.stale} /> }
}

fn drawn(ctx: &Ctx, props: &WatchPictureProps, part: &Part) -> Drawn {
    let mark = match (part.now, part.end) {
        (true, _) => Mark::Now,
        (_, true) => Mark::End,
        _ => Mark::Ahead,
    };
    Drawn {
        mark,
        when: dates::day_time(ctx.lang(), part.from, Some(&props.zone)).into(),
        title: title(ctx, props, part.stage).into(),
        text: ways(ctx, part).into(),
    }
}

fn title(ctx: &Ctx, props: &WatchPictureProps, stage: Stage) -> String {
    let t = ctx.texts;
    match stage {
        Stage::Asking(1) => t.t("watch-stage-asking"),
        Stage::Asking(n) => t.ta("watch-picture-reminder", &[("n", i64::from(n - 1).into())]),
        Stage::ContactCall(n) => {
            let name = props.contacts.get(usize::from(n) - 1).cloned().unwrap_or_default();
            t.ta("watch-picture-contact", &[("name", name.to_string().into())])
        }
        other => t.t(stage_key(other)),
    }
}

/// Name of a state in the catalogue.
#[must_use]
pub const fn stage_key(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "watch-stage-draft",
        Stage::Armed => "watch-stage-armed",
        Stage::Paused => "watch-stage-paused",
        Stage::Asking(_) => "watch-stage-asking",
        Stage::FinalCall => "watch-stage-final-call",
        Stage::ContactCall(_) => "watch-stage-contact-call",
        Stage::Cooling => "watch-stage-cooling",
        Stage::Unreachable => "watch-stage-unreachable",
        Stage::Held => "watch-stage-held",
        Stage::Released => "watch-stage-released",
    }
}

fn ways(ctx: &Ctx, part: &Part) -> String {
    let t = ctx.texts;
    match part.stage {
        Stage::Armed => t.t("watch-picture-armed"),
        Stage::Released => t.t("watch-picture-released"),
        _ => match (part.mail, part.sms) {
            (true, true) => t.t("watch-picture-mail-sms"),
            (true, false) => t.t("watch-picture-mail"),
            (false, true) => t.t("watch-picture-sms"),
            (false, false) => String::new(),
        },
    }
}
