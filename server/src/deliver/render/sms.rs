//! What each SMS says. To add one: an arm here and its text in `sms.ftl`.
//!
//! Letters outside the GSM 7-bit alphabet halve what fits into a message, so accents that the
//! alphabet lacks are dropped: Czech people write SMS that way themselves.

use super::Page;
use crate::deliver::template::{Question, Template};
use stafeta_shared::{api::paths, i18n::Arg};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Longest name in an SMS.
const NAME_MAX: usize = 24;
/// Accented letters that the GSM alphabet has.
const GSM_ACCENTS: &str = "èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà§¿¡£¥¤";

/// The text; `None` for what never goes by SMS.
pub(super) fn compose(template: &Template, page: Page<'_>) -> Option<String> {
    let t = page.t;
    let text = match template {
        Template::LoginCode => coded("sms-login-code", page),
        Template::PhoneCode => coded("sms-phone-code", page),
        Template::InvitationSmsCode => coded("sms-invitation-code", page),
        Template::KitUsed { .. } => t.t("sms-kit-used"),
        Template::Ask(q) | Template::Reminder(q) => question(q, "sms-ask", page),
        Template::FinalCall(q) => question(q, "sms-final", page),
        Template::Cooling(q) => question(q, "sms-cooling", page),
        Template::ContactAsk { owner, .. } => contact(owner, "sms-contact", page),
        Template::CoolingContact { owner, .. } => contact(owner, "sms-cooling-contact", page),
        Template::Unreachable { owner, .. } => contact(owner, "sms-unreachable", page),
        Template::AllClear { owner, .. } => t.ta("sms-all-clear", &[("owner", name(owner))]),
        Template::Release { owner, .. } => {
            t.ta("sms-release", &[("owner", name(owner)), ("link", page.login().into())])
        }
        Template::Recalled { owner, .. } => t.ta("sms-recalled", &[("owner", name(owner))]),
        Template::ReleasedNotice { .. } => t.ta("sms-released", &[("link", page.login().into())]),
        Template::Canary => t.t("sms-canary"),
        Template::Alarm { kind, detail } => {
            t.ta("sms-alarm", &[("kind", kind.as_str().into()), ("detail", detail.as_str().into())])
        }
        Template::SignUpLink
        | Template::AccountExists
        | Template::InvitationMail { .. }
        | Template::InvitationEmailCode { .. }
        | Template::InvitationAccepted { .. }
        | Template::InvitationDeclined { .. } => return None,
    };
    Some(plain(&text))
}

/// A code, and the last line by which phones offer it on the right site only.
fn coded(key: &str, page: Page<'_>) -> String {
    let code = page.code();
    let text = page.t.ta(key, &[("code", code.as_str().into())]);
    format!("{text}\n@{} #{code}", page.around.host)
}

fn question(q: &Question, key: &str, page: Page<'_>) -> String {
    let link = if q.strong_only { page.login() } else { page.answer(paths::PAGE_CHECK_IN) };
    let text = page.t.ta(key, &[("number", page.number().into()), ("link", link.into())]);
    if q.drill { format!("{} {text}", page.t.t("sms-drill")) } else { text }
}

fn contact(owner: &str, key: &str, page: Page<'_>) -> String {
    let link = page.answer(paths::PAGE_CONTACT);
    page.t
        .ta(key, &[("owner", name(owner)), ("number", page.number().into()), ("link", link.into())])
}

fn name(full: &str) -> Arg<'_> {
    Arg::from(full.chars().take(NAME_MAX).collect::<String>())
}

/// Drops the accents that the GSM alphabet lacks.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            '„' | '“' | '”' => out.push('"'),
            '’' => out.push('\''),
            '–' | '—' => out.push('-'),
            '…' => out.push_str("..."),
            c if c.is_ascii() || GSM_ACCENTS.contains(c) => out.push(c),
            c => out.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        deliver::render::{Surroundings, derive},
        keys::Keys,
        rng,
    };
    use stafeta_shared::{i18n::Texts, lang::Lang};

    #[test]
    fn czech_loses_its_hooks_and_german_keeps_its_dots() {
        assert_eq!(plain("Přílišžluťoučký „kůň“"), "Prilis\u{7a}lutoucky \"kun\"");
        assert_eq!(plain("Grüße"), "Grüße");
    }

    #[test]
    fn questions_fit_into_one_message() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path(), &Default::default(), &rng::System).unwrap();
        let around = Surroundings {
            public_url: "https://stafeta.example",
            host: "stafeta.example",
            link_key: &keys.link,
        };
        let question = Question { owner: "Jana".into(), ..Question::default() };
        for lang in Lang::ALL {
            let page = Page { around, key: "w/1/1/final_call/3/sms/owner.1", t: Texts::get(lang) };
            for template in [
                Template::LoginCode,
                Template::Ask(question.clone()),
                Template::FinalCall(question.clone()),
                Template::Cooling(question.clone()),
                Template::Release {
                    owner: "Jana Nováková".into(),
                    recipient: "P".into(),
                    repeat: 0,
                },
            ] {
                let text = compose(&template, page).unwrap();
                assert!(text.chars().count() <= 160, "{lang}: {} {text}", text.len());
            }
            let last = compose(&Template::LoginCode, page).unwrap();
            let code = derive::code(&keys.link, page.key);
            assert_eq!(last.lines().last().unwrap(), format!("@stafeta.example #{code}"));
        }
    }
}
