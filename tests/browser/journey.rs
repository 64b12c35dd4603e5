//! From an owner's first word to a recipient reading it: the whole way, in real browsers.

use crate::{
    leaks,
    people::{accept, at, log_in, picture, sign_up},
    policy,
    stranger::Pieces,
    test_ids as id,
    world::{World, digits, link},
};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use stafeta_tests::support::{browser::Person, canary::Canary, pdf::pdf};

const OWNER: &str = "petr.novak@example.cz";
const OWNER_PHONE: &str = "+420601111111";
const RECIPIENT: &str = "jana.dvorakova@example.cz";
const RECIPIENT_PHONE: &str = "+420602222222";
const CONTACT: &str = "eva.novakova@example.cz";
const CONTACT_PHONE: &str = "+420603333333";

const TITLE: &str = "Klíče k e-shopům: kanárek-titul-7391";
const TEXT: &str =
    "Žluťoučký kůň úpěl ďábelské ódy. **Nejdřív** zavolejte paní Malé, kanárek-text-4417.";
const SITE: &str = "Hosting kanárek-web-8832";
const USER: &str = "petr@hosting";
const PASSWORD: &str = "kanárek-heslo-2259-Ř";
const FILE: &str = "smlouvy-kanarek-soubor-6173.pdf";

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_word_to_the_last_page() -> Result<()> {
    let mut world = World::start().await?;
    let file = pdf(6, 5 << 20, 7391);
    ensure!(file.len() >= 5 << 20, "the file is large enough to travel in chunks");

    let owner = world.person("owner").await?;
    let keys = sign_up(&world, &owner, "Petr Novák", OWNER, OWNER_PHONE).await?;
    write(&world, &owner, &file).await?;
    let invitation = invite(&owner).await?;
    let recipient = world.person("recipient").await?;
    let asked = (invitation.as_str(), "Jana Dvořáková", RECIPIENT, RECIPIENT_PHONE);
    let theirs = accept(&world, &recipient, asked).await?;
    accepted_once(&world, &recipient, &invitation).await?;

    let handover = seal(&world, &owner).await?;
    watch(&world, &owner).await?;
    nothing_before_release(&recipient, &handover).await?;

    let contact = world.person("contact").await?;
    contact_stops_it(&world, &contact).await?;
    // Somebody pulls the plug in the middle; nothing that was promised may be lost or doubled.
    world.server.kill_and_restart().await?;
    silence(&world, &recipient, &handover).await?;

    released(&world).await?;
    log_in(&world, &recipient, (RECIPIENT, &theirs.passphrase, RECIPIENT_PHONE)).await?;
    read(&recipient, &file).await?;
    let heir = world.person("with the kit").await?;
    let pieces = Pieces::gather(&world, &heir, &theirs.kit, &handover).await?;
    read_by_a_stranger(pieces, &file, &keys.kit)?;
    come_back(&world, &owner, &keys.passphrase).await?;

    let secrets = [keys, theirs].map(|keys| [keys.passphrase, keys.kit.concat()]).concat();
    no_leaks(&world, &file, &secrets).await?;
    for person in [&owner, &recipient, &contact, &heir] {
        policy::only_ours(&world, person)?;
    }
    policy::planted_ones_are_seen(&world).await?;
    Ok(())
}

/// Writes text, a credential and a file, and waits until all of it is kept.
async fn write(world: &World, owner: &Person, file: &[u8]) -> Result<()> {
    owner.press(&at(id::NEW_HANDOVER)).await?;
    owner.wait_for(&at("template-empty")).await?;
    picture(owner, "09-templates").await?;
    owner.press(&at("template-empty")).await?;
    owner.fill(&at(id::TITLE), TITLE).await?;
    owner.fill(&at("b0-md"), TEXT).await?;
    owner.press(&at("add-credential")).await?;
    owner.wait_for(&format!("{}:focus", at("b1-site"))).await?;
    owner.fill(&at("b1-site"), SITE).await?;
    owner.fill(&at("b1-user"), USER).await?;
    owner.fill(&at("b1-password"), PASSWORD).await?;

    let folder = tempfile::tempdir()?;
    let path = folder.path().join(FILE);
    std::fs::write(&path, file)?;
    owner.attach(&at(id::FILE_INPUT), &path).await?;
    owner.wait_for(&format!("{}[data-complete=true]", at(id::FILE_ROW))).await?;
    saved(owner).await?;
    picture(owner, "10-editor").await?;

    ensure!(world.recorder.exchanges().iter().any(|e| e.line.starts_with("PUT ")), "parts travel");
    Ok(())
}

async fn saved(owner: &Person) -> Result<()> {
    owner.wait_for(&format!("{}[data-state=saved]", at(id::SAVE_STATE))).await
}

/// Invites somebody by a link of the owner's own; answers with the link.
async fn invite(owner: &Person) -> Result<String> {
    owner.press(&at(id::NAV_PEOPLE)).await?;
    owner.wait_for(&at(id::INVITE)).await?;
    picture(owner, "11-people-empty").await?;
    owner.press(&at(id::INVITE)).await?;
    owner.fill(&at(id::NAME), "Jana Dvořáková").await?;
    owner.fill(&at(id::EMAIL), RECIPIENT).await?;
    owner.press(&at(id::DELIVERY_LINK)).await?;
    picture(owner, "12-invite").await?;
    owner.press(&at(id::SUBMIT)).await?;
    let shown = owner.text_of(&at(id::INVITE_LINK)).await?;
    picture(owner, "13-invite-link").await?;
    let link = link(&shown)?;
    ensure!(link.contains("/i/") && link.contains('#'), "a link with its secret: {link}");
    Ok(link)
}

/// The same invitation does nothing a second time.
async fn accepted_once(world: &World, recipient: &Person, invitation: &str) -> Result<()> {
    let mail = world.mail(OWNER).await?;
    ensure!(mail.subject.contains("přijato"), "the owner is told: {}", mail.subject);
    let invite = invitation.split("/i/").nth(1).and_then(|rest| rest.split('#').next());
    let path = format!("/api/invitations/{}/codes", invite.unwrap_or_default());
    let status = status(recipient, "POST", &path, "{}").await?;
    ensure!(status == 410, "a used invitation sends no codes: {status}");
    Ok(())
}

/// Sees that the recipient is verified, chooses them, seals; answers with the handover's id.
async fn seal(world: &World, owner: &Person) -> Result<String> {
    owner.press(&at(id::NAV_PEOPLE)).await?;
    owner.wait_for(&format!("{}[data-verified=link]", at(id::PERSON))).await?;
    picture(owner, "19-people-ready").await?;
    owner.press(&at(id::NAV_HOME)).await?;
    owner.wait_for(&at(id::HANDOVER_LINK)).await?;
    picture(owner, "20-home-ready-to-seal").await?;
    owner.press(&at(id::HANDOVER_LINK)).await?;
    owner.press("[data-test^='recipient-']").await?;
    saved(owner).await?;
    owner.press(&at(id::SEAL)).await?;
    owner.wait_for(&format!("{}[data-version='1']", at(id::SEALED))).await?;
    picture(owner, "21-sealed").await?;
    let url: String = owner.eval("location.pathname").await?;
    ensure!(world.unread(RECIPIENT) == 0, "sealing tells the recipient nothing");
    Ok(url.rsplit('/').next().unwrap_or_default().to_owned())
}

/// Sets a watch with a trusted contact and arms it.
async fn watch(world: &World, owner: &Person) -> Result<()> {
    owner.press(&at(id::NAV_HOME)).await?;
    owner.press(&at(id::NEW_WATCH)).await?;
    owner.fill(&at("c0-name"), "Eva Nováková").await?;
    owner.fill(&at("c0-email"), CONTACT).await?;
    owner.fill(&at("c0-phone"), CONTACT_PHONE).await?;
    owner.wait_for(&at(id::TIMELINE)).await?;
    owner.see("Eva Nováková").await?;
    picture(owner, "22-watch-settings").await?;
    owner.press(&at(id::SAVE_WATCH)).await?;
    owner.wait_for(&at(id::ARM)).await?;
    picture(owner, "23-watch-saved").await?;
    owner.press(&at(id::ARM)).await?;
    owner.wait_for(&at(id::PAUSE)).await?;
    picture(owner, "24-watch-armed").await?;
    owner.press(&at(id::NAV_HOME)).await?;
    owner.wait_for(&format!("{}[data-status=armed]", at(id::WATCH_CARD))).await?;
    owner.wait_for(&at(id::FINE)).await?;
    picture(owner, "25-home-armed").await?;
    owner.press(&at(id::FINE)).await?;
    owner
        .until("thanks", &format!("document.querySelector(\"{}\").innerText", at(id::TOAST)))
        .await?;
    ensure!(world.unread(CONTACT) == 0, "arming tells the contact nothing");
    Ok(())
}

/// Every route that yields anything of a handover refuses the recipient, logged in as they are.
async fn nothing_before_release(recipient: &Person, handover: &str) -> Result<()> {
    let base = format!("/api/inbox/{handover}");
    let owners = format!("/api/handovers/{handover}");
    let some = "AAAAAAAAAAAAAAAAAAAAAA";
    for (method, path) in [
        ("GET", base.clone()),
        ("POST", format!("{base}/key")),
        ("GET", format!("{base}/attachments/{some}/parts/0")),
        ("GET", format!("{owners}/versions")),
        ("GET", format!("{owners}/draft")),
        ("GET", format!("{owners}/attachments/{some}")),
        ("GET", format!("{owners}/attachments/{some}/parts/0")),
    ] {
        let status = status(recipient, method, &path, "{}").await?;
        ensure!(status == 403 || status == 404, "{method} {path} answered {status} before release");
    }
    // The same session may read its own inbox: the refusals above are not a lost login.
    let own = status(recipient, "GET", "/api/inbox", "").await?;
    ensure!(own == 200, "the recipient is logged in: {own}");
    Ok(())
}

/// First silence: every message in its order; the trusted contact says that all is well.
async fn contact_stops_it(world: &World, contact: &Person) -> Result<()> {
    world.until_message(OWNER).await?;
    let ask = world.mail(OWNER).await?;
    ensure!(ask.subject == "Jste v pořádku?", "the question comes first: {}", ask.subject);
    opening_is_no_answer(world, &ask.text).await?;
    for n in 1..=3 {
        world.until_message(OWNER).await?;
        let reminder = world.mail(OWNER).await?;
        ensure!(reminder.subject.starts_with("Připomínka"), "reminder {n}: {}", reminder.subject);
    }
    ensure!(world.unread(OWNER_PHONE) == 0, "the phone is silent until the final call");
    world.until_message(OWNER).await?;
    let last = world.mail(OWNER).await?;
    ensure!(last.subject.starts_with("Poslední výzva"), "the final call: {}", last.subject);
    let sms = world.text_message(OWNER_PHONE).await?;
    ensure!(
        sms.text.contains("poslední výzva") || sms.text.contains("posledni vyzva"),
        "{}",
        sms.text
    );
    ensure!(world.unread(CONTACT) == 0, "the contact is asked only after the final call");

    world.until_message(CONTACT).await?;
    let mail = world.mail(CONTACT).await?;
    let sms = world.text_message(CONTACT_PHONE).await?;
    ensure!(link(&sms.text)?.contains("/k/"), "the text message leads to the same page");
    contact.open(&link(&mail.text)?).await?;
    picture(contact, "26-contact").await?;
    contact.fill("#number", &wrong(&digits(&mail.text, 2)?)).await?;
    contact.press("button[value=fine]").await?;
    contact.wait_for("#number-error").await?;
    contact.fill("#number", &digits(&mail.text, 2)?).await?;
    contact.press("button[value=fine]").await?;
    contact.until("thanks", "!document.querySelector('#number')").await?;
    picture(contact, "27-contact-done").await?;

    // Stopped: the next thing that happens is the next cycle's question, to the owner.
    world.until_message(OWNER).await?;
    let ask = world.mail(OWNER).await?;
    ensure!(ask.subject == "Jste v pořádku?", "a new cycle begins: {}", ask.subject);
    ensure!(
        world.unread(RECIPIENT) + world.unread(RECIPIENT_PHONE) == 0,
        "nobody was told anything"
    );
    Ok(())
}

/// A loaded page, a scanner's GET and HEAD, a wrong number: none of it counts.
async fn opening_is_no_answer(world: &World, text: &str) -> Result<()> {
    let person = world.person("scanner").await?;
    let url = link(text)?;
    person.open(&url).await?;
    picture(&person, "28-check-in").await?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    ensure!(http.head(&url).send().await?.status().is_success(), "HEAD shows the page");
    person.fill("#number", &wrong(&digits(text, 2)?)).await?;
    person.press("button[value=fine]").await?;
    person.wait_for("#number-error").await?;
    Ok(())
}

fn wrong(number: &str) -> String {
    let right: u32 = number.parse().unwrap_or_default();
    format!("{:02}", (right + 1) % 100)
}

/// Second silence, to its end. Until the release nobody who receives hears anything.
async fn silence(world: &World, recipient: &Person, handover: &str) -> Result<()> {
    let mut subjects = Vec::new();
    for _ in 0..60 {
        if world.unread(RECIPIENT) > 0 {
            break;
        }
        let status = status(recipient, "POST", &format!("/api/inbox/{handover}/key"), "{}").await?;
        ensure!(status == 403 || status == 401, "the key before release: {status}");
        world.next_event().await?;
        while world.unread(OWNER) > 0 {
            subjects.push(world.mail(OWNER).await?.subject);
        }
        while world.unread(CONTACT) > 0 {
            subjects.push(format!("contact: {}", world.mail(CONTACT).await?.subject));
        }
        for phone in [OWNER_PHONE, CONTACT_PHONE] {
            while world.unread(phone) > 0 {
                subjects.push(format!("sms: {}", world.text_message(phone).await?.text));
            }
        }
    }
    let order = [
        "Připomínka",
        "Připomínka",
        "Připomínka",
        "Poslední výzva",
        "contact: Petr Novák se neozývá",
    ];
    let mut found = subjects.iter();
    for wanted in order {
        ensure!(found.any(|got| got.starts_with(wanted)), "{wanted} is missing in {subjects:#?}");
    }
    ensure!(world.unread(RECIPIENT) > 0, "the second silence releases; so far {subjects:#?}");
    Ok(())
}

async fn released(world: &World) -> Result<()> {
    let mail = world.mail(RECIPIENT).await?;
    ensure!(mail.subject.contains("připravené předání"), "{}", mail.subject);
    let sms = world.text_message(RECIPIENT_PHONE).await?;
    ensure!(sms.text.contains("Stafeta"), "{}", sms.text);
    Ok(())
}

/// Opens, and finds word for word and byte for byte what was written.
async fn read(recipient: &Person, file: &[u8]) -> Result<()> {
    recipient.press(&at(id::INBOX_ITEM)).await?;
    recipient.wait_for(&at(id::OPEN)).await?;
    picture(recipient, "32-open").await?;
    recipient.press(&at(id::OPEN)).await?;
    recipient.wait_for(&at(id::CONTENT)).await?;
    recipient.see(TITLE).await?;
    recipient.see(&TEXT.replace("**", "")).await?;
    recipient.see(SITE).await?;
    recipient.see(USER).await?;
    picture(recipient, "33-content").await?;
    let shown = recipient.text_of(&at(id::SECRET)).await?;
    ensure!(!shown.contains(PASSWORD), "a password is hidden until wanted");
    recipient.press(&at(id::SHOW_SECRET)).await?;
    recipient.see(PASSWORD).await?;

    recipient.press(&at(id::VIEW_FILE)).await?;
    recipient.wait_for(&at(id::PDF)).await?;
    picture(recipient, "34-pdf").await?;
    let sum = saved_sum(recipient).await?;
    ensure!(sum == hex::encode(Sha256::digest(file)), "the file is not the same: {sum}");
    Ok(())
}

/// The independent reader finds the same, and refuses what was changed.
fn read_by_a_stranger(pieces: Pieces, file: &[u8], other_kit: &[String]) -> Result<()> {
    let message = pieces.open()?;
    let [text, credential, ..] = &message["blocks"].as_array().context("blocks")?[..] else {
        bail!("blocks are missing")
    };
    ensure!(message["title"] == TITLE && text["md"] == TEXT, "another text");
    let written = [("site", SITE), ("user", USER), ("password", PASSWORD)];
    ensure!(written.iter().all(|(name, value)| credential[name] == *value), "another credential");
    let [attachment] = &message["attachments"].as_array().context("attachments")?[..] else {
        bail!("one file")
    };
    ensure!(attachment["name"] == FILE && attachment["len"] == file.len(), "{attachment:#}");
    ensure!(attachment["sha256"] == hex::encode(Sha256::digest(file)), "{attachment:#}");
    pieces.refused_when_changed(other_kit)
}

/// SHA-256 of the file as the page hands it over for saving: the policy lets nobody fetch a `blob:`.
async fn saved_sum(recipient: &Person) -> Result<String> {
    recipient
        .eval::<bool>(
            "(() => { window.__saved = null; const make = URL.createObjectURL; \
             URL.createObjectURL = (blob) => { blob.arrayBuffer() \
             .then(b => crypto.subtle.digest('SHA-256', b)).then(d => { window.__saved = \
             [...new Uint8Array(d)].map(x => x.toString(16).padStart(2, '0')).join(''); }); \
             return make.call(URL, blob); }; return true; })()",
        )
        .await?;
    recipient.press(&at(id::SAVE_FILE)).await?;
    recipient.until("the saved file", "window.__saved").await?;
    recipient.eval("window.__saved").await
}

/// The owner comes back, sees what was opened, and the watch begins anew.
async fn come_back(world: &World, owner: &Person, secret: &str) -> Result<()> {
    while world.unread(OWNER_PHONE) > 0 {
        world.text_message(OWNER_PHONE).await?;
    }
    log_in(world, owner, (OWNER, secret, OWNER_PHONE)).await?;
    owner.wait_for(&format!("{}[data-status=released]", at(id::WATCH_CARD))).await?;
    picture(owner, "35-home-released").await?;
    owner.press(&at(id::BACK_LINK)).await?;
    owner.wait_for(&at(id::RECALL)).await?;
    picture(owner, "36-recall").await?;
    owner.press(&at(id::RECALL)).await?;
    owner.wait_for(&format!("{}[data-opened='1']", at(id::RECALLED))).await?;
    picture(owner, "37-recalled").await?;
    owner.press(&at(id::NAV_HOME)).await?;
    owner.wait_for(&format!("{}[data-status=armed]", at(id::WATCH_CARD))).await?;
    owner.press(&at(id::NAV_ME)).await?;
    owner.wait_for(&at(id::LOG_OUT)).await?;
    picture(owner, "38-me").await
}

/// Not one word, password or byte of the file is anywhere outside the two browsers.
async fn no_leaks(world: &World, file: &[u8], secrets: &[String]) -> Result<()> {
    leaks::search_finds_planted(world).await?;
    let mut planted: Vec<(&str, &[u8])> = vec![
        ("title", "kanárek-titul-7391".as_bytes()),
        ("text", "kanárek-text-4417".as_bytes()),
        ("site", "kanárek-web-8832".as_bytes()),
        ("password", PASSWORD.as_bytes()),
        ("file name", b"kanarek-soubor-6173"),
        ("file start", &file[..64]),
        ("file middle", &file[file.len() / 2..][..64]),
    ];
    planted.extend(secrets.iter().map(|secret| ("passphrase", secret.as_bytes())));
    for (name, plain) in planted {
        let hits = leaks::search(world, &Canary::new(name, plain))?;
        ensure!(hits.is_empty(), "{name} leaked: {hits:#?}");
    }
    Ok(())
}

/// Status of a call made with the page's own session.
async fn status(person: &Person, method: &str, path: &str, body: &str) -> Result<u16> {
    let body = if method == "GET" { Value::Null } else { Value::from(body) };
    person
        .eval(format!(
            "fetch({}, {{method: {}, body: {body} ?? undefined, \
             headers: {{'content-type': 'application/json'}}}}).then(r => r.status)",
            Value::from(path),
            Value::from(method),
        ))
        .await
}
