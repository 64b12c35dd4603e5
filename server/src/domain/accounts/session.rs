//! Sessions begin here. Each step of a login gets a new token; the old one is dead at once.

use crate::{
    app::Deps,
    rng::Rng,
    store::{
        Result, Tx,
        sessions::{self, Level, Session},
        slots::SlotKind,
    },
};
use sha2::{Digest as _, Sha256};
use stafeta_shared::{
    ids::{AccountId, SlotId},
    limits::PRE_AUTH_MS,
};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 256 random bits; the database knows only their hash.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SessionToken([u8; 32]);

impl SessionToken {
    /// Draws a new one.
    #[must_use]
    pub fn make(rng: &dyn Rng) -> Self {
        Self(rng.bytes())
    }

    /// From a cookie.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For the cookie.
    #[must_use]
    pub const fn expose_secret(&self) -> &[u8; 32] {
        &self.0
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// Begins a session at a level.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    tx: &mut Tx,
    app: &Deps,
    account: AccountId,
    level: Level,
    way: (SlotKind, SlotId),
    now: i64,
) -> Result<(SessionToken, Session)> {
    let life = match level {
        Level::PreAuth => PRE_AUTH_MS,
        Level::Full => app.config.limits.session_ms,
    };
    let token = SessionToken::make(app.rng.as_ref());
    let session = Session {
        token_hash: token.hash(),
        account,
        level,
        way: way.0,
        slot: way.1,
        created_at: now,
        fresh_at: now,
        seen_at: now,
        expires_at: now + life,
    };
    sessions::insert(tx, &session).await?;
    Ok((token, session))
}

/// Ends `old` and begins its successor; nothing if `old` is gone already (somebody was faster).
///
/// # Errors
/// When the database fails.
pub async fn step(
    tx: &mut Tx,
    app: &Deps,
    old: &Session,
    level: Level,
    way: (SlotKind, SlotId),
    now: i64,
) -> Result<Option<(SessionToken, Session)>> {
    if !sessions::delete(tx, &old.token_hash).await? {
        return Ok(None);
    }
    begin(tx, app, old.account, level, way, now).await.map(Some)
}

/// Ends the session that a browser still had when it logged in anew; answers with it, unless it
/// was gone already.
///
/// # Errors
/// When the database fails.
pub async fn end(tx: &mut Tx, before: Option<Session>) -> Result<Option<Session>> {
    let Some(before) = before else { return Ok(None) };
    let ended = sessions::delete(tx, &before.token_hash).await?;
    Ok(ended.then_some(before))
}
