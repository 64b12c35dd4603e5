//! Handovers of the account that is logged in: drafts and files. Sealing is in
//! [`super::versions`]. Titles and contents never get here in the clear.

mod announce;
mod create;
mod delete;
mod draft;
mod drop_file;
mod list;
mod put_part;
mod read_part;
mod show_file;
mod update;
pub(crate) mod view;

pub(crate) use read_part::send as send_part;

use crate::{
    app::AppState,
    http::{Answer, Refusal},
    store::watches::Watch,
};
use axum::{
    Router,
    routing::{get, post, put},
};
use stafeta_shared::{
    api::{ProblemCode, paths},
    ids::WatchId,
};

/// Routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::HANDOVERS, get(list::list).post(create::create))
        .route(paths::HANDOVER, put(update::update).delete(delete::delete))
        .route(paths::DRAFT, get(draft::read).put(draft::write))
        .route(paths::ATTACHMENTS, post(announce::announce))
        .route(paths::ATTACHMENT, get(show_file::show).delete(drop_file::drop_file))
        .route(paths::PART, put(put_part::put_part).get(read_part::read_part))
}

/// Whether a handover may hang on this watch, one of the owner's, all of them locked. Nothing is hung
/// on one that has released: its handovers have left or wait for their day, this one would not leave.
fn hang_on(watches: &[Watch], watch: WatchId) -> Answer<()> {
    match watches.iter().find(|known| known.id == watch && !known.is_drill()) {
        None => Err(Refusal::field(ProblemCode::NotFound, "watch", "unknown")),
        Some(watch) if watch.status == "released" => {
            Err(Refusal::field(ProblemCode::ReleaseStands, "watch", "released"))
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
