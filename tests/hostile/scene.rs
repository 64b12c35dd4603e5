//! What is looked at after a lie: what the person sees, and what has left.

use stafeta_client::{
    app::services::failure::Failure,
    keeper::transport::Request,
    protocol::{Answer, Refusal},
};
use stafeta_shared::{
    api::Delivery,
    i18n::{Lang, Texts},
    ids::HandoverId,
};
use stafeta_tests::support::{
    canary::Canary,
    device::{Device, PASSWORD, Stage},
    pair::{Pair, people, version, words},
};

/// An owner and a recipient, and a handover that was sealed once and released.
pub(crate) async fn released(stage: Stage<'_>) -> (Pair, HandoverId) {
    let pair = Pair::on(stage, Delivery::Link).await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    assert_eq!(version(pair.seal(handover).await), 1);
    pair.release(handover, 1).await;
    (pair, handover)
}

/// The text of the catalogue that goes with a refusal: key and variables.
type Words<'a> = (&'a str, &'a [(&'a str, &'a str)]);

/// The command was refused with this outcome, and the page says so in these words, in every language.
#[track_caller]
pub(crate) fn seen(answer: Answer, expected: &Refusal, (key, args): Words<'_>) {
    let refusal = Device::refused(answer);
    assert_eq!(refusal, *expected);
    for lang in Lang::ALL {
        let args: Vec<_> = args.iter().map(|(name, value)| (*name, (*value).into())).collect();
        let words = Texts::get(lang).ta(key, &args);
        assert_ne!(words, key, "{key} has a text");
        assert_eq!(Failure::Refused(refusal.clone()).text(Texts::get(lang)), words);
    }
}

/// "What the server sent cannot be verified."
#[track_caller]
pub(crate) fn unverifiable(answer: Answer) {
    seen(answer, &Refusal::Unverifiable, ("problem-refusal-unverifiable", &[]));
}

/// "The key of … has changed."
#[track_caller]
pub(crate) fn key_changed(answer: Answer, name: &str) {
    let refusal = Refusal::KeyChanged { name: name.to_owned() };
    seen(answer, &refusal, ("problem-refusal-key-changed", &[("name", name)]));
}

/// Secrets of a story, in every encoding in which they might leave.
pub(crate) struct Planted(Vec<Canary>);

impl Planted {
    /// The password, and what else the story holds.
    pub(crate) fn new(secrets: &[(&str, &[u8])]) -> Self {
        let all = [("password", PASSWORD.as_bytes())];
        let all = all.iter().chain(secrets).map(|(name, plain)| Canary::new(name, plain));
        Self(all.collect())
    }

    pub(crate) fn found_in(&self, sent: &[Request]) -> Vec<String> {
        let hits = |sent: &Request| -> Vec<String> {
            let whole = [sent.path.as_bytes(), &sent.body].concat();
            let line = format!("{} {}", sent.method.as_str(), sent.path);
            let found = self.0.iter().flat_map(|canary| canary.find_in(&whole));
            found.map(|how| format!("{line}: {how}")).collect()
        };
        sent.iter().flat_map(hits).collect()
    }
}

/// Since the last look no request of these left ("POST /versions": method and end of the path), and no secret in
/// any request.
#[track_caller]
pub(crate) fn nothing_left(device: &Device, forbidden: &[&str], planted: &Planted) {
    let sent = device.liar.take_sent();
    for rule in forbidden {
        let (method, end) = rule.split_once(' ').unwrap();
        let left =
            sent.iter().find(|sent| sent.method.as_str() == method && sent.path.ends_with(end));
        assert!(left.is_none(), "{rule} left after the lie");
    }
    let found = planted.found_in(&sent);
    assert!(found.is_empty(), "a secret left: {found:#?}");
}

/// The same request does leave when nobody lies: forbidding it means something.
#[track_caller]
pub(crate) fn left(device: &Device, rule: &str) {
    let sent = device.liar.take_sent();
    let (method, end) = rule.split_once(' ').unwrap();
    let found = sent.iter().any(|sent| sent.method.as_str() == method && sent.path.ends_with(end));
    assert!(found, "{rule} leaves when all is well");
}
