//! How often one may try.
//!
//! A beginning counts as a failure until the password (or the kit) is proven. Per account *and*
//! network address the wait grows up to 15 minutes, sooner while the account is being tried from
//! all over. Nobody ever waits for what others did: on release day a recipient who comes from a
//! network without failures gets in at once, and one who mistyped after their own wait, whatever
//! hundreds of other networks do. Accounts that do not exist have the same counters.

use crate::{
    app::Deps,
    domain::throttle::{Backoff, Wait, Window},
    http::{Answer, Refusal, extract::ClientIp},
    store::{Result, Tx},
};
use stafeta_shared::ids::AccountId;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const CALM: Backoff =
    Backoff { free: 5, first: 2_000, longest: 15 * MINUTE_MS, forget: 12 * HOUR_MS };
/// The same while more than [`USUAL`] beginnings come from anywhere.
const BESIEGED: Backoff = Backoff { free: 2, first: 30_000, ..CALM };
const USUAL: Window = Window { max: 20, length: HOUR_MS };

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
    /// hammers on from one address would be a siege.
    async fn attempt(&self, tx: &mut Tx, now: i64) -> Result<std::result::Result<(), Wait>> {
        if let Err(wait) = CALM.check(tx, &self.here, now).await? {
            return Ok(Err(wait));
        }
        let limit = match USUAL.take(tx, &self.anywhere, now).await? {
            Ok(()) => CALM,
            Err(_) => BESIEGED,
        };
        limit.count(tx, &self.here, now).await?;
        Ok(Ok(()))
    }

    /// The person is who they say.
    pub(super) async fn succeed(&self, tx: &mut Tx) -> Answer<()> {
        Ok(CALM.succeed(tx, &self.here).await?)
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
