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
    store::{Result, Tx},
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

    /// Counts a beginning, or says how long to wait; a refused one counts nowhere, or whoever
    /// hammers on from one address would slow down all others.
    async fn attempt(&self, tx: &mut Tx, now: i64) -> Result<std::result::Result<(), Wait>> {
        for (limit, name) in [(FROM_ONE_ADDRESS, &self.here), (FROM_ANYWHERE, &self.anywhere)] {
            if let Err(wait) = limit.check(tx, name, now).await? {
                return Ok(Err(wait));
            }
        }
        FROM_ONE_ADDRESS.count(tx, &self.here, now).await?;
        FROM_ANYWHERE.count(tx, &self.anywhere, now).await?;
        Ok(Ok(()))
    }

    /// The person is who they say.
    pub(super) async fn succeed(&self, tx: &mut Tx) -> Answer<()> {
        FROM_ONE_ADDRESS.succeed(tx, &self.here).await?;
        FROM_ANYWHERE.succeed(tx, &self.anywhere).await?;
        Ok(())
    }
}

/// Counts a beginning, or refuses it. In its own transaction: a refusal later on in the request
/// must not undo the counting.
pub(super) async fn begin(app: &Deps, ip: ClientIp, counters: &Counters, now: i64) -> Answer<()> {
    let mut tx = app.db.begin_write().await?;
    let window = Window { max: app.config.limits.logins_per_address, length: 10 * MINUTE_MS };
    let name = format!("login-from/{}", ip.throttle_name());
    let allowed = match window.take(&mut tx, &name, now).await? {
        Ok(()) => counters.attempt(&mut tx, now).await?,
        Err(wait) => Err(wait),
    };
    tx.commit().await?;
    allowed.map_err(|Wait(wait)| Refusal::wait(wait))
}
