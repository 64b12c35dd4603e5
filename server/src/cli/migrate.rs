//! `stafeta migrate`.

use super::Done;
use crate::{app, config::Config};

/// Brings the database up to date.
pub(super) async fn run(config: &Config) -> Done {
    app::open_database(config).await?.close().await;
    Ok(())
}
