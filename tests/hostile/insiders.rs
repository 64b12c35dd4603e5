//! E10: words in the owner's name, with another recipient's help. E11: the owner's words under another name.

use crate::{
    insider::{Insider, KnownFirst, Plan, THIRD, Trio, hand_out},
    objects::{about, overheard},
    scene::{Planted, left, nothing_left, unverifiable},
};
use stafeta_client::protocol::{Answer, Command, OpenNotice, StopReason};
use stafeta_shared::{
    api::{Delivery, KeyResponse, SealedResponse, paths},
    bytes::B64,
    crypto::{
        SystemRng,
        bundle::Bundle,
        pairing::Psk,
        version::{HEADER_LEN, Purpose, SealedVersion},
    },
    ids::{HandoverId, InviteId},
};
use stafeta_tests::support::{
    device::{Device, Stage},
    pair::{OWNER, RECIPIENT, join, link_of, people, version, words},
};

/// Where a header names its owner and their bundle.
const OWNER_AT: usize = 4 + 2 + 1 + 1 + 1;
const OWNER_BUNDLE_AT: usize = OWNER_AT + 16 * 3 + 8 + 32;

/// A trio whose owner has sealed the same to both, and all of it released.
struct Story {
    trio: Trio,
    handover: HandoverId,
    honest: SealedResponse,
    theirs: SealedResponse,
    third: Insider,
    victim: Bundle,
}

impl Story {
    async fn new(stage: Stage<'_>) -> Self {
        let trio = Trio::on(stage).await;
        let pair = &trio.pair;
        let handover = pair.handover(words()).await;
        let recipients = vec![pair.recipient_me.account, trio.third_me.account];
        let seal = Command::Seal { handover, recipients, unverified: vec![] };
        assert_eq!(version(pair.owner.ask(seal).await), 1);
        pair.release(handover, 1).await;
        let owner = pair.owner_me.account;
        pair.service.release(owner, handover, trio.third_me.account, 2).await;
        let (honest, _) = overheard(pair, handover).await;
        let theirs = trio.third.page_gets(&about(paths::INBOX_SEALED, handover)).await;
        let third = Insider::new(&pair.service, THIRD).await;
        let victim = Insider::new(&pair.service, RECIPIENT).await;
        let victim = victim.vault.current_keys().bundle.clone();
        Self { trio, handover, honest, theirs, third, victim }
    }

    fn plan<'a>(&'a self, words: &'a str, psk: Option<&'a Psk>) -> Plan<'a> {
        Plan {
            handover: self.handover,
            version: 1,
            purpose: Purpose::Real,
            sealed_at: u64::try_from(self.trio.pair.service.now()).unwrap(),
            words,
            to: &self.victim,
            psk,
        }
    }

    /// The victim, on a device and account that have not opened anything yet, gets this.
    async fn tells(&self, told: (SealedResponse, KeyResponse)) -> Answer {
        self.will_tell(told);
        self.trio.pair.recipient.ask(self.trio.pair.opening(self.handover)).await
    }

    fn will_tell(&self, (sealed, key): (SealedResponse, KeyResponse)) {
        let paths =
            (about(paths::INBOX_SEALED, self.handover), about(paths::INBOX_KEY, self.handover));
        let victim = &self.trio.pair.recipient;
        victim.on_answer(move |request, mut response| {
            if request.path == paths.0 {
                response.body = serde_json::to_vec(&sealed).unwrap();
            } else if request.path == paths.1 {
                (response.status, response.body) = (200, serde_json::to_vec(&key).unwrap());
            }
            Some(response)
        });
        victim.liar.take_sent();
    }

    async fn refused(&self, told: (SealedResponse, KeyResponse), forbidden: &[&str]) {
        unverifiable(self.tells(told).await);
        let planted = Planted::new(&[("words", "hunter2 ěšč".as_bytes())]);
        nothing_left(&self.trio.pair.recipient, forbidden, &planted);
        self.trio.pair.recipient.honest();
    }

    async fn still_opens(&self) {
        self.trio.pair.recipient.liar.take_sent();
        let content = self.trio.pair.open(self.handover).await;
        assert_eq!(content.owner_name, "Jana Nováková");
        left(&self.trio.pair.recipient, "POST /key");
    }
}

fn no_key() -> KeyResponse {
    KeyResponse { k_srv: B64(vec![0; 32]), opened_at: 0 }
}

/// E10: a second recipient's objects, and what they make with their own keys, in the owner's name.
pub(crate) async fn injected_by_a_recipient(stage: Stage<'_>) {
    let story = Story::new(stage).await;
    let (honest, theirs) = (&story.honest, &story.theirs);
    // What the owner sealed for the other one.
    story.refused((theirs.clone(), no_key()), &["POST /key"]).await;
    // The victim's header with the other one's wrap and lock.
    let mut mixed = honest.clone();
    (mixed.wrap, mixed.lock) = (theirs.wrap.clone(), theirs.lock.clone());
    story.refused((mixed, no_key()), &["POST /key"]).await;
    // Sealed and signed by the other one, and then said to be the owner's.
    let own = story.third.seals(&story.plan("dejte to Karlovi", None), &mut SystemRng);
    let (mut told, key) = hand_out(&own, honest);
    told.header.0[OWNER_AT..OWNER_AT + 16].copy_from_slice(&honest.header[OWNER_AT..OWNER_AT + 16]);
    told.header.0[OWNER_BUNDLE_AT..OWNER_BUNDLE_AT + 32]
        .copy_from_slice(&honest.header[OWNER_BUNDLE_AT..OWNER_BUNDLE_AT + 32]);
    story.refused((told.clone(), key.clone()), &["POST /key"]).await;
    // The same with the owner's true signature, which is one of something else.
    told.sig = honest.sig.clone();
    story.refused((told, key), &["POST /key"]).await;
    story.still_opens().await;
}

/// E10: even the owner's stolen signing key is not enough without the key the two share.
pub(crate) async fn injected_with_a_stolen_key(stage: Stage<'_>) {
    let story = Story::new(stage).await;
    let pair = &story.trio.pair;
    let owner = Insider::new(&pair.service, OWNER).await;
    let with = |psk: Option<&Psk>| {
        let mut plan = story.plan("dejte to Karlovi", psk);
        plan.version = 2;
        hand_out(&owner.seals(&plan, &mut SystemRng), &story.honest)
    };
    // Nothing was read before on this account but version 1: the way from there is not what stops it.
    let history = |mut told: (SealedResponse, KeyResponse)| {
        told.0.history.clear();
        told
    };
    let stolen = owner.vault.peer(story.trio.third_me.account).unwrap().newest_psk().unwrap();
    let mut wrong = with(Some(stolen));
    wrong.0.psk_hint = story.honest.psk_hint;
    let stopped = async |told: (SealedResponse, KeyResponse)| match story.tells(told).await {
        Answer::Stopped { reason: StopReason::Gap, shown, .. } => shown,
        _ => panic!("stops as not fresh"),
    };
    let despite = async |shown: &B64, reasons: &[StopReason]| {
        pair.recipient.ask(pair.opening_despite(story.handover, shown, reasons)).await
    };
    let shown = stopped(history(wrong)).await;
    // Even by deliberate choice it does not open.
    unverifiable(despite(&shown, &[StopReason::Gap, StopReason::Unpaired]).await);
    pair.recipient.honest();
    // With the shared key it would: that is what the server does not have.
    let shared = owner.vault.peer(pair.recipient_me.account).unwrap().newest_psk();
    let shown = stopped(history(with(shared))).await;
    assert!(matches!(despite(&shown, &[StopReason::Gap]).await, Answer::Opened { .. }));
}

/// E10: the owner's stolen signing key, and no shared key at all: whatever date the thief writes, before the
/// pairing too, it is never taken in silence.
pub(crate) async fn sealed_without_the_shared_key(stage: Stage<'_>) {
    let story = Story::new(stage).await;
    let pair = &story.trio.pair;
    let owner = Insider::new(&pair.service, OWNER).await;
    let words = Planted::new(&[("words", "dejte to Karlovi".as_bytes())]);
    let honest = Plan { version: 1, ..story.plan("dejte to Karlovi", None) };
    for sealed_at in [1, honest.sealed_at] {
        let told =
            hand_out(&owner.seals(&Plan { sealed_at, ..honest }, &mut SystemRng), &story.honest);
        let Answer::Stopped { shown, .. } = story.tells(told).await else {
            panic!("another version 1 was seen before")
        };
        // The choice about that doubt is none about the other one.
        let chosen = pair.opening_despite(story.handover, &shown, &[StopReason::Different]);
        let Answer::Stopped { reason, known_at, .. } = pair.recipient.ask(chosen).await else {
            panic!("sealed at {sealed_at}, it stops")
        };
        assert_eq!(reason, StopReason::Unpaired);
        assert!(known_at > 1, "says since when the two are paired");
        nothing_left(&pair.recipient, &["POST /key"], &words);
        // Whoever chooses so, knowing both, reads, and reads what they have chosen.
        let reasons = [StopReason::Different, StopReason::Unpaired];
        let chosen =
            pair.recipient.ask(pair.opening_despite(story.handover, &shown, &reasons)).await;
        let Answer::Opened { content } = chosen else { panic!("opened by choice") };
        assert_eq!(
            &content.notices[..],
            &[OpenNotice::DespiteStale, OpenNotice::DespiteUnpaired][..]
        );
        pair.recipient.honest();
    }
    story.still_opens().await;
}

/// E11: the signature taken away, or another owner's put in its place.
pub(crate) async fn signed_by_another_owner(stage: Stage<'_>) {
    let story = Story::new(stage).await;
    let (pair, honest) = (&story.trio.pair, &story.honest);
    // The third person is an owner to the victim too.
    let asked = Command::Invite {
        name: "Petr".to_owned(),
        email: RECIPIENT.0.to_owned(),
        phone: None,
        language: "cs".to_owned(),
        delivery: Delivery::Link,
    };
    // What concerns keys asks for a fresh session.
    story.trio.third.log_in(&pair.service, THIRD.0, THIRD.1).await;
    let (invite, secret) = link_of(story.trio.third.ask(asked).await);
    joins(&pair.recipient, invite, secret).await;
    people(&story.trio.third).await;
    let third = Insider::new(&pair.service, THIRD).await;
    let psk = third.vault.peer(pair.recipient_me.account).unwrap().newest_psk();
    let account = third.vault.account();
    let bundle = third.vault.current_keys().bundle.clone();
    let as_theirs = |mut told: SealedResponse| {
        told.owner = account;
        told.owner_bundles = vec![B64(bundle.as_bytes().to_vec())];
        told
    };
    for sig in [vec![], vec![0; 64]] {
        let stripped = SealedResponse { sig: B64(sig), ..honest.clone() };
        story.refused((stripped, no_key()), &["POST /key"]).await;
    }
    // The owner's header, said to be the other owner's.
    story.refused((as_theirs(honest.clone()), no_key()), &["POST /key"]).await;
    // A header of the other owner's own, truly signed, over the first owner's body and the very same body key.
    let owner = Insider::new(&pair.service, OWNER).await;
    let sealed = owner.vault.handover(story.handover).unwrap().sealed.clone().unwrap();
    let mut known = KnownFirst(Some(sealed.body_key));
    let own: SealedVersion = third.seals(&story.plan("moje slova", psk), &mut known);
    assert_eq!(own.recipients[0].header.header.len(), HEADER_LEN);
    let (mut told, key) = hand_out(&own, &as_theirs(honest.clone()));
    let genuine = told.clone();
    told.body = honest.body.clone();
    story.refused((told, key.clone()), &["POST /key"]).await;
    // And wholly their own, truly signed: it is not what was asked for.
    story.refused((genuine.clone(), key.clone()), &["POST /key"]).await;
    // Asked for as theirs it opens, under their pinned name.
    story.will_tell((genuine, key));
    let theirs = Command::Open { owner: account, handover: story.handover, accept: None };
    let Answer::Opened { content } = pair.recipient.ask(theirs).await else { panic!("opened") };
    assert_eq!(content.owner_name, "Petr Dvořák", "the name given to them when joining");
    pair.recipient.honest();
    story.still_opens().await;
}

async fn joins(device: &Device, invite: InviteId, secret: Option<String>) {
    let opened = device.ask(Command::InvitationOpen { invite, secret }).await;
    assert!(matches!(opened, Answer::Invitation { verified: true, .. }));
    let joined = device.ask(join(invite, "Petr Dvořák")).await;
    assert!(matches!(joined, Answer::Done));
}
