//! From a row of the outbox to words: texts from the catalogue, links and numbers derived.
//!
//! Refuses to put anything into a message that the row or the instance key does not give.

mod blocks;
mod mail;
mod sms;
mod when;

pub use when::when;

use super::{
    Channel, Template, derive,
    transport::{Letter, Rendered, Short},
};
use crate::{keys::Key, store::outbox::Row};
use stafeta_shared::{api::paths, i18n::Texts, lang::Lang};

/// What rendering needs beside the row.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Base URL without a trailing slash.
    pub public_url: &'a str,
    /// Its host.
    pub host: &'a str,
    /// The instance key of links.
    pub link_key: &'a Key,
}

/// One message being rendered.
#[derive(Clone, Copy)]
struct Page<'a> {
    around: Surroundings<'a>,
    key: &'a str,
    t: Texts,
}

/// Renders a row; `None` when this build does not know its template or channel.
#[must_use]
pub fn render(row: &Row, around: Surroundings<'_>) -> Option<Rendered> {
    let template = Template::from_columns(&row.template, &row.params)?;
    let page = Page {
        around,
        key: &row.key,
        t: Texts::get(Lang::parse(&row.language).unwrap_or(Lang::En)),
    };
    if row.channel == Channel::Mail.as_str() {
        let (subject, blocks) = mail::compose(&template, page)?;
        let footer = page.t.ta("mail-footer", &[("host", around.host.into())]);
        Some(Rendered::Mail(Letter {
            to: row.address.clone(),
            return_token: derive::return_token(around.link_key, &row.message_id),
            message_id: format!("<{}@{}>", row.message_id, around.host),
            text: blocks::text(&blocks, &footer),
            html: blocks::html(&blocks, &subject, &footer, page.t.lang()),
            subject,
        }))
    } else {
        let text = sms::compose(&template, page)?;
        Some(Rendered::Sms(Short { to: row.address.clone(), id: row.message_id.clone(), text }))
    }
}

impl Page<'_> {
    fn url(self, path: &str) -> String {
        format!("{}{path}", self.around.public_url)
    }

    fn login(self) -> String {
        self.url(paths::PAGE_LOGIN)
    }

    /// The check-in or contact page behind this message's own token.
    fn answer(self, path: &str) -> String {
        let token = derive::token_text(&derive::token(self.around.link_key, self.key));
        self.url(&paths::fill(path, &[&token]))
    }

    fn number(self) -> String {
        derive::number(self.around.link_key, self.key).to_string()
    }

    fn code(self) -> String {
        derive::code(self.around.link_key, self.key)
    }

    fn when(self, at: i64, zone: &str) -> String {
        when(self.t, at, zone)
    }
}
