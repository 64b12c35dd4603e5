//! From an owner's first word to a recipient reading it.

use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, OpenNotice, Refusal, Verified},
};
use stafeta_shared::{
    api::{Delivery, InvitationState, SignUpRequest, paths},
    content::{Block, File},
    ids::AccountId,
};
use stafeta_tests::support::{
    device::{Device, MemoryFile, ORIGIN, PASSWORD},
    pair::{OWNER, Pair, add, invite, invite_back, join, link_of, people, version, words},
    service::Service,
};

#[tokio::test]
async fn words_and_files_arrive_as_they_left() {
    let pair = Pair::new().await;
    let [person] = &people(&pair.owner).await[..] else { panic!("one person") };
    assert_eq!(
        (person.name.as_str(), person.verified, person.state),
        ("Petr (účetní)", Verified::Link, InvitationState::Accepted)
    );
    assert!(!person.key_changed && !person.has_link);

    let handover = pair.handover(words()).await;
    let file = MemoryFile::noise("smlouva.pdf", 50_000);
    let attachment = add(&pair.owner, handover, &file).await;
    let mut blocks = words();
    blocks.push(Block::File(File {
        att_id: attachment,
        caption: "smlouva".to_owned(),
        extra: None,
    }));
    let save = Command::DraftSave {
        handover,
        title: "Weby".to_owned(),
        blocks: blocks.clone(),
        recipients: vec![pair.recipient_me.account],
    };
    assert!(matches!(pair.owner.ask(save).await, Answer::Saved { .. }));
    assert_eq!(version(pair.seal(handover).await), 1);

    let early = Device::refused(pair.recipient.ask(pair.opening(handover)).await);
    assert!(
        matches!(
            early,
            Refusal::Problem { code: stafeta_shared::api::ProblemCode::NotReleased, .. }
        ),
        "{early:?}"
    );
    pair.release(handover, 1).await;

    let Answer::Inbox { owners } = pair.recipient.ask(Command::Inbox).await else {
        panic!("an inbox")
    };
    assert_eq!(
        (owners[0].name.as_str(), owners[0].released[0].handover),
        ("Jana Nováková", handover)
    );
    let content = pair.open(handover).await;
    assert_eq!((content.title.as_str(), content.blocks, content.version), ("Weby", blocks, 1));
    assert_eq!((content.owner_name.as_str(), &content.notices[..]), ("Jana Nováková", &[][..]));
    assert_eq!(content.files[0].name, "smlouva.pdf");

    let (answer, blobs) =
        pair.recipient.ask_with(Command::FileOpen { handover, attachment }, vec![]).await;
    assert!(matches!(answer, Answer::Blob { len: 50_000, .. }));
    assert_eq!(blobs, [file.bytes.borrow().clone()]);

    let Answer::Handovers { handovers } = pair.owner.ask(Command::Handovers).await else {
        panic!("handovers")
    };
    let [summary] = &handovers[..] else { panic!("one handover") };
    assert_eq!(
        (summary.title.as_str(), summary.version, summary.files, summary.unsealed_changes),
        ("Weby", 1, 1, false)
    );
    assert_eq!(summary.recipients[0].name, "Petr (účetní)");
    assert!(summary.recipients[0].opened_at.is_some());
}

#[tokio::test]
async fn a_later_version_follows_the_one_that_was_read() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    version(pair.seal(handover).await);
    pair.release(handover, 1).await;
    pair.open(handover).await;
    pair.service.recall(handover).await;
    for (number, title) in [(2, "druhá"), (3, "třetí")] {
        let save = Command::DraftSave {
            handover,
            title: title.to_owned(),
            blocks: words(),
            recipients: vec![],
        };
        pair.owner.ask(save).await;
        assert_eq!(version(pair.seal(handover).await), number);
    }
    pair.release(handover, 2).await;
    let content = pair.open(handover).await;
    assert_eq!((content.title.as_str(), content.version), ("třetí", 3));
}

#[tokio::test]
async fn a_mailed_invitation_stays_unverified_until_numbers_agree() {
    let pair = Pair::by(Delivery::Mail).await;
    let recipient = pair.recipient_me.account;
    assert_eq!(people(&pair.owner).await[0].verified, Verified::No);
    let handover = pair.handover(words()).await;
    assert_eq!(Device::refused(pair.seal(handover).await), Refusal::Unfit);
    let knowingly =
        Command::Seal { handover, recipients: vec![recipient], unverified: vec![recipient] };
    version(pair.owner.ask(knowingly).await);
    pair.release(handover, 1).await;
    assert_eq!(pair.open(handover).await.notices, [OpenNotice::Unverified]);

    let number = |answer: Answer| match answer {
        Answer::Number { groups, qr } => (groups, qr),
        _ => panic!("a number"),
    };
    let ours = number(pair.owner.ask(Command::Number { peer: recipient }).await);
    let theirs = number(pair.recipient.ask(Command::Number { peer: pair.owner_me.account }).await);
    assert_eq!(ours, theirs);
    assert!(matches!(
        pair.owner.ask(Command::NumberAgrees { peer: recipient, compared: ours.1 }).await,
        Answer::Done
    ));
    assert_eq!(people(&pair.owner).await[0].verified, Verified::Number);
    pair.service.recall(handover).await;
    assert_eq!(version(pair.seal(handover).await), 2);
}

#[tokio::test]
async fn somebody_with_an_account_joins() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let (invite, secret) = link_of(pair.recipient.ask(invite_back()).await);
    let opened = pair.owner.ask(Command::InvitationOpen { invite, secret }).await;
    assert!(matches!(opened, Answer::Invitation { verified: true, .. }));
    // Logging in between opening and joining does not lose the link's secret.
    pair.owner.log_in(&pair.service, OWNER.0, OWNER.1).await;
    let joined = pair.owner.ask(join(invite, "Petr Dvořák")).await;
    assert!(matches!(joined, Answer::Done), "{}", serde_json::to_string(&joined).unwrap());
    let [person] = &people(&pair.recipient).await[..] else { panic!("one person") };
    // Already pinned as an owner: the name pinned then stays.
    assert_eq!((person.name.as_str(), person.verified), ("Jana Nováková", Verified::Link));
    assert_eq!(person.recipient, Some(pair.owner_me.account));
    assert_eq!(person.phone.as_deref(), Some("+420 ··· ··· 001"), "confirmed with the account");
}

#[tokio::test]
async fn a_removed_person_cannot_be_sealed_to() {
    let pair = Pair::new().await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    assert!(matches!(
        pair.owner.ask(Command::RemovePerson { invite: pair.invite }).await,
        Answer::Done
    ));
    assert!(people(&pair.owner).await.is_empty());
    assert_eq!(Device::refused(pair.seal(handover).await), Refusal::Unfit);
    let stranger = Command::Seal {
        handover,
        recipients: vec![AccountId::from_bytes([7; 16])],
        unverified: vec![],
    };
    assert_eq!(Device::refused(pair.owner.ask(stranger).await), Refusal::Unfit);
}

/// A link and a kit name the place they were made at: whoever follows the one or types the other gives a secret to
/// that host.
#[tokio::test]
async fn links_and_kits_lead_to_where_the_client_came_from() {
    let service = Service::start().await;
    let owner = Device::new(&service);
    owner.hears(Method::Get, paths::INSTANCE, |answer: &mut serde_json::Value| {
        answer["public_url"] = "https://stafeta.example.org".into();
    });
    let request = SignUpRequest { email: OWNER.0.to_owned(), language: "cs".to_owned() };
    owner.page_posts(paths::SIGN_UP, &request).await;
    let finish = Command::SignUpFinish {
        token: service.token_to(OWNER.0).await,
        name: "Jana Nováková".to_owned(),
        language: "cs".to_owned(),
        zone: "Europe/Prague".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let Answer::Kit { kit, .. } = owner.ask(finish).await else { panic!("a kit") };
    assert_eq!(kit.url, ORIGIN);
    let Answer::Invited { invite, link: Some(first) } = owner.ask(invite(Delivery::Link)).await
    else {
        panic!("a link")
    };
    let Answer::Invited { link: Some(again), .. } = owner.ask(Command::InviteLink { invite }).await
    else {
        panic!("the link again")
    };
    assert_eq!(first, again);
    let page = paths::fill(paths::PAGE_INVITATION, &[&invite.to_string()]);
    assert!(first.starts_with(&format!("{ORIGIN}{page}#")), "{first}");
}
