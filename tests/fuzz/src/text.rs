//! Text from people, browsers and other servers. The server's and the page's readers come file by file:
//! building the whole of them with coverage takes a quarter of an hour.

use serde::{Serialize, de::DeserializeOwned};
use stafeta_shared::{
    api,
    bytes::B64,
    content::{Block, Content},
    crypto::{
        draft::{Draft, DraftContext, open_draft, seal_draft},
        fuzzing,
    },
    ids::{AccountId, HandoverId},
    lang::Lang,
};
use std::collections::BTreeMap;

// Public, so that what the server and the page use of them is not taken for dead here.
#[path = "../../../server/src/config/mod.rs"]
pub mod settings;

#[path = "../../../server/src/domain/accounts/email.rs"]
pub mod mailbox;

#[path = "../../../server/src/domain/accounts/phone.rs"]
pub mod telephone;

#[path = "../../../server/src/deliver/report.rs"]
pub mod report;

#[path = "../../../client/src/app/components/markdown.rs"]
pub mod prose;

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// Identifiers and byte strings.
pub fn ids(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Ok(id) = text.parse::<AccountId>() {
        assert_eq!(id.to_string(), text, "two texts of one id");
        assert_eq!(AccountId::from_slice(id.as_bytes()), Ok(id));
    }
    let quoted = serde_json::Value::String(text.into());
    if let Ok(bytes) = serde_json::from_value::<B64>(quoted.clone()) {
        assert_eq!(serde_json::to_value(&bytes).ok(), Some(quoted), "two texts of the same bytes");
    }
}

/// What the page hands to the keeper: what can be sealed opens as the same.
pub fn content(data: &[u8]) {
    let Ok(content) = serde_json::from_slice::<Content>(data) else { return };
    let written = serde_json::to_vec(&content).expect("what was read can be written");
    assert_eq!(serde_json::from_slice::<Content>(&written).ok().as_ref(), Some(&content));
    let (owner, handover) = (AccountId::from_bytes([1; 16]), HandoverId::from_bytes([2; 16]));
    let context = DraftContext { owner, handover, counter: 1 };
    let draft = Draft { content, ..Draft::default() };
    let sealed = seal_draft(&context, &draft, &fuzzing::account_key(), &mut fuzzing::fixed());
    let Ok(sealed) = sealed else {
        assert!(draft.content.blocks.iter().any(is_opaque), "plain words cannot be sealed");
        return;
    };
    let opened = open_draft(&sealed, owner, handover, &fuzzing::account_key());
    assert_eq!(opened, Ok((context, draft)), "what was sealed does not open as the same");
}

/// Whether a block carries parts that this version does not understand.
fn is_opaque(block: &Block) -> bool {
    match block {
        Block::Text(b) => b.extra.is_some(),
        Block::Steps(b) => b.extra.is_some() || b.items.iter().any(|step| step.extra.is_some()),
        Block::Credential(b) => b.extra.is_some(),
        Block::Link(b) => b.extra.is_some(),
        Block::File(b) => b.extra.is_some(),
        Block::Contact(b) => b.extra.is_some(),
        Block::Unknown(_) => true,
    }
}

fn again<T: Serialize + DeserializeOwned>(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<T>(data) else { return };
    let written = serde_json::to_value(&value).expect("what was read can be written");
    let value: T = serde_json::from_value(written.clone()).expect("what was written can be read");
    let twice = serde_json::to_value(&value).expect("what was read can be written");
    assert_eq!(twice, written, "written otherwise");
}

macro_rules! each {
    ($data:expr, $($kind:ty),* $(,)?) => { $(again::<$kind>($data);)* };
}

/// Every request and answer.
pub fn api_json(data: &[u8]) {
    each!(
        data,
        api::MeResponse,
        api::VaultResponse,
        api::VaultUpdate,
        api::OldVaultsResponse,
        api::OldVaultResponse,
        api::PhoneRequest,
        api::BundlesResponse,
        api::HandoverCreateRequest,
        api::HandoverUpdateRequest,
        api::HandoversResponse,
        api::DraftResponse,
        api::DraftUpdate,
        api::AttachmentCreateRequest,
        api::AttachmentResponse,
        api::VersionCommitRequest,
        api::VersionResponse,
        api::InboxResponse,
        api::SealedResponse,
        api::KeyResponse,
        api::LoginStartRequest,
        api::LoginStartResponse,
        api::LoginFinishRequest,
        api::LoginFinishResponse,
        api::CodeRequest,
        api::CodeSentResponse,
        api::KitStartRequest,
        api::KitStartResponse,
        api::KitFinishRequest,
        api::InviteRequest,
        api::PeopleResponse,
        api::InvitationResponse,
        api::InvitationCodesRequest,
        api::InvitationCodesResponse,
        api::InvitationVerifyRequest,
        api::InvitationVerifyResponse,
        api::InvitationAcceptRequest,
        api::InvitationJoinRequest,
        api::Problem,
        api::InstanceResponse,
        api::SignUpRequest,
        api::SignUpOpenRequest,
        api::SignUpOpenResponse,
        api::OpaqueRegisterRequest,
        api::OpaqueRegisterResponse,
        api::SignUpFinishRequest,
        api::WatchRequest,
        api::ProjectionRequest,
        api::WatchesResponse,
        api::ArmRequest,
        api::PauseRequest,
        api::CheckInResponse,
        api::RecallResponse,
        api::WatchEventsResponse,
    );
}

/// The header by which a browser names languages, and a tag.
pub fn accept_language(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let lang = Lang::from_accept(text);
    assert_eq!(Lang::from_accept(lang.tag()), lang);
    if let Some(lang) = Lang::parse(text) {
        assert_eq!(Lang::parse(lang.tag()), Some(lang));
        assert!(text.contains(',') || text.contains(';') || Lang::from_accept(text) == lang);
    }
}

/// What a person typed as an e-mail address.
pub fn email(data: &[u8]) {
    let Some(email) = text(data).and_then(mailbox::Email::parse) else { return };
    assert!(
        email.written().len() <= 254
            && !email.written().contains(['\r', '\n', '\0', ' ', '<', '>', ','])
    );
    assert_eq!(mailbox::Email::parse(email.written()), Some(email.clone()));
    let key = mailbox::Email::parse(email.key()).expect("the form for look-ups is an address too");
    assert_eq!(key.key(), email.key(), "one person, two accounts");
    assert!(email.masked().ends_with(email.written().rsplit('@').next().unwrap_or_default()));
}

/// What a person typed as a telephone number.
pub fn phone(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let Ok(phone) = telephone::Phone::parse(text, &["*".to_owned()]) else { return };
    let e164 = phone.as_str().to_owned();
    let digits = e164.strip_prefix('+').expect("E.164 begins with +");
    assert!(
        (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()),
        "{e164}"
    );
    assert_eq!(telephone::Phone::parse(&e164, &["*".to_owned()]), Ok(phone), "{text} is {e164}");
    assert!(!telephone::masked(&e164).contains(&digits[..digits.len() - 3]), "not masked");
}

/// A mail that came back. What holds no report is no failure, whatever it says.
pub fn bounce(data: &[u8]) {
    let Some(mail) = mail_parser::MessageParser::default().parse(data) else { return };
    let failure = report::failure(&mail);
    let said = String::from_utf8_lossy(data).to_ascii_lowercase();
    assert!(failure.is_none() || said.contains("delivery-status"), "a failure without a report");
    let again = mail_parser::MessageParser::default().parse(data);
    assert!(again.is_some_and(|mail| report::failure(&mail) == failure), "read otherwise");
}

/// An operator's settings. Secrets in files are not followed.
pub fn config(data: &[u8]) {
    let Some(text) = text(data).filter(|text| !text.contains("_file")) else { return };
    let Ok(config) = settings::Config::from_parts(text, &BTreeMap::new()) else { return };
    assert!(
        config.server.is_https() || config.server.public_url_is_loopback(),
        "plain http in public"
    );
    assert!(!config.server.host().is_empty() && !config.server.realm.is_empty());
    assert!(!config.server.demo, "a demo in a binary without it");
    let again = settings::Config::from_parts(text, &BTreeMap::new());
    assert_eq!(format!("{:?}", again.ok()), format!("{:?}", Some(config)), "read otherwise");
}

/// Markdown: nodes without markup, pictures or strange links.
pub fn markdown(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let nodes = format!("{:?}", prose::nodes(text));
    for tag in ["\"script\"", "\"img\"", "\"iframe\"", "\"style\"", "\"svg\"", "\"object\""] {
        assert!(!nodes.contains(&format!("tag: {tag}")), "{tag} out of Markdown");
    }
    if let Some(address) = prose::safe_address(text) {
        let scheme = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
        assert!(["http", "https", "mailto", "tel"].contains(&scheme.as_str()), "{address}");
        assert_eq!(prose::safe_address(address), Some(address));
    }
}
