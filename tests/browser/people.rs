//! What people do at their browsers, step by step. A picture is taken of every screen on demand.

use crate::{
    test_ids as id,
    world::{World, digits, link},
};
use anyhow::{Result, ensure};
use stafeta_tests::support::browser::Person;
pub(crate) use stafeta_tests::support::browser::picture;

/// CSS selector of a named control.
pub(crate) fn at(name: &str) -> String {
    format!("[data-test='{name}']")
}

/// The two ways into an account.
pub(crate) struct Keys {
    pub(crate) passphrase: String,
    /// The kit's eight groups.
    pub(crate) kit: Vec<String>,
}

/// Signs up with the proposed passphrase.
pub(crate) async fn sign_up(
    world: &World,
    person: &Person,
    name: &str,
    email: &str,
    phone: &str,
) -> Result<Keys> {
    person.open(&world.url("/")).await?;
    picture(person, "01-landing").await?;
    person.press(&at(id::SIGN_UP)).await?;
    person.wait_for(&at(id::EMAIL)).await?;
    picture(person, "02-sign-up").await?;
    person.fill(&at(id::EMAIL), email).await?;
    person.press(&at(id::SUBMIT)).await?;
    person.wait_for(&at(id::MAIL_SENT)).await?;
    picture(person, "03-mail-sent").await?;

    let mail = world.mail(email).await?;
    person.open(&link(&mail.text)?).await?;
    person.wait_for(&at(id::NAME)).await?;
    let bar: String = person.eval("location.href").await?;
    ensure!(!bar.contains('#'), "the token stays in the address bar: {bar}");
    person.fill(&at(id::NAME), name).await?;
    let passphrase = passphrase(person).await?;
    picture(person, "04-account").await?;
    person.press(&at(id::SUBMIT)).await?;
    let kit = keep_kit(person, "05-kit").await?;

    person.wait_for(&at(id::PHONE)).await?;
    picture(person, "06-phone").await?;
    person.fill(&at(id::PHONE), phone).await?;
    person.press(&at(id::SUBMIT)).await?;
    let sms = world.text_message(phone).await?;
    person.fill(&at(id::CODE), &digits(&sms.text, 8)?).await?;
    picture(person, "07-phone-code").await?;
    person.press(&at(id::SUBMIT)).await?;
    person.wait_for(&at(id::NEW_HANDOVER)).await?;
    picture(person, "08-home-empty").await?;
    Ok(Keys { passphrase, kit })
}

/// The proposed passphrase.
async fn passphrase(person: &Person) -> Result<String> {
    let place = at(id::PASSPHRASE);
    person
        .until(
            "a passphrase",
            &format!(
                "document.querySelector(\"{place}\")?.innerText.trim().split(/\\s+/).length >= 6"
            ),
        )
        .await?;
    Ok(person.text_of(&place).await?.trim().to_owned())
}

/// Reads the kit and types the group that is asked for.
async fn keep_kit(person: &Person, name: &str) -> Result<Vec<String>> {
    person.wait_for(&at(id::KIT_RETYPE)).await?;
    picture(person, name).await?;
    let groups: Vec<String> = person
        .eval(format!(
            "[...document.querySelectorAll(\"{}\")].map(e => e.innerText.trim())",
            at(id::KIT_GROUP)
        ))
        .await?;
    ensure!(groups.len() == 8, "eight groups: {groups:?}");
    let label: String = person
        .eval(format!("document.querySelector(\"{}\").labels[0].innerText", at(id::KIT_RETYPE)))
        .await?;
    let number = label.chars().find_map(|c| c.to_digit(10)).unwrap_or_default() as usize;
    ensure!((1..=8).contains(&number), "which group does {label:?} ask for?");
    person.fill(&at(id::KIT_RETYPE), &groups[number - 1]).await?;
    person.press(&at(id::SUBMIT)).await?;
    Ok(groups)
}

/// Logs in with password and code.
pub(crate) async fn log_in(
    world: &World,
    person: &Person,
    (email, password, phone): (&str, &str, &str),
) -> Result<()> {
    person.open(&world.url("/login")).await?;
    person.wait_for(&at(id::PASSWORD)).await?;
    picture(person, "30-login").await?;
    person.fill(&at(id::EMAIL), email).await?;
    person.fill(&at(id::PASSWORD), password).await?;
    person.press(&at(id::SUBMIT)).await?;
    person.wait_for(&at(id::CODE)).await?;
    picture(person, "31-login-code").await?;
    let sms = world.text_message(phone).await?;
    person.fill(&at(id::CODE), &digits(&sms.text, 8)?).await?;
    person.press(&at(id::SUBMIT)).await
}

/// Accepts an invitation with a new account.
pub(crate) async fn accept(
    world: &World,
    person: &Person,
    (invitation, name, email, phone): (&str, &str, &str, &str),
) -> Result<Keys> {
    person.open(invitation).await?;
    person.wait_for(&at(id::ACCEPT_NEW)).await?;
    let bar: String = person.eval("location.href").await?;
    ensure!(!bar.contains('#'), "the secret stays in the address bar: {bar}");
    picture(person, "14-consent").await?;
    person.press(&at(id::ACCEPT_NEW)).await?;
    person.wait_for(&at(id::SUBMIT)).await?;
    picture(person, "15-consent-phone").await?;
    if person.has(&at(id::PHONE)).await? {
        person.fill(&at(id::PHONE), phone).await?;
    }
    person.press(&at(id::SUBMIT)).await?;
    person.wait_for(&at(id::NAME)).await?;
    let sms = world.text_message(phone).await?;
    person.fill(&at(id::CODE), &digits(&sms.text, 8)?).await?;
    if person.has(&at(id::EMAIL_CODE)).await? {
        let mail = world.mail(email).await?;
        person.fill(&at(id::EMAIL_CODE), &digits(&mail.text, 8)?).await?;
    }
    person.fill(&at(id::NAME), name).await?;
    let passphrase = passphrase(person).await?;
    picture(person, "16-consent-account").await?;
    person.press(&at(id::SUBMIT)).await?;
    let kit = keep_kit(person, "17-consent-kit").await?;
    person.wait_for(&at(id::CONSENT_DONE)).await?;
    picture(person, "18-consent-done").await?;
    Ok(Keys { passphrase, kit })
}
