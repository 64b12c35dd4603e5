//! Lies that a person meets on the pages themselves: what is typed, pressed and read.

use crate::{
    files::cut_files,
    forge::weak,
    freshness::tell,
    insider::Insider,
    keys::{hears_people, show, swap_owner},
    objects::overheard,
    scene::{Planted, left, nothing_left},
    two_keys,
};
use anyhow::Result;
use stafeta_client::{app::test_ids as id, keeper::transport::Method, protocol::Command};
use stafeta_shared::{
    api::{Delivery, InvitationResponse, LoginStartResponse, VaultResponse, paths},
    bytes::B64,
    crypto::hash,
    i18n::{Lang, Texts},
};
use stafeta_tests::support::{
    browser::{Chromium, picture},
    device::{Device, MemoryFile, PASSWORD, Stage},
    pair::{OWNER, Pair, RECIPIENT, add, invite, link_of, people, version, words},
    service::Service,
    tab::Tab,
};

fn at(name: &str) -> String {
    format!("[data-test='{name}']")
}

fn text(key: &str) -> String {
    Texts::get(Lang::Cs).t(key)
}

/// The page shows this text of the catalogue as a failure.
async fn shows(tab: &Tab, words: &str) -> Result<()> {
    let quoted = serde_json::to_string(words)?;
    let error = at(id::ERROR);
    let there = format!("document.querySelector(\"{error}\")?.innerText.includes({quoted})");
    tab.person.until(words, &there).await
}

/// Types address and password on the log-in page and sends them.
async fn types(tab: &Tab, email: &str) -> Result<()> {
    tab.person.open(&format!("{}/login", tab.url)).await?;
    // Who is here is asked first; the answer draws the form anew.
    tab.person
        .until(
            "the page to know who is here",
            "performance.getEntriesByType('resource').some((e) => e.name.endsWith('/api/me'))",
        )
        .await?;
    let drawn =
        "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))";
    tab.person.eval::<bool>(drawn).await?;
    tab.person.fill(&at(id::EMAIL), email).await?;
    tab.person.fill(&at(id::PASSWORD), PASSWORD).await?;
    tab.person.press(&at(id::SUBMIT)).await
}

/// The same, and the code if one is asked for.
async fn enters(device: &Device, service: &Service, (email, phone): (&str, &str)) -> Result<()> {
    let tab = device.tab();
    service.wait(20 * 60_000);
    types(tab, email).await?;
    let code = at(id::CODE);
    let next = [&code, &at(id::NAV_ME), &at(id::ERROR)]
        .map(|selector| format!("document.querySelector(\"{selector}\")"))
        .join(" ?? ");
    tab.person.until("what comes after the password", &next).await?;
    if tab.person.has(&code).await? {
        tab.person.fill(&code, &service.code_to(phone).await).await?;
        tab.person.press(&at(id::SUBMIT)).await?;
    }
    Ok(())
}

async fn inside(device: &Device) -> Result<()> {
    device.tab().person.wait_for(&at(id::NEW_HANDOVER)).await
}

/// E1 and E17 where an invitation is read.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_was_changed_on_its_way() -> Result<()> {
    let chromium = Chromium::launch().await?;
    let stage = Stage::Browser(&chromium);
    let service = stage.service().await;
    let owner = Device::new(&service);
    let (me, _) = owner.sign_up(&service, OWNER.0, OWNER.1).await;
    let (linked, secret) = link_of(owner.ask(invite(Delivery::Link)).await);
    let recipient = stage.device(&service, "recipient").await;
    let (tab, secret) = (recipient.tab(), secret.unwrap());
    let link = format!("{}/i/{linked}#{secret}", tab.url);
    let path = paths::fill(paths::INVITATION, &[&linked.to_string()]);
    let planted = Planted::new(&[("link", secret.as_bytes())]);
    recipient.hears(Method::Get, &path, swap_owner);
    recipient.liar.take_sent();
    tab.person.open(&link).await?;
    shows(tab, &text("problem-refusal-proof-failed")).await?;
    assert!(!tab.person.has(&at(id::ACCEPT_NEW)).await?, "there is no way on");
    nothing_left(&recipient, &["POST /codes", "POST /verify", "POST /accept"], &planted);

    for (name, bundle) in weak(me.account).into_iter().take(3) {
        recipient.hears(Method::Get, &path, move |answer: &mut InvitationResponse| {
            answer.owner_bundle = hash(&bundle[..stafeta_shared::crypto::bundle::BODY_LEN]).into();
            answer.owner_bundles = vec![B64(bundle.clone())];
        });
        tab.person.open(&link).await?;
        shows(tab, &text("problem-refusal-unverifiable")).await?;
        assert!(!tab.person.has(&at(id::ACCEPT_NEW)).await?, "{name}: there is no way on");
    }
    recipient.honest();
    tab.person.open(&link).await?;
    tab.person.wait_for(&at(id::ACCEPT_NEW)).await?;
    tab.person.see("Jana Nováková").await
}

/// E4, E5, E6, E7 where a password is typed.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_typed_before_a_lying_server() -> Result<()> {
    let chromium = Chromium::launch().await?;
    let stage = Stage::Browser(&chromium);
    let service = stage.service().await;
    let device = stage.device(&service, "owner").await;
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let insider = Insider::new(&service, OWNER).await;
    link_of(device.ask(invite(Delivery::Link)).await);
    device.ask(Command::Logout).await;
    let planted = Planted::new(&[("export key", insider.export_key.expose_secret())]);

    device.hears(Method::Post, paths::LOGIN_START, |a: &mut LoginStartResponse| a.suite = 0);
    device.liar.take_sent();
    types(device.tab(), OWNER.0).await?;
    shows(device.tab(), &text("problem-refusal-unverifiable")).await?;
    nothing_left(&device, &["POST /finish"], &planted);

    let old = insider.answer.clone();
    device.hears(Method::Get, paths::VAULT, move |told: &mut VaultResponse| {
        (told.counter, told.vault) = (old.counter, old.vault.clone());
    });
    enters(&device, &service, OWNER).await?;
    device.tab().person.see(&text("login-older-title")).await?;
    picture(&device.tab().person, "80-older-vault").await?;
    device.tab().person.press(&at(id::VAULT_READ)).await?;
    inside(&device).await?;

    let kek = two_keys::kek(&insider.export_key);
    let stored = &insider.answer.stored.0;
    let other = Device::new(&service);
    other.sign_up(&service, RECIPIENT.0, RECIPIENT.1).await;
    let theirs = Insider::new(&service, RECIPIENT).await.answer.stored;
    let multi = two_keys::slot(&stored[..stored.len() - 104], [&kek, &[0x11; 32]], 1);
    for slot in [B64(multi), theirs] {
        device.hears(Method::Get, paths::VAULT, move |told: &mut VaultResponse| {
            told.stored = slot.clone();
        });
        enters(&device, &service, OWNER).await?;
        shows(device.tab(), &text("problem-refusal-unverifiable")).await?;
        nothing_left(&device, &["PUT /vault"], &planted);
    }
    device.honest();
    enters(&device, &service, OWNER).await?;
    inside(&device).await
}

/// E2 where an owner seals.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_changed_before_sealing() -> Result<()> {
    let chromium = Chromium::launch().await?;
    let pair = Pair::on(Stage::Browser(&chromium), Delivery::Link).await;
    people(&pair.owner).await;
    pair.handover(words()).await;
    enters(&pair.owner, &pair.service, OWNER).await?;
    let (person, to) = (&pair.owner.tab().person, pair.recipient_me.account);
    person.press(&at(id::HANDOVER_LINK)).await?;
    person.press(&format!("[data-test='{}-{to}']", id::RECIPIENT)).await?;
    person.wait_for(&format!("{}[data-state=saved]", at(id::SAVE_STATE))).await?;
    hears_people(&pair.owner, move |answer| {
        show(&mut answer.people[0], crate::forge::forged(to).as_bytes().to_vec());
    });
    pair.owner.liar.take_sent();
    person.press(&at(id::SEAL)).await?;
    let name = [("name", "Petr (účetní)".into())];
    shows(pair.owner.tab(), &Texts::get(Lang::Cs).ta("problem-refusal-key-changed", &name)).await?;
    let planted = Planted::new(&[("words", "hunter2 ěšč".as_bytes())]);
    nothing_left(&pair.owner, &["POST /versions"], &planted);
    pair.owner.honest();
    person.press(&at(id::SEAL)).await?;
    person.wait_for(&format!("{}[data-version='1']", at(id::SEALED))).await?;
    left(&pair.owner, "POST /versions");
    Ok(())
}

/// E7 and E8 where a recipient reads.
#[tokio::test(flavor = "multi_thread")]
async fn old_words_and_a_file_that_was_cut() -> Result<()> {
    let chromium = Chromium::launch().await?;
    let pair = Pair::on(Stage::Browser(&chromium), Delivery::Link).await;
    people(&pair.owner).await;
    let handover = pair.handover(words()).await;
    add(&pair.owner, handover, &MemoryFile::noise("smlouva.pdf", 300_000)).await;
    assert_eq!(version(pair.seal(handover).await), 1);
    pair.release(handover, 1).await;
    let old = overheard(&pair, handover).await;
    pair.service.recall(handover).await;
    let save = Command::HandoverOpen { handover };
    let opened = pair.owner.ask(save).await;
    let stafeta_client::protocol::Answer::Handover { handover: draft } = opened else {
        panic!("open")
    };
    let file = stafeta_shared::content::File {
        att_id: draft.files[0].attachment,
        caption: String::new(),
        extra: None,
    };
    let save = Command::DraftSave {
        handover,
        title: "Klientské weby".to_owned(),
        blocks: [words(), vec![stafeta_shared::content::Block::File(file)]].concat(),
        recipients: vec![pair.recipient_me.account],
    };
    pair.owner.ask(save).await;
    assert_eq!(version(pair.seal(handover).await), 2);
    pair.release(handover, 2).await;
    assert_eq!(pair.open(handover).await.version, 2);

    enters(&pair.recipient, &pair.service, RECIPIENT).await?;
    let (tab, person) = (pair.recipient.tab(), &pair.recipient.tab().person);
    person.press(&at(id::NAV_INBOX)).await?;
    tell(&pair, handover, old);
    pair.recipient.liar.take_sent();
    person.press(&at(id::INBOX_ITEM)).await?;
    person.press(&at(id::OPEN)).await?;
    person.see(&text("release-stop-older")).await?;
    person.wait_for(&at(id::OPEN_DESPITE)).await?;
    picture(person, "81-older-version").await?;
    let planted = Planted::new(&[("words", "hunter2 ěšč".as_bytes())]);
    nothing_left(&pair.recipient, &["POST /key"], &planted);

    cut_files(&pair.recipient);
    person.press(&at(id::NAV_INBOX)).await?;
    person.press(&at(id::INBOX_ITEM)).await?;
    person.press(&at(id::OPEN)).await?;
    person.wait_for(&at(id::CONTENT)).await?;
    person
        .eval::<bool>(
            "(() => { window.__blobs = 0; const make = URL.createObjectURL; URL.createObjectURL = \
             (blob) => { window.__blobs += 1; return make.call(URL, blob); }; return true; })()",
        )
        .await?;
    person.press(&at(id::SAVE_FILE)).await?;
    shows(tab, &text("problem-refusal-unverifiable")).await?;
    assert_eq!(person.eval::<u32>("window.__blobs").await?, 0, "nothing is offered");
    pair.recipient.honest();
    person.press(&at(id::SAVE_FILE)).await?;
    person.until("the file is offered", "window.__blobs > 0").await
}
