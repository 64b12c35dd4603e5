//! My people: everybody I ever invited, newest first.

use super::view;
use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json},
    },
    store::invitations,
};
use axum::extract::State;
use stafeta_shared::api::PeopleResponse;

pub(super) async fn list(State(app): State<AppState>, me: Account) -> Answer<Json<PeopleResponse>> {
    let now = app.clock.wall();
    let mut tx = app.db.begin_read().await?;
    let mut people = Vec::new();
    for invitation in invitations::of_owner(&mut tx, me.id).await? {
        people.push(view::person(&mut tx, &invitation, now).await?);
    }
    Ok(Json(PeopleResponse { people }))
}
