//! Other ways than the journey's: an invitation by mail joined with an account that is there, numbers
//! compared, the kit instead of a password, a server that dies while somebody writes, an upload that
//! is paused, and the same pages in German and by keyboard alone.

use crate::{
    people::{at, picture, sign_up},
    policy, test_ids as id,
    world::{World, digits, link},
};
use anyhow::{Context as _, Result, ensure};
use stafeta_shared::crypto::kit::{KitCode, KitCodeError};
use stafeta_tests::support::browser::Person;

const OWNER: &str = "petr.novak@example.cz";
const OWNER_PHONE: &str = "+420601111111";
const FRIEND: &str = "jana.dvorakova@example.cz";
const FRIEND_PHONE: &str = "+420602222222";

#[tokio::test(flavor = "multi_thread")]
async fn by_mail_by_number_by_kit_and_through_a_dead_server() -> Result<()> {
    let mut world = World::start().await?;
    let (owner, friend) = (world.person("owner").await?, world.person("friend").await?);
    sign_up(&world, &owner, "Petr Novák", OWNER, OWNER_PHONE).await?;
    let keys = sign_up(&world, &friend, "Jana Dvořáková", FRIEND, FRIEND_PHONE).await?;

    invite_by_mail(&owner).await?;
    join(&world, &friend, &keys.passphrase).await?;
    compare(&owner, &friend).await?;
    with_the_kit(&world, &friend, &keys.kit).await?;
    written_while_the_server_is_dead(&mut world, &owner).await?;
    paused_and_resumed(&owner).await?;
    in_german(&world).await?;
    by_keyboard(&world, &keys.passphrase).await?;
    for person in [&owner, &friend] {
        policy::only_ours(&world, person)?;
    }
    Ok(())
}

async fn invite_by_mail(owner: &Person) -> Result<()> {
    owner.press(&at(id::NAV_PEOPLE)).await?;
    owner.press(&at(id::INVITE)).await?;
    owner.fill(&at(id::NAME), "Jana Dvořáková").await?;
    owner.fill(&at(id::EMAIL), FRIEND).await?;
    owner.press(&at(id::DELIVERY_MAIL)).await?;
    picture(owner, "40-invite-by-mail").await?;
    owner.press(&at(id::SUBMIT)).await?;
    owner.see(FRIEND).await?;
    picture(owner, "41-invited-by-mail").await
}

/// Accepts with the account that is there: after the page was loaded anew, the password alone.
async fn join(world: &World, friend: &Person, passphrase: &str) -> Result<()> {
    let mail = world.mail(FRIEND).await?;
    let invitation = link(&mail.text)?;
    ensure!(!invitation.contains('#'), "a mailed link carries no secret: {invitation}");
    friend.open(&invitation).await?;
    friend.wait_for(&at(id::ACCEPT_EXISTING)).await?;
    picture(friend, "42-consent-unverified").await?;
    friend.press(&at(id::ACCEPT_EXISTING)).await?;
    friend.wait_for(&at(id::PASSWORD)).await?;
    picture(friend, "43-consent-log-in").await?;
    friend.fill(&at(id::EMAIL), FRIEND).await?;
    friend.fill(&at(id::PASSWORD), passphrase).await?;
    friend.press(&at(id::SUBMIT)).await?;
    friend.wait_for(&at(id::CONSENT_DONE)).await
}

/// Both see the same number, and say so; one that was not compared stays unverified.
async fn compare(owner: &Person, friend: &Person) -> Result<()> {
    friend.press(&at(id::NAV_INBOX)).await?;
    friend.press(&at(id::COMPARE)).await?;
    let theirs = number(friend).await?;
    picture(friend, "44-inbox-number").await?;

    owner.press(&at(id::NAV_HOME)).await?;
    owner.press(&at(id::NAV_PEOPLE)).await?;
    owner.wait_for(&format!("{}[data-verified=no]", at(id::PERSON))).await?;
    owner.press(&format!("{} a", at(id::PERSON))).await?;
    owner.press(&at(id::COMPARE)).await?;
    let ours = number(owner).await?;
    picture(owner, "45-person-number").await?;
    ensure!(ours.len() == 8 && ours == theirs, "{ours:?} here, {theirs:?} there");

    owner.press(&at(id::AGREE)).await?;
    owner.wait_for(&format!("{}[data-verified=number]", at(id::PERSON))).await?;
    picture(owner, "46-person-verified").await?;
    friend.press(&at(id::AGREE)).await?;
    friend
        .until("a verified owner", &format!("!document.querySelector(\"{}\")", at(id::COMPARE)))
        .await
}

async fn number(person: &Person) -> Result<Vec<String>> {
    person.wait_for(&at(id::NUMBER_GROUP)).await?;
    let all = format!(
        "[...document.querySelectorAll(\"{}\")].map(e => e.innerText.trim())",
        at(id::NUMBER_GROUP)
    );
    person.eval(all).await
}

/// The paper alone opens the account, typed as people type; every channel is told.
async fn with_the_kit(world: &World, friend: &Person, kit: &[String]) -> Result<()> {
    friend.press(&at(id::NAV_ME)).await?;
    friend.press(&at(id::LOG_OUT)).await?;
    friend.wait_for(&at(id::LOG_IN)).await?;
    friend.open(&world.url("/kit")).await?;
    // One group in 32 has the right check symbol in another place too.
    let mut swapped = (3..8).map(|other| {
        let mut groups = kit.to_vec();
        groups.swap(2, other);
        groups.join(" ")
    });
    let mistyped = swapped
        .find(|typed| matches!(KitCode::parse(typed), Err(KitCodeError::Check(2))))
        .context("a slip that shows")?;
    friend.fill(&at(id::KIT_CODE), &mistyped).await?;
    friend.press(&at(id::SUBMIT)).await?;
    friend.see("Skupina 3 není opsaná správně").await?;
    picture(friend, "47-kit-refused").await?;
    friend.fill(&at(id::KIT_CODE), &kit.join(" - ").to_lowercase()).await?;
    friend.press(&at(id::SUBMIT)).await?;
    friend.wait_for(&at(id::NAV_ME)).await?;
    let notice = world.text_message(FRIEND_PHONE).await?;
    ensure!(digits(&notice.text, 8).is_err(), "a notice, not a code: {}", notice.text);
    world.mail(FRIEND).await?;
    Ok(())
}

/// What is typed while nobody answers is kept, said to be waiting, and saved when somebody does.
async fn written_while_the_server_is_dead(world: &mut World, owner: &Person) -> Result<()> {
    let state = |name: &str| format!("{}[data-state={name}]", at(id::SAVE_STATE));
    owner.press(&at(id::NAV_HOME)).await?;
    owner.press(&at(id::NEW_HANDOVER)).await?;
    owner.press(&at("template-empty")).await?;
    owner.fill(&at(id::TITLE), "Klíče od kanceláře").await?;
    owner.wait_for(&state("saved")).await?;
    world.server.kill().await?;
    owner.fill(&at("b0-md"), "Náhradní klíč má pan Říha ve čtvrtém patře.").await?;
    owner.wait_for(&state("waiting")).await?;
    picture(owner, "48-editor-waiting").await?;
    world.server.restart().await?;
    owner.wait_for(&state("saved")).await
}

/// A pause leaves what was sent; resuming sends the rest only.
async fn paused_and_resumed(owner: &Person) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("záloha.bin");
    std::fs::write(&path, vec![7; 60 << 20])?;
    owner.attach(&at(id::FILE_INPUT), &path).await?;
    owner.press(&at(id::PAUSE_UPLOAD)).await?;
    owner.wait_for(&at(id::RESUME_UPLOAD)).await?;
    picture(owner, "49-upload-paused").await?;
    owner.press(&at(id::RESUME_UPLOAD)).await?;
    owner.wait_for(&format!("{}[data-complete=true]", at(id::FILE_ROW))).await?;
    owner.wait_for(&format!("{}[data-state=saved]", at(id::SAVE_STATE))).await
}

/// The language is the person's, at once and on the next page too.
async fn in_german(world: &World) -> Result<()> {
    let person = world.person("german").await?;
    person.open(&world.url("/")).await?;
    person.choose(&at(id::LANGUAGE), "de").await?;
    person.until("German", "document.documentElement.lang === 'de'").await?;
    picture(&person, "50-landing-german").await?;
    person.press(&at(id::SIGN_UP)).await?;
    person.wait_for(&at(id::EMAIL)).await?;
    person.until("German still", "document.documentElement.lang === 'de'").await?;
    picture(&person, "51-sign-up-german").await
}

/// From the landing page to the open account without a mouse, and always with a visible focus.
async fn by_keyboard(world: &World, passphrase: &str) -> Result<()> {
    let person = world.person("keyboard").await?;
    person.open(&world.url("/")).await?;
    person.tab_to(&at(id::LOG_IN)).await?;
    person.key("Enter").await?;
    person.wait_for(&at(id::PASSWORD)).await?;
    person.tab_to(&at(id::EMAIL)).await?;
    person.insert(FRIEND).await?;
    person.tab_to(&at(id::PASSWORD)).await?;
    person.insert(passphrase).await?;
    person.key("Enter").await?;
    person.wait_for(&at(id::CODE)).await?;
    let sms = world.text_message(FRIEND_PHONE).await?;
    person.tab_to(&at(id::CODE)).await?;
    person.insert(&digits(&sms.text, 8)?).await?;
    person.key("Enter").await?;
    person.tab_to(&at(id::NAV_ME)).await
}
