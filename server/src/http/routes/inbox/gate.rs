//! The gate: released to this person, and not called back before they opened it. A refusal before
//! release is written down.

use crate::{
    app::Deps,
    domain::inbox::{Access, access, record_early_ask},
    http::Answer,
    store::{Tx, released},
};
use stafeta_shared::{
    api::ProblemCode,
    ids::{AccountId, HandoverId},
};

/// The version this person may have, in a transaction to read on in.
///
/// # Errors
/// `not-released` (also for what does not exist), `recalled`.
pub(super) async fn permitted(
    app: &Deps,
    recipient: AccountId,
    handover: HandoverId,
    what: &'static str,
) -> Answer<(Tx, i64)> {
    let mut tx = app.db.begin_read().await?;
    match access(&released::of_handover(&mut tx, handover, recipient).await?) {
        Access::Open(version) => Ok((tx, version)),
        Access::Recalled => Err(ProblemCode::Recalled.into()),
        Access::NotReleased => {
            drop(tx);
            refuse_early(app, app.db.begin_write().await?, recipient, handover, what).await
        }
    }
}

/// The same in a transaction that writes; a recall cannot come in between.
///
/// # Errors
/// Like [`permitted`].
pub(super) async fn permitted_to_change(
    app: &Deps,
    recipient: AccountId,
    handover: HandoverId,
    what: &'static str,
) -> Answer<(Tx, i64)> {
    let mut tx = app.db.begin_write().await?;
    match access(&released::lock(&mut tx, handover, recipient).await?) {
        Access::Open(version) => Ok((tx, version)),
        Access::Recalled => Err(ProblemCode::Recalled.into()),
        Access::NotReleased => refuse_early(app, tx, recipient, handover, what).await,
    }
}

async fn refuse_early<T>(
    app: &Deps,
    mut tx: Tx,
    recipient: AccountId,
    handover: HandoverId,
    what: &'static str,
) -> Answer<T> {
    record_early_ask(&mut tx, handover, recipient, what, app.clock.wall()).await?;
    tx.commit().await?;
    Err(ProblemCode::NotReleased.into())
}
