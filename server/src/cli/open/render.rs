//! The handover as Markdown, for the terminal and for the folder.

use super::Names;
use stafeta_shared::{
    content::{Block, Contact, Credential, Steps},
    crypto::{offline::OpenedOffline, vault::Verified, version::Purpose},
    i18n::Texts,
};

/// Everything that was sealed but the files themselves.
pub(super) fn render(opened: &OpenedOffline, names: &Names, texts: Texts) -> String {
    let mut out = Out { text: String::new(), texts };
    let title = opened.body.content.title.trim();
    let untitled = texts.t("handover-untitled");
    out.line(&format!("# {}", if title.is_empty() { &untitled } else { title }));
    out.line("");
    out.line(&texts.ta("open-sealed", &[("date", date(opened.body.sealed_at).into())]));
    out.line(&texts.t(verified(opened.verified)));
    if opened.header.purpose == Purpose::Drill {
        out.line(&texts.t("open-drill"));
    }
    for block in &opened.body.content.blocks {
        out.line("");
        out.block(block, names);
    }
    let listed = opened.body.attachments.iter().map(|a| names.of_id(a.id));
    let listed: Vec<_> = listed.collect();
    if !listed.is_empty() {
        out.line("");
        out.line(&format!("## {}", texts.t("release-files")));
        listed.into_iter().for_each(|name| out.line(&format!("- {name}")));
    }
    out.text
}

const fn verified(verified: Verified) -> &'static str {
    match verified {
        Verified::None => "open-unverified",
        Verified::Link => "open-verified-link",
        Verified::Number => "open-verified-number",
    }
}

fn date(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    time.map(|time| time.strftime("%Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default()
}

struct Out {
    text: String,
    texts: Texts,
}

impl Out {
    /// A line without anything that could steer a terminal.
    fn line(&mut self, line: &str) {
        let kept = line.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control());
        self.text.extend(kept);
        self.text.push('\n');
    }

    fn field(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            let label = self.texts.t(key);
            self.line(&format!("- {label}: {value}"));
        }
    }

    fn block(&mut self, block: &Block, names: &Names) {
        match block {
            Block::Text(text) => self.line(&text.md),
            Block::Steps(steps) => self.steps(steps),
            Block::Credential(credential) => self.credential(credential),
            Block::Link(link) => self.line(&format!("[{}]({})", link.text, link.url)),
            Block::File(file) => {
                self.line(&format!("- {} – {}", names.of_id(file.att_id), file.caption));
            }
            Block::Contact(contact) => self.contact(contact),
            Block::Unknown(_) => {
                let text = self.texts.t("open-unknown-block");
                self.line(&text);
            }
        }
    }

    fn steps(&mut self, steps: &Steps) {
        self.line(&format!("## {}", steps.title));
        for (i, step) in steps.items.iter().enumerate() {
            let first = self.texts.t("release-first-hours");
            let mark = if step.first { format!(" ({first})") } else { String::new() };
            self.line(&format!("{}. {}{mark}", i + 1, step.md));
        }
    }

    fn credential(&mut self, credential: &Credential) {
        self.line(&format!("## {}", credential.site));
        self.field("handover-credential-url", &credential.url);
        self.field("handover-credential-user", &credential.user);
        self.field("open-password", &credential.password);
        self.field("handover-credential-totp", &credential.totp);
        self.field("handover-note", &credential.note);
    }

    fn contact(&mut self, contact: &Contact) {
        self.line(&format!("## {}", contact.name));
        self.field("open-phone", &contact.phone);
        self.field("open-mail", &contact.mail);
        self.field("handover-note", &contact.note);
    }
}
