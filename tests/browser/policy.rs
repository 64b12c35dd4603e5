//! What the pages must never do: anything the policy refuses, any request to elsewhere.

use crate::world::World;
use anyhow::{Result, ensure};
use stafeta_tests::support::browser::Person;

/// Chromium's own viewer, a part of the browser.
const PDF_VIEWER: &str = "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/";

/// Every address a person's page has asked for is ours.
pub(crate) fn only_ours(world: &World, person: &Person) -> Result<()> {
    let foreign = foreign(world, person);
    ensure!(foreign.is_empty(), "{} asked elsewhere: {foreign:#?}", person.name);
    Ok(())
}

fn foreign(world: &World, person: &Person) -> Vec<String> {
    let blob = format!("blob:{}", world.recorder.url);
    let ours = [world.recorder.url.as_str(), &blob, "data:", "about:", PDF_VIEWER];
    let mut all = person.requests();
    all.retain(|url| !ours.iter().any(|start| url.starts_with(start)));
    all
}

/// The two checks are worth something: what is planted is seen.
pub(crate) async fn planted_ones_are_seen(world: &World) -> Result<()> {
    let person = world.person("planter").await?;
    person.open(&world.url("/")).await?;
    ensure!(person.violations().await?.is_empty(), "a clean page is clean");
    person
        .eval::<bool>(
            "(() => { try { document.body.insertAdjacentHTML('beforeend', '<i>x</i>'); } \
             catch { /* refused, as it should be */ } \
             document.body.append(Object.assign(document.createElement('img'), \
             {src: 'http://127.0.0.1:9/planted.png'})); return true; })()",
        )
        .await?;
    person.until("two refusals", "window.__violations.length >= 2").await?;

    person.page.goto("data:text/html,<img src='http://127.0.0.1:9/planted.png'>").await?;
    for _ in 0..100 {
        if !foreign(world, &person).is_empty() {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("a planted request to elsewhere was not seen")
}
