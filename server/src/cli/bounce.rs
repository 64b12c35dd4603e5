//! `stafeta bounce`.

use super::Done;
use crate::{app, config::Config, deliver::bounce, telemetry};
use std::io::Read as _;

/// Reports stand before the mail they quote; what follows is not needed.
const READ_MAX: u64 = 4 * 1024 * 1024;

/// Takes in one mail from standard input.
pub(super) async fn run(config: Config, recipient: Option<&str>) -> Done {
    telemetry::start(config.server.log_json);
    let mut raw = Vec::new();
    std::io::stdin().take(READ_MAX).read_to_end(&mut raw)?;
    let app = app::build(config).await?;
    let returned = bounce::receive(&app, &raw, recipient).await?;
    tracing::info!(?returned, "a mail came back");
    app.db.close().await;
    Ok(())
}
