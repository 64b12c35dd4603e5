//! The facts about a watch: zones as instants, addresses, outcomes of this cycle's messages.

use super::{beat::Now, brake::brake, slots};
use crate::store::{
    self, StoreError, Tx, accounts,
    contacts::{self, Contact},
    outbox, releases, sealed, watches,
};
use stafeta_shared::{
    ids::{AccountId, ContactId, HandoverId},
    watch::{
        About, Address, Channel, Clock, Contact as ContactFacts, DAY_MS, Facts, Handover, Input,
        OutboxKey, Outcome, Party, Policy, Recipient, Refusal, Row, State, Step, apply,
    },
};
use std::collections::BTreeMap;

/// Number of the mailbox within a person.
pub const MAILBOX: u8 = 0;
/// Number of the phone within a person.
pub const PHONE: u8 = 1;
/// How far ahead quiet hours are laid out for a step.
const STEP_HORIZON_MS: i64 = 4 * DAY_MS;

/// A watch with everything a step needs.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The row, locked if it is going to be changed.
    pub watch: watches::Watch,
    /// Its schedule.
    pub policy: Policy,
    /// Where it stands.
    pub state: State,
    /// Whose.
    pub owner: accounts::Account,
    /// Its trusted contacts.
    pub contacts: Vec<Contact>,
    /// The recipients of its handovers, with the version each would get.
    pub parcels: BTreeMap<HandoverId, Vec<(AccountId, i64)>>,
    /// Their accounts.
    pub recipients: BTreeMap<AccountId, accounts::Account>,
    /// The same for the state machine.
    pub facts: Facts,
    /// Both clocks.
    pub clock: Clock,
}

impl Loaded {
    /// What an input makes of the watch.
    ///
    /// # Errors
    /// When the watch refuses it.
    pub fn apply(&self, input: Input) -> Result<Step, Refusal> {
        apply(&self.state, &self.policy, &self.facts, self.clock, input)
    }

    /// The cycle, as releases name it.
    #[must_use]
    pub fn cycle(&self) -> releases::Cycle {
        releases::Cycle { watch: self.watch.id, epoch: self.watch.epoch, cycle: self.watch.cycle }
    }

    /// Lays quiet hours out so far ahead that a projection sees them to its end.
    #[must_use]
    pub fn with_long_quiet(mut self) -> Self {
        let ahead = ahead(&self.policy);
        self.lay_out_quiet(ahead);
        self
    }

    fn lay_out_quiet(&mut self, ahead_ms: i64) {
        let from = self.clock.wall_ms.saturating_sub(DAY_MS);
        let to = self.clock.wall_ms.saturating_add(ahead_ms);
        let lay = |zone: &str| slots::quiet(self.policy.quiet, from, to, &slots::zone(zone));
        self.facts.owner.quiet = lay(&self.watch.zone);
        for (facts, contact) in self.facts.contacts.iter_mut().zip(&self.contacts) {
            facts.party.quiet = lay(contact.zone.as_deref().unwrap_or(&self.watch.zone));
        }
    }
}

/// Loads the facts about a watch.
///
/// # Errors
/// When the database fails or holds what this program never wrote.
pub async fn load(tx: &mut Tx, watch: watches::Watch, now: Now) -> store::Result<Loaded> {
    let policy: Policy =
        serde_json::from_str(&watch.policy).map_err(|_| StoreError::Corrupt("watches.policy"))?;
    let state: State =
        serde_json::from_str(&watch.state).map_err(|_| StoreError::Corrupt("watches.state"))?;
    let owner =
        accounts::by_id(tx, watch.owner).await?.ok_or(StoreError::Corrupt("watches.owner"))?;
    let contacts = contacts::of_watch(tx, watch.id).await?;
    let mut loaded = Loaded {
        policy,
        state,
        owner,
        contacts,
        parcels: BTreeMap::new(),
        recipients: BTreeMap::new(),
        facts: Facts { gaps: now.gaps, ..Facts::default() },
        clock: now.clock,
        watch,
    };
    loaded.facts.rows = rows(tx, &loaded).await?;
    handovers(tx, &mut loaded).await?;
    people(&mut loaded);
    loaded.facts.canary_witnessed_ms = now.proofs.of(&loaded.facts.owner.addresses);
    refresh_times(&mut loaded);
    loaded.facts.brake = brake(tx, &loaded).await?;
    Ok(loaded)
}

/// What follows from policy, contacts and zone; again after they were edited.
pub(super) fn refresh_times(loaded: &mut Loaded) {
    loaded.facts.slots = slots::slots(
        loaded.state.slot_wall_ms,
        loaded.clock.wall_ms,
        loaded.policy.check_every_ms,
        loaded.policy.ask_at_minute,
        &slots::zone(&loaded.watch.zone),
    );
    loaded.lay_out_quiet(STEP_HORIZON_MS);
}

/// Addresses of the owner and the contacts; again after they were edited.
pub(super) fn people(loaded: &mut Loaded) {
    let phone = loaded.owner.phone.as_ref().filter(|_| loaded.owner.phone_proven_at.is_some());
    loaded.facts.owner = Party { addresses: addresses(phone.is_some()), quiet: Vec::new() };
    loaded.facts.contacts = loaded
        .contacts
        .iter()
        .map(|contact| ContactFacts {
            id: contact.id,
            party: Party { addresses: addresses(contact.phone.is_some()), quiet: Vec::new() },
        })
        .collect();
}

/// The facts for a policy that exists only in a form: every channel works.
#[must_use]
pub fn imagined(policy: &Policy, zone: &str, phone: bool, now: Now) -> (State, Facts) {
    let state = State::draft(now.clock);
    let zone = slots::zone(zone);
    let clock = now.clock;
    let quiet = slots::quiet(
        policy.quiet,
        clock.wall_ms.saturating_sub(DAY_MS),
        clock.wall_ms.saturating_add(ahead(policy)),
        &zone,
    );
    let contact = |id: &ContactId| ContactFacts {
        id: *id,
        party: Party { addresses: addresses(true), quiet: quiet.clone() },
    };
    let facts = Facts {
        slots: slots::slots(
            state.slot_wall_ms,
            clock.wall_ms,
            policy.check_every_ms,
            policy.ask_at_minute,
            &zone,
        ),
        contacts: policy.contacts.iter().map(contact).collect(),
        owner: Party { addresses: addresses(phone), quiet: quiet.clone() },
        gaps: now.gaps,
        ..Facts::default()
    };
    (state, facts)
}

/// Longer than any escalation of this policy over working channels.
fn ahead(policy: &Policy) -> i64 {
    let asked = i64::from(policy.reminders) + 2;
    let contacts = i64::try_from(policy.contacts.len()).unwrap_or(5) + 1;
    policy
        .check_every_ms
        .saturating_add(policy.spacing_ms.saturating_mul(asked))
        .saturating_add(policy.final_wait_ms)
        .saturating_add(policy.contact_wait_ms.saturating_mul(contacts))
        .saturating_add(policy.cooling_ms)
        .saturating_mul(2)
        .saturating_add(60 * DAY_MS)
        .min(4 * 365 * DAY_MS)
}

fn addresses(phone: bool) -> Vec<Address> {
    let mut all = vec![Address { n: MAILBOX, channel: Channel::Mail, verified: true }];
    if phone {
        all.push(Address { n: PHONE, channel: Channel::Sms, verified: true });
    }
    all
}

async fn handovers(tx: &mut Tx, loaded: &mut Loaded) -> store::Result<()> {
    let done = releases::done(tx, loaded.cycle()).await?;
    for (handover, extra_delay_ms) in releases::handovers_of(tx, loaded.watch.id).await? {
        let mut recipients = Vec::new();
        let sealed_to = sealed::releasable(tx, handover).await?;
        for (account, _) in &sealed_to {
            if !loaded.recipients.contains_key(account) {
                let Some(person) = accounts::by_id(tx, *account).await? else { continue };
                loaded.recipients.insert(*account, person);
            }
            let phone = loaded.recipients.get(account).is_some_and(|a| a.phone_proven_at.is_some());
            recipients.push(Recipient {
                account: *account,
                addresses: addresses(phone),
                done: done.contains(&(handover, *account)),
            });
        }
        loaded.parcels.insert(handover, sealed_to);
        loaded.facts.handovers.push(Handover { id: handover, extra_delay_ms, recipients });
    }
    Ok(())
}

async fn rows(tx: &mut Tx, loaded: &Loaded) -> store::Result<Vec<Row>> {
    let watch = &loaded.watch;
    let rows = outbox::of_cycle(tx, watch.id, watch.epoch, watch.cycle).await?;
    // Rows of the cycle with keys of another form (notices) are nothing the machine asked for.
    Ok(rows.iter().filter_map(row).collect())
}

fn row(row: &outbox::Row) -> Option<Row> {
    let key: OutboxKey = row.key.parse().ok()?;
    Some(Row {
        stage: key.stage,
        ordinal: key.ordinal,
        channel: key.channel,
        addressee: key.addressee,
        leased: row.ever_leased,
        outcome: outcome(row),
    })
}

fn outcome(row: &outbox::Row) -> Outcome {
    match (row.state.as_str(), row.outcome.as_deref()) {
        ("cancelled", _) => Outcome::Cancelled,
        ("bounced", _) => Outcome::Bounced,
        ("accepted", _) => Outcome::Accepted {
            at: Clock {
                wall_ms: row.accepted_at.unwrap_or(row.created_at),
                witnessed_ms: row.accepted_witnessed.unwrap_or_default(),
            },
        },
        (_, Some("refused" | "no-address")) => Outcome::Refused,
        (_, Some("unknown")) => {
            Outcome::Unknown { witnessed_ms: row.outcome_witnessed.unwrap_or_default() }
        }
        (_, Some("address-temporary")) => Outcome::Temporary { about: About::Address },
        (_, Some(_)) => Outcome::Temporary { about: About::Us },
        (_, None) => Outcome::Waiting,
    }
}
