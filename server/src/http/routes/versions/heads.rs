//! "These are still what I meant": the owner's signed word, at a strong check-in, that versions are
//! the newest. Recipients learn from it how old what they are shown can be.
//!
//! Refuses: what is no head of the newest version of an own handover under the newest key, or comes
//! from the future. The first wrong one refuses all.

use super::facts::newest_bundle;
use crate::{
    app::AppState,
    http::{
        Answer, Refusal,
        extract::{Account, JsonUpTo},
    },
    store::{StoreError, Tx, handovers, heads as store, sealed},
};
use axum::{extract::State, http::StatusCode};
use stafeta_shared::{
    api::{HeadsRequest, ProblemCode},
    crypto::{
        bundle::Bundle,
        head::{HEAD_LEN, Head, open_head},
        version::{Header, HeaderId},
    },
    ids::AccountId,
    limits::{HANDOVERS_MAX, RECIPIENTS_MAX},
};

/// Every handover for every recipient, in base64 with quotes.
const HEADS_JSON_MAX: usize = HANDOVERS_MAX * RECIPIENTS_MAX * (HEAD_LEN / 3 * 4 + 8);

pub(super) async fn heads(
    State(app): State<AppState>,
    me: Account,
    JsonUpTo(request): JsonUpTo<HeadsRequest, HEADS_JSON_MAX>,
) -> Answer<StatusCode> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_write().await?;
    let owner = newest_bundle(&mut tx, me.id).await?;
    for (n, head) in request.heads.iter().enumerate() {
        if !keep(&mut tx, me.id, &owner, head, now).await? {
            let field = format!("heads.{n}");
            return Err(Refusal::field(ProblemCode::SealInvalid, &field, "head"));
        }
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps one; `false` when it is not what it should be.
async fn keep(tx: &mut Tx, me: AccountId, owner: &Bundle, stored: &[u8], now: i64) -> Answer<bool> {
    let Ok(head) = Head::parse(stored) else { return Ok(false) };
    let (handover, recipient) = (head.of.context.handover, head.of.recipient);
    let Some(row) = handovers::owned(tx, me, handover).await? else { return Ok(false) };
    let Some(newest) = sealed::by_key(tx, handover, row.version, recipient).await? else {
        return Ok(false);
    };
    let corrupt = |_| StoreError::Corrupt("sealed.header");
    let header = Header::parse(&newest.header).map_err(corrupt)?;
    let fits = open_head(stored, &HeaderId::of(&header), owner, now.unsigned_abs()).is_ok();
    let at = i64::try_from(head.time).ok().filter(|_| fits);
    let Some(at) = at else { return Ok(false) };
    store::keep(tx, handover, recipient, (row.version, at), stored).await?;
    Ok(true)
}
