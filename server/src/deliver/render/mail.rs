//! What each mail says. To add one: an arm here and its texts in `mail.ftl`.

use super::{
    Page,
    blocks::Block::{self, Button, Digits, Text},
};
use crate::deliver::template::{Question, Template};
use stafeta_shared::{api::paths, i18n::Arg};

/// Subject and body; `None` for what is never mailed.
pub(super) fn compose(template: &Template, page: Page<'_>) -> Option<(String, Vec<Block>)> {
    let t = page.t;
    Some(match template {
        Template::SignUpLink => {
            let token = super::derive::token(page.around.link_key, page.key);
            let link = format!("{}#{}", paths::PAGE_SIGN_UP, super::derive::token_text(&token));
            (
                t.t("mail-sign-up-subject"),
                vec![
                    Text(t.t("mail-sign-up-text")),
                    Button(t.t("mail-sign-up-button"), page.url(&link)),
                    Text(t.t("mail-sign-up-after")),
                ],
            )
        }
        Template::AccountExists => (
            t.t("mail-account-exists-subject"),
            vec![
                Text(t.t("mail-account-exists-text")),
                Button(t.t("mail-account-exists-button"), page.login()),
                Text(t.t("mail-account-exists-after")),
            ],
        ),
        Template::InvitationMail { owner, invite } => {
            let link = paths::fill(paths::PAGE_INVITATION, &[&invite.to_string()]);
            let args = [("owner", arg(owner))];
            (
                t.ta("mail-invitation-subject", &args),
                vec![
                    Text(t.ta("mail-invitation-text", &args)),
                    Button(t.t("mail-invitation-button"), page.url(&link)),
                    Text(t.t("mail-invitation-after")),
                ],
            )
        }
        Template::InvitationEmailCode { owner } => (
            t.t("mail-invitation-code-subject"),
            vec![
                Text(t.ta("mail-invitation-code-text", &[("owner", arg(owner))])),
                Digits(t.t("mail-code-label"), page.code()),
                Text(t.t("mail-invitation-code-after")),
            ],
        ),
        Template::InvitationAccepted { email } => (
            t.t("mail-accepted-subject"),
            vec![
                Text(t.ta("mail-accepted-text", &[("email", arg(email))])),
                Button(t.t("mail-accepted-button"), page.login()),
            ],
        ),
        Template::InvitationDeclined { email } => (
            t.t("mail-declined-subject"),
            vec![
                Text(t.ta("mail-declined-text", &[("email", arg(email))])),
                Button(t.t("mail-declined-button"), page.login()),
            ],
        ),
        Template::KitUsed { at, zone } => (
            t.t("mail-kit-used-subject"),
            vec![
                Text(t.ta("mail-kit-used-text", &[("when", page.when(*at, zone).into())])),
                Button(t.t("mail-kit-used-button"), page.login()),
            ],
        ),
        Template::Ask(q) => {
            let args = [("owner", arg(&q.owner))];
            question(t.t("mail-ask-subject"), t.ta("mail-ask-text", &args), q, page)
        }
        Template::Reminder(q) => {
            let args = [("owner", arg(&q.owner))];
            question(t.t("mail-reminder-subject"), t.ta("mail-reminder-text", &args), q, page)
        }
        Template::FinalCall(q) => {
            let args = [("owner", arg(&q.owner))];
            question(t.t("mail-final-subject"), t.ta("mail-final-text", &args), q, page)
        }
        Template::Cooling(q) => {
            let args = [("owner", arg(&q.owner))];
            question(t.t("mail-cooling-subject"), t.ta("mail-cooling-text", &args), q, page)
        }
        Template::ContactAsk { owner, contact, until, zone } => {
            let args = [("owner", arg(owner)), ("contact", arg(contact))];
            let until =
                until.map(|at| t.ta("mail-contact-until", &[("when", page.when(at, zone).into())]));
            contact_page(
                t.ta("mail-contact-subject", &args),
                t.ta("mail-contact-text", &args),
                until,
                page,
            )
        }
        Template::CoolingContact { owner, contact, until, zone } => {
            let args = [("owner", arg(owner)), ("contact", arg(contact))];
            let until = until.map(|at| {
                t.ta("mail-cooling-contact-until", &[("when", page.when(at, zone).into())])
            });
            contact_page(
                t.ta("mail-cooling-contact-subject", &args),
                t.ta("mail-cooling-contact-text", &args),
                until,
                page,
            )
        }
        Template::Unreachable { owner, contact } => {
            let args = [("owner", arg(owner)), ("contact", arg(contact))];
            contact_page(
                t.ta("mail-unreachable-subject", &args),
                t.ta("mail-unreachable-text", &args),
                None,
                page,
            )
        }
        Template::AllClear { owner, contact } => {
            let args = [("owner", arg(owner)), ("contact", arg(contact))];
            (t.ta("mail-all-clear-subject", &args), vec![Text(t.ta("mail-all-clear-text", &args))])
        }
        Template::Release { owner, recipient, repeat } => {
            let args = [("owner", arg(owner)), ("recipient", arg(recipient))];
            let mut blocks = vec![Text(t.ta("mail-release-text", &args))];
            if *repeat > 0 {
                blocks.push(Text(t.t("mail-release-repeat")));
            }
            blocks.push(Button(t.t("mail-release-button"), page.login()));
            blocks.push(Text(t.ta("mail-release-after", &[("host", arg(page.around.host))])));
            (t.ta("mail-release-subject", &args), blocks)
        }
        Template::Recalled { owner, recipient } => {
            let args = [("owner", arg(owner)), ("recipient", arg(recipient))];
            (t.ta("mail-recalled-subject", &args), vec![Text(t.ta("mail-recalled-text", &args))])
        }
        Template::ReleasedNotice { owner } => (
            t.t("mail-released-subject"),
            vec![
                Text(t.ta("mail-released-text", &[("owner", arg(owner))])),
                Button(t.t("mail-released-button"), page.login()),
            ],
        ),
        Template::Canary => (t.t("mail-canary-subject"), vec![Text(t.t("mail-canary-text"))]),
        Template::Alarm { kind, detail } => {
            let args = [("kind", arg(kind)), ("detail", arg(detail))];
            (t.ta("mail-alarm-subject", &args), vec![Text(t.ta("mail-alarm-text", &args))])
        }
        Template::LoginCode | Template::PhoneCode | Template::InvitationSmsCode => return None,
    })
}

fn question(subject: String, text: String, q: &Question, page: Page<'_>) -> (String, Vec<Block>) {
    let t = page.t;
    let mut blocks = Vec::new();
    if q.drill {
        blocks.push(Text(t.t("mail-question-drill")));
    }
    blocks.push(Text(text));
    if q.strong_only {
        blocks.push(Text(t.t("mail-question-strong-only")));
        blocks.push(Button(t.t("mail-kit-used-button"), page.login()));
        return (subject, blocks);
    }
    blocks.push(Digits(t.t("mail-number-label"), page.number()));
    blocks.push(Button(t.t("mail-question-button"), page.answer(paths::PAGE_CHECK_IN)));
    blocks.push(Text(t.t("mail-question-reply")));
    if let Some(at) = q.until {
        blocks.push(Text(t.ta("mail-question-until", &[("when", page.when(at, &q.zone).into())])));
    }
    if let Some(at) = q.strong_by {
        blocks.push(Text(t.ta("mail-question-strong", &[("when", page.when(at, &q.zone).into())])));
    }
    (subject, blocks)
}

fn contact_page(
    subject: String,
    text: String,
    until: Option<String>,
    page: Page<'_>,
) -> (String, Vec<Block>) {
    let mut blocks = vec![
        Text(text),
        Digits(page.t.t("mail-number-label"), page.number()),
        Button(page.t.t("mail-contact-button"), page.answer(paths::PAGE_CONTACT)),
    ];
    blocks.extend(until.map(Text));
    (subject, blocks)
}

fn arg(text: &str) -> Arg<'_> {
    Arg::from(text)
}
