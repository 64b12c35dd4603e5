//! The blocks a handover is written in: plaintext, seen by keeper and page, never by the server.
//!
//! The page speaks these types as JSON (`t` names the kind); in a sealed body they are deterministic CBOR
//! maps (crate feature `crypto`). What a newer version wrote is kept: an unknown block whole, an unknown key
//! beside the known ones, both as opaque bytes that the page hands back unchanged.
//!
//! It refuses markup: a text is Markdown source and is rendered to nodes, never to HTML. To add a kind: a
//! variant of [`Block`], its struct, and its lines in `crypto::blocks`.

use crate::{bytes::B64, ids::AttachmentId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an owner writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The handover's title.
    pub title: String,
    /// In the order of reading.
    pub blocks: Vec<Block>,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum Block {
    /// Free text.
    Text(Text),
    /// What to do, in order.
    Steps(Steps),
    /// A way into something.
    Credential(Credential),
    /// A link.
    Link(Link),
    /// A file of this handover.
    File(File),
    /// A person to talk to.
    Contact(Contact),
    /// Made with a newer version: kept, shown as such.
    Unknown(Unknown),
}

/// Unknown keys of a block as the bytes of a CBOR map.
pub type Extra = Option<B64>;

/// Free text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Markdown source.
    pub md: String,
    /// Keys of a newer version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Extra,
}

/// What to do, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// Heading of the list.
    pub title: String,
    /// The steps.
    pub items: Vec<Step>,
    /// Keys of a newer version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Extra,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Markdown source.
    pub md: String,
    /// Whether this belongs to the first hours.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first: bool,
    /// Keys of a newer version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Extra,
}

/// A way into something. `Debug` shows no field that may hold a secret.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// What it opens, in the owner's words.
    pub site: String,
    /// Where.
    pub url: String,
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
    /// Seed of one-time codes, as text or `otpauth:` link.
    pub totp: String,
    /// Whatever else is needed.
    pub note: String,
    /// Keys of a newer version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Extra,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it leads.
    pub url: String,
    /// What it is called.
    pub text: String,
    /// Keys of a newer version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Extra,
}

/// A file of this handover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Which attachment.
    pub att_id: AttachmentId,
    /// What it is, in the owner's words.
    pub caption: String,
    /// Keys of a newer version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Extra,
}

/// A person to talk to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub mail: String,
    /// What for.
    pub note: String,
    /// Keys of a newer version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Extra,
}

/// A block of a kind this version does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// Its kind, to show.
    pub kind: String,
    /// The whole block as the bytes of a CBOR map.
    pub raw: B64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_names_the_kind() {
        let block = Block::Steps(Steps {
            title: "Nejdřív".into(),
            items: vec![Step { md: "zavolej".into(), first: true, extra: None }],
            extra: None,
        });
        let json = serde_json::to_string(&block).unwrap();
        assert_eq!(
            json,
            r#"{"t":"steps","title":"Nejdřív","items":[{"md":"zavolej","first":true}]}"#
        );
        assert_eq!(serde_json::from_str::<Block>(&json).unwrap(), block);
    }

    #[test]
    fn debug_keeps_credentials_to_itself() {
        let credential = Credential {
            password: "hunter2".into(),
            totp: "JBSWY3DP".into(),
            ..Credential::default()
        };
        let shown = format!("{:?}", Block::Credential(credential));
        assert!(!shown.contains("hunter2") && !shown.contains("JBSWY3DP"), "{shown}");
    }
}
