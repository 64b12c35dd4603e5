//! Nothing that was written in confidence appears anywhere but in its readers' browsers.

use crate::world::World;
use anyhow::{Result, ensure};
use stafeta_tests::support::canary::Canary;

/// Everything outside the browsers, searched for one secret: traffic, database, files, log, mails,
/// text messages.
pub(crate) fn search(world: &World, canary: &Canary) -> Result<Vec<String>> {
    let mut hits = canary.find_below(world.server.folder.path())?;
    for exchange in world.recorder.exchanges() {
        for (part, bytes) in [
            ("line", exchange.line.as_bytes()),
            ("request head", exchange.request_head.as_bytes()),
            ("request", &exchange.request),
            ("response head", exchange.response_head.as_bytes()),
            ("response", &exchange.response),
        ] {
            let found = canary.find_in(bytes);
            hits.extend(found.into_iter().map(|how| format!("{} {part}: {how}", exchange.line)));
        }
    }
    for mail in world.smtp.mails() {
        let found = canary.find_in(&[&mail.raw[..], mail.text.as_bytes()].concat());
        hits.extend(found.into_iter().map(|how| format!("mail to {}: {how}", mail.to)));
    }
    for sms in world.sms.messages() {
        let found = canary.find_in(sms.text.as_bytes());
        hits.extend(found.into_iter().map(|how| format!("sms to {}: {how}", sms.to)));
    }
    Ok(hits)
}

/// The search is worth something: what is planted in the open is found in each place.
pub(crate) async fn search_finds_planted(world: &World) -> Result<()> {
    let secret = b"planted-in-the-open-5573";
    let canary = Canary::new("planted", secret);
    ensure!(search(world, &canary)?.is_empty(), "nothing is planted yet");

    let file = world.server.folder.path().join("blobs").join("planted");
    std::fs::write(&file, [&[1, 2][..], secret].concat())?;
    ensure!(!search(world, &canary)?.is_empty(), "the search misses files");
    std::fs::remove_file(&file)?;

    let sent = reqwest::Client::builder().no_proxy().build()?;
    let hidden = hex::encode(secret);
    sent.get(world.url("/healthz")).header("x-planted", hidden).send().await?;
    ensure!(!search(world, &canary)?.is_empty(), "the search misses traffic");
    Ok(())
}
