//! The outbox against a real SMTP server and a real SMS gateway that misbehave: what counts
//! against an address, what is our own trouble, and that nothing is lost or sent twice.

use anyhow::{Context as _, Result, ensure};
use stafeta_server::{
    app::{self, AppState},
    clock::{Clock as _, Movable},
    config::Config,
    deliver::{
        Channel, Message, Template,
        bounce::{self, Returned},
        enqueue,
        template::Question,
    },
    engine::run::run,
    rng::System,
    store::RowExt as _,
};
use stafeta_shared::lang::Lang;
use stafeta_tests::support::{
    sms::{self, SmsGateway},
    smtp::{Mood, SmtpServer},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tempfile::TempDir;

const START: i64 = 1_740_819_600_000;
const HOUR: i64 = 3_600_000;
/// Far more than a mail needs, less than the gateway is waited for.
const SOON: Duration = Duration::from_secs(10);

/// A server's inside with a real relay and gateway, and a clock that stands.
struct Post {
    app: AppState,
    clock: Arc<Movable>,
    relay: SmtpServer,
    gateway: SmsGateway,
    _folder: TempDir,
}

impl Post {
    async fn open() -> Result<Self> {
        let (relay, gateway) = (SmtpServer::start().await?, SmsGateway::start().await?);
        let folder = tempfile::tempdir()?;
        let path = |name: &str| folder.path().join(name).display().to_string();
        let mut settings: BTreeMap<String, String> = gateway.settings().into_iter().collect();
        for (name, value) in [
            ("STAFETA_MAIL_TRANSPORT", "smtp".to_owned()),
            ("STAFETA_MAIL_URL", relay.url.clone()),
            ("STAFETA_MAIL_FROM", "Stafeta <stafeta@stafeta.test>".to_owned()),
            ("STAFETA_MAIL_BOUNCES", "bounces@stafeta.test".to_owned()),
            ("STAFETA_DATABASE_URL", format!("sqlite://{}", path("db"))),
            ("STAFETA_BLOBS_PATH", path("blobs")),
            ("STAFETA_KEYS_PATH", path("keys")),
        ] {
            settings.insert(name.to_owned(), value);
        }
        let config = Config::from_parts("", &settings)?;
        let clock = Arc::new(Movable::standing_at(START));
        let app =
            app::build_with(config, clock.clone(), Arc::new(System), Some(clock.clone())).await?;
        Ok(Self { app, clock, relay, gateway, _folder: folder })
    }

    async fn write(&self, key: &str, channel: Channel, address: &str) -> Result<()> {
        let question = Question { owner: "Jana".into(), zone: "UTC".into(), ..Question::default() };
        let message = Message {
            key: key.to_owned(),
            scope: None,
            channel,
            addressee: "owner".to_owned(),
            address: address.to_owned(),
            language: Lang::Cs,
            template: Template::FinalCall(question),
            not_before: None,
            expires_at: None,
        };
        let mut tx = self.app.db.begin_write().await?;
        enqueue(&mut tx, &message, self.clock.wall()).await?;
        Ok(tx.commit().await?)
    }

    async fn round(&self) -> Result<()> {
        self.app.engine.sender.round(&self.app).await?;
        Ok(())
    }

    /// State and outcome of a row.
    async fn row(&self, key: &str) -> Result<(String, String)> {
        let mut tx = self.app.db.begin_read().await?;
        let sql = "SELECT state, COALESCE(outcome, '') AS outcome FROM outbox WHERE key = $1";
        let row = sqlx::query(sql).bind(key).fetch_one(&mut *tx).await?;
        Ok((row.text("state")?, row.text("outcome")?))
    }
}

fn both(state: &str, outcome: &str) -> (String, String) {
    (state.to_owned(), outcome.to_owned())
}

#[tokio::test]
async fn a_mail_arrives_whole_and_once() -> Result<()> {
    let post = Post::open().await?;
    post.write("a", Channel::Mail, "jana@stafeta.test").await?;
    post.write("a", Channel::Mail, "jana@stafeta.test").await?;
    post.round().await?;
    post.round().await?;
    let mails = post.relay.mails();
    ensure!(mails.len() == 1, "{} mails", mails.len());
    let mail = &mails[0];
    ensure!(mail.to == "jana@stafeta.test", "{mail:?}");
    ensure!(mail.from.starts_with("bounces+") && mail.from.ends_with("@stafeta.test"), "{mail:?}");
    ensure!(String::from_utf8_lossy(&mail.raw).contains("From: Stafeta <stafeta@stafeta.test>"));
    ensure!(mail.subject == "Poslední výzva: ozvěte se prosím", "{}", mail.subject);
    ensure!(mail.text.contains("http://localhost:8080/c/"), "{}", mail.text);
    ensure!(mail.raw.is_ascii(), "readable by every relay");
    ensure!(post.row("a").await? == both("accepted", "accepted"));
    Ok(())
}

#[tokio::test]
async fn only_the_relays_word_about_the_address_counts_against_it() -> Result<()> {
    let post = Post::open().await?;
    for (n, (reply, expected)) in [
        ("550 5.1.1 no such mailbox", both("permanent", "refused")),
        ("552 5.2.1 mailbox disabled", both("permanent", "refused")),
        ("450 4.2.2 mailbox full", both("pending", "address-temporary")),
        ("550 5.7.1 you are on a list", both("pending", "ours")),
        ("550 relaying denied", both("pending", "ours")),
    ]
    .into_iter()
    .enumerate()
    {
        let key = n.to_string();
        post.relay.set_mood(Mood::Recipient { containing: "jana".into(), reply: reply.into() });
        post.write(&key, Channel::Mail, "jana@stafeta.test").await?;
        post.round().await?;
        ensure!(post.row(&key).await? == expected, "{reply}: {:?}", post.row(&key).await?);
    }
    post.relay.set_mood(Mood::Data("554 5.6.0 looks like spam".into()));
    post.write("data", Channel::Mail, "jana@stafeta.test").await?;
    post.round().await?;
    ensure!(post.row("data").await? == both("pending", "ours"), "{:?}", post.row("data").await?);
    Ok(())
}

#[tokio::test]
async fn a_cut_after_the_data_is_unknown_and_tried_again_after_an_hour() -> Result<()> {
    let post = Post::open().await?;
    post.relay.set_mood(Mood::CutAfterData);
    post.write("a", Channel::Mail, "jana@stafeta.test").await?;
    post.round().await?;
    ensure!(post.row("a").await? == both("pending", "unknown"), "{:?}", post.row("a").await?);
    post.relay.set_mood(Mood::Kind);
    post.clock.advance(HOUR - 1_000);
    post.round().await?;
    ensure!(post.row("a").await? == both("pending", "unknown"), "not before the hour is over");
    post.clock.advance(2_000);
    post.round().await?;
    ensure!(post.row("a").await? == both("accepted", "accepted"));
    Ok(())
}

#[tokio::test]
async fn a_dead_relay_loses_nothing_and_is_not_stormed() -> Result<()> {
    let post = Post::open().await?;
    post.relay.set_mood(Mood::Dead);
    for n in 0..20 {
        post.write(&format!("m{n}"), Channel::Mail, "jana@stafeta.test").await?;
    }
    post.round().await?;
    ensure!(post.app.engine.sender.is_resting(Channel::Mail), "the breaker opens");
    post.clock.advance(1_000);
    let tried = post.app.engine.sender.round(&post.app).await?.tried;
    ensure!(tried == 0, "{tried} messages against a resting relay");
    post.relay.set_mood(Mood::Kind);
    for _ in 0..40 {
        post.clock.advance(90_000);
        post.round().await?;
    }
    let mails = post.relay.mails();
    ensure!(mails.len() == 20, "{} of 20 arrived", mails.len());
    let mut ids: Vec<_> = mails.iter().map(|mail| mail.message_id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    ensure!(ids.len() == 20, "each once");
    Ok(())
}

#[tokio::test]
async fn a_gateway_that_hangs_holds_no_mail_up() -> Result<()> {
    let post = Post::open().await?;
    post.gateway.set_mood(sms::Mood::Hang);
    post.write("sms", Channel::Sms, "+420601111111").await?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let app = post.app.clone();
    let running = tokio::spawn(async move { run(app, async { stopped.await.unwrap() }).await });
    post.gateway.asked().await;
    for n in 1..=2 {
        post.write(&n.to_string(), Channel::Mail, "jana@stafeta.test").await?;
        tokio::time::timeout(SOON, post.relay.until(n)).await.context("mail waits for the SMS")?;
    }
    post.gateway.set_mood(sms::Mood::Kind);
    stop.send(()).ok();
    Ok(running.await?)
}

/// A report as Postfix writes it, to the envelope sender of a mail.
fn report(to: &str, action: &str, status: &str) -> String {
    include_str!("postfix-report.eml")
        .replace("{to}", to)
        .replace("{action}", action)
        .replace("{status}", status)
        .replace('\n', "\r\n")
}

#[tokio::test]
async fn a_mail_that_comes_back_for_good_was_not_accepted() -> Result<()> {
    let post = Post::open().await?;
    for key in ["a", "b"] {
        post.write(key, Channel::Mail, "jana@stafeta.test").await?;
        post.round().await?;
    }
    let mails = post.relay.mails();
    let from = |n: usize| mails[n].from.as_str();
    ensure!(from(0) != from(1), "a return path of its own for every mail");
    let receive = async |raw: String| bounce::receive(&post.app, raw.as_bytes(), None).await;
    let accepted = both("accepted", "accepted");

    let other = if from(0).contains("+0") { "+1" } else { "+0" };
    let mut forged = from(0).to_owned();
    forged.replace_range(forged.find('+').unwrap()..forged.find('+').unwrap() + 2, other);
    for (raw, expected) in [
        (report(&forged, "failed", "5.1.1"), Returned::NotOurs),
        (report("bounces@stafeta.test", "failed", "5.1.1"), Returned::NotOurs),
        (report(from(0), "delayed", "4.4.1"), Returned::NoFailure),
        (report(from(0), "delivered", "2.1.5"), Returned::NoFailure),
        (
            format!("To: {}\r\nSubject: away\r\n\r\nAction: failed\r\n", from(0)),
            Returned::NoFailure,
        ),
        ("nothing".to_owned(), Returned::NoFailure),
    ] {
        ensure!(receive(raw.clone()).await? == expected, "{raw}");
        ensure!(post.row("a").await? == accepted, "{raw}");
    }
    let raw = report(from(0), "failed", "4.4.7");
    ensure!(receive(raw.clone()).await? == Returned::Noted(1));
    ensure!(receive(raw).await? == Returned::Noted(0), "again");
    ensure!(post.row("a").await? == both("bounced", "bounced"));
    ensure!(post.row("b").await? == accepted, "the other one stands");
    post.clock.advance(25 * HOUR);
    post.round().await?;
    ensure!(post.relay.mails().len() == 2, "it is not sent again");

    // The address may come from the mail server alone.
    let bare = report("undisclosed-recipients:;", "failed", "5.2.1");
    let returned = bounce::receive(&post.app, bare.as_bytes(), Some(from(1))).await?;
    ensure!(returned == Returned::Noted(1), "{returned:?}");
    Ok(())
}

#[tokio::test]
async fn the_gateway_gets_the_words_and_its_troubles_are_ours() -> Result<()> {
    let post = Post::open().await?;
    post.write("a", Channel::Sms, "+420601111111").await?;
    post.round().await?;
    let messages = post.gateway.messages();
    ensure!(messages.len() == 1 && messages[0].to == "+420601111111", "{messages:?}");
    ensure!(messages[0].text.starts_with("Stafeta: posledni vyzva"), "{}", messages[0].text);
    for (key, mood) in [("b", sms::Mood::Down), ("c", sms::Mood::Refuse)] {
        post.gateway.set_mood(mood);
        post.write(key, Channel::Sms, "+420601111111").await?;
        post.round().await?;
        ensure!(post.row(key).await? == both("pending", "ours"), "{:?}", post.row(key).await?);
    }
    Ok(())
}
