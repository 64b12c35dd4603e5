//! Session levels as types.

use crate::{
    app::AppState,
    http::{Refusal, cookie},
    store::sessions::{self, Level, Session},
};
use axum::{extract::FromRequestParts, http::request::Parts};
use stafeta_shared::{api::ProblemCode, ids::AccountId};

/// A session counts as fresh this long after its last full authentication.
pub const FRESH_MS: i64 = 10 * 60_000;
/// A session in use is written down at most this often.
const TOUCH_MS: i64 = 60_000;

/// The password is proven, the second factor is not. Sees no data.
#[derive(Debug, Clone)]
pub struct PreAuth {
    /// Who claims to come in.
    pub id: AccountId,
    /// The session.
    pub session: Session,
}

/// A full session.
#[derive(Debug, Clone)]
pub struct Account {
    /// Who.
    pub id: AccountId,
    /// The session.
    pub session: Session,
}

/// A full session, authenticated within the last ten minutes: needed for changes of watch,
/// people, phone, password and kit.
#[derive(Debug, Clone)]
pub struct FreshAccount {
    /// Who.
    pub id: AccountId,
    /// The session.
    pub session: Session,
}

/// A full session, or none.
#[derive(Debug, Clone)]
pub struct MaybeAccount(pub Option<Account>);

impl FromRequestParts<AppState> for PreAuth {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Refusal> {
        match find(parts, app).await? {
            Some(session) if session.level == Level::PreAuth => {
                Ok(Self { id: session.account, session })
            }
            _ => Err(ProblemCode::Unauthenticated.into()),
        }
    }
}

impl FromRequestParts<AppState> for MaybeAccount {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Refusal> {
        let session = find(parts, app).await?.filter(|session| session.level == Level::Full);
        Ok(Self(session.map(|session| Account { id: session.account, session })))
    }
}

impl FromRequestParts<AppState> for Account {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Refusal> {
        let found = MaybeAccount::from_request_parts(parts, app).await?;
        found.0.ok_or_else(|| ProblemCode::Unauthenticated.into())
    }
}

impl FromRequestParts<AppState> for FreshAccount {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Refusal> {
        let Account { id, session } = Account::from_request_parts(parts, app).await?;
        if session.fresh_at + FRESH_MS < app.clock.wall() {
            return Err(ProblemCode::FreshLoginNeeded.into());
        }
        Ok(Self { id, session })
    }
}

async fn find(parts: &Parts, app: &AppState) -> Result<Option<Session>, Refusal> {
    let Some(token) = cookie::read(&parts.headers, &app.config.server) else {
        return Ok(None);
    };
    let now = app.clock.wall();
    let hash = token.hash();
    let mut tx = app.db.begin_read().await?;
    let idle_since = now - app.config.limits.idle_ms;
    let found = sessions::living(&mut tx, &hash, now, idle_since).await?;
    drop(tx);
    if found.as_ref().is_some_and(|session| session.seen_at + TOUCH_MS < now) {
        let mut tx = app.db.begin_write().await?;
        sessions::touch(&mut tx, &hash, now).await?;
        tx.commit().await?;
    }
    Ok(found)
}
