//! How often one may try.
//!
//! A beginning counts as a failure until the password (or the kit) is proven. Per account *and*
//! network address the wait grows up to 15 minutes; over all addresses of one account it never
//! exceeds five seconds, so that nobody can lock a recipient out on release day. Accounts that do
//! not exist have the same counters.

use crate::{
    app::Deps,
    domain::throttle::{Backoff, Wait, Window},
    http::{Answer, Refusal, extract::ClientIp},
    store::Tx,
};
use stafeta_shared::ids::AccountId;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const FROM_ONE_ADDRESS: Backoff =
    Backoff { free: 5, first: 2_000, longest: 15 * MINUTE_MS, forget: 12 * HOUR_MS };
const FROM_ANYWHERE: Backoff = Backoff { free: 20, first: 500, longest: 5_000, forget: HOUR_MS };

/// The counters of one way into one account.
pub(super) struct Counters {
    here: String,
    anywhere: String,
}

impl Counters {
    /// `way` keeps password and kit apart.
    pub(super) fn new(way: &str, account: AccountId, ip: ClientIp) -> Self {
        let anywhere = format!("{way}/{account}");
        Self { here: format!("{anywhere}/{}", ip.throttle_name()), anywhere }
    }

    /// Counts a beginning, or refuses it.
    pub(super) async fn attempt(&self, tx: &mut Tx, now: i64) -> Answer<()> {
        let here = FROM_ONE_ADDRESS.attempt(tx, &self.here, now).await?;
        here.map_err(|Wait(wait)| Refusal::wait(wait))?;
        let anywhere = FROM_ANYWHERE.attempt(tx, &self.anywhere, now).await?;
        anywhere.map_err(|Wait(wait)| Refusal::wait(wait))
    }

    /// The person is who they say.
    pub(super) async fn succeed(&self, tx: &mut Tx) -> Answer<()> {
        FROM_ONE_ADDRESS.succeed(tx, &self.here).await?;
        FROM_ANYWHERE.succeed(tx, &self.anywhere).await?;
        Ok(())
    }
}

/// Counts an attempt of a network address, whatever the account.
pub(super) async fn address(tx: &mut Tx, app: &Deps, ip: ClientIp, now: i64) -> Answer<()> {
    let window = Window { max: app.config.limits.logins_per_address, length: 10 * MINUTE_MS };
    let taken = window.take(tx, &format!("login-from/{}", ip.throttle_name()), now).await?;
    taken.map_err(|Wait(wait)| Refusal::wait(wait))
}
