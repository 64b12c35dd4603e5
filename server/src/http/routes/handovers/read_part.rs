//! The owner reads a part back.

use crate::{
    app::{AppState, Deps},
    blobs::{BlobError, PartName},
    http::{
        Answer, Refusal,
        extract::{Account, Path},
    },
    store::{Tx, attachments, handovers},
};
use axum::{
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use stafeta_shared::{
    api::ProblemCode,
    ids::{AttachmentId, HandoverId},
};

pub(super) async fn read_part(
    State(app): State<AppState>,
    me: Account,
    Path((handover, attachment, number)): Path<(HandoverId, AttachmentId, u32)>,
) -> Answer<Response> {
    let mut tx = app.db.begin_read().await?;
    handovers::owned(&mut tx, me.id, handover).await?.ok_or(ProblemCode::NotFound)?;
    send(&app, tx, handover, attachment, number).await
}

/// Sends a part whose reader was permitted to have it. Ends the transaction before the first byte.
pub(crate) async fn send(
    app: &Deps,
    mut tx: Tx,
    handover: HandoverId,
    attachment: AttachmentId,
    number: u32,
) -> Answer<Response> {
    let number = i64::from(number);
    let part = attachments::part(&mut tx, handover, attachment, number)
        .await?
        .ok_or(ProblemCode::NotFound)?;
    drop(tx);
    let name = PartName { handover, attachment, number, sha256: part.sha256 };
    let stream = match app.blobs.get(&name).await {
        Ok(stream) => stream,
        // Deleted between the look into the row and now.
        Err(BlobError::Missing) => return Err(ProblemCode::NotFound.into()),
        Err(error) => return Err(Refusal::internal(error)),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, part.len.to_string()),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}
