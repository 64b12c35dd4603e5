//! Answers given on the pages behind mailed links: which link, which number, how often tried.
//!
//! Opening a page counts for nothing. An answer is the two-digit number out of the same message,
//! typed by hand: three well-formed tries a cycle, for each person; then only a login helps.
//!
//! A mail that asked for several watches of one owner has one link and one number. Where the cycle that
//! the link was made for is over, has released or has no tries left, it leads to another one of that mail
//! that still waits: who holds only this mail must not be told "over" while something goes on without
//! them. "Hold" goes to all of them that have released. A wrong number is a try in each of these cycles, else ten watches would make thirty tries.

use crate::{
    app::Deps,
    deliver::derive,
    engine::act::{self, ActError, Confirmed},
    engine::beat,
    store::{self, Tx, accounts, contacts, links, outbox, watches},
};
use stafeta_shared::{
    ids::ContactId,
    watch::{Input, Link as CycleLink, Refusal, Sign},
};
use subtle::ConstantTimeEq as _;

/// Well-formed tries in one cycle.
pub const TRIES: i64 = 3;

/// A link with what it belongs to.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The link.
    pub link: links::Link,
    /// The watch as it stands.
    pub watch: watches::Watch,
    /// Its owner.
    pub owner: accounts::Account,
    /// The trusted contact it was made for; `None` on the owner's page.
    pub contact: Option<contacts::Contact>,
}

/// Where a visitor stands. In this order one of several cycles is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// An answer is wanted.
    Open,
    /// Too many wrong numbers: log in.
    NoTriesLeft,
    /// It was released in the cycle of this link.
    Released,
    /// The cycle of this link is over.
    Over,
}

/// What somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The owner is fine.
    Fine,
    /// A contact cannot reach them.
    CannotReach,
    /// After the release: hold what has not left.
    Hold,
}

/// What an answer did.
#[derive(Debug)]
pub enum Answered {
    /// It counted.
    Counted(Confirmed),
    /// Not two digits: nothing was counted against anybody.
    Malformed,
    /// Another number; so many tries are left.
    Wrong(i64),
    /// Nothing to answer here; see the standing.
    Not(Standing),
    /// The watch refused it.
    Refused(Refusal),
}

impl Visit {
    /// Where the visitor stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if (self.link.epoch, self.link.cycle) != (self.watch.epoch, self.watch.cycle) {
            return Standing::Over;
        }
        let tried = self.contact.as_ref().map_or(self.watch.wrong_numbers, |c| c.wrong_numbers);
        match self.watch.status.as_str() {
            "draft" | "armed" | "paused" => Standing::Over,
            _ if tried >= TRIES => Standing::NoTriesLeft,
            "released" => Standing::Released,
            _ => Standing::Open,
        }
    }

    /// Tries that are left.
    #[must_use]
    pub fn tries_left(&self) -> i64 {
        let tried = self.contact.as_ref().map_or(self.watch.wrong_numbers, |c| c.wrong_numbers);
        (TRIES - tried).max(0)
    }

    fn cycle(&self) -> CycleLink {
        let number = |n: i64| u32::try_from(n).unwrap_or_default();
        CycleLink { epoch: number(self.link.epoch), cycle: number(self.link.cycle) }
    }
}

/// The link with this token, as the page shows it. Changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn visit(tx: &mut Tx, token: &str) -> store::Result<Option<Visit>> {
    let Some(hash) = derive::token_text_hash(token) else { return Ok(None) };
    match links::by_hash(tx, &hash).await? {
        None => Ok(None),
        Some(link) => lead(tx, link).await,
    }
}

/// Where a link leads: to the cycle it was made for, or to one of the same mail that wants an answer
/// more.
async fn lead(tx: &mut Tx, link: links::Link) -> store::Result<Option<Visit>> {
    Ok(all_asked(tx, link).await?.into_iter().min_by_key(Visit::standing))
}

/// All that the mail of a link asked this person for, what the link was made for first; nothing where
/// the link is worth nothing.
async fn all_asked(tx: &mut Tx, link: links::Link) -> store::Result<Vec<Visit>> {
    let Some(own) = to(tx, link.clone()).await? else { return Ok(Vec::new()) };
    let owner = own.owner.id;
    let mut all = vec![own];
    if link.contact.is_some() {
        return Ok(all);
    }
    let mail = derive::message_id(&link.outbox_key);
    for (watch, epoch, cycle) in outbox::carried_by(tx, &mail).await? {
        let other = links::Link { watch, epoch, cycle, ..link.clone() };
        if other != link {
            all.extend(to(tx, other).await?.filter(|visit| visit.owner.id == owner));
        }
    }
    Ok(all)
}

async fn to(tx: &mut Tx, link: links::Link) -> store::Result<Option<Visit>> {
    let Some(watch) = watches::by_id(tx, link.watch).await? else { return Ok(None) };
    let Some(owner) = accounts::by_id(tx, watch.owner).await? else { return Ok(None) };
    let contact = match link.contact {
        None => None,
        Some(id) => match contact(tx, &watch, id).await? {
            // Named no longer: the link is worth nothing.
            None => return Ok(None),
            found => found,
        },
    };
    Ok(Some(Visit { link, watch, owner, contact }))
}

async fn contact(
    tx: &mut Tx,
    watch: &watches::Watch,
    id: ContactId,
) -> store::Result<Option<contacts::Contact>> {
    Ok(contacts::of_watch(tx, watch.id).await?.into_iter().find(|contact| contact.id == id))
}

/// Takes an answer. Commit the transaction whatever comes out: wrong tries count, and alarms.
///
/// # Errors
/// When the database fails.
pub async fn answer(
    tx: &mut Tx,
    deps: &Deps,
    visit: &Visit,
    typed: &str,
    answer: Answer,
) -> Result<Answered, ActError> {
    // From here on nobody else can change this owner's watches.
    watches::lock_of_owner(tx, visit.owner.id).await?;
    let all = all_asked(tx, visit.link.clone()).await?;
    let fits = |visit: &&Visit| match visit.standing() {
        Standing::Open => answer != Answer::Hold,
        Standing::Released => answer == Answer::Hold && visit.contact.is_none(),
        Standing::Over | Standing::NoTriesLeft => false,
    };
    let fitting: Vec<&Visit> = all.iter().filter(fits).collect();
    let Some(&visit) = fitting.first() else {
        let standing = all.iter().map(Visit::standing).min();
        return Ok(Answered::Not(standing.unwrap_or(Standing::Over)));
    };
    let Some(number) = well_formed(typed) else { return Ok(Answered::Malformed) };
    let right = derive::number(&deps.keys.link, &visit.link.outbox_key);
    if !bool::from(number.ct_eq(&right)) {
        count_wrong(tx, &all).await?;
        let left = fitting.iter().map(|visit| visit.tries_left() - 1).max();
        return Ok(Answered::Wrong(left.unwrap_or(0)));
    }
    let done = match (answer, &visit.contact) {
        (Answer::Fine, None) => {
            let link = Some((visit.watch.id, visit.cycle()));
            act::confirm(tx, deps, visit.owner.id, Sign::OwnerMail, link).await
        }
        (Answer::Fine, Some(contact)) => {
            let link = Some((visit.watch.id, visit.cycle()));
            let sign = Sign::Contact { contact: contact.id };
            act::confirm(tx, deps, visit.owner.id, sign, link).await
        }
        (Answer::CannotReach, Some(contact)) => {
            let link = visit.cycle();
            one(tx, deps, visit, Input::ContactCannotReach { contact: contact.id, link }).await
        }
        (Answer::CannotReach, None) => return Ok(Answered::Not(visit.standing())),
        (Answer::Hold, _) => hold(tx, deps, &fitting).await,
    };
    match done {
        Ok(confirmed) => Ok(Answered::Counted(confirmed)),
        Err(ActError::Refused(refusal)) => Ok(Answered::Refused(refusal)),
        Err(error) => Err(error),
    }
}

/// Counts a wrong number against everything that the mail asked for: all of it has this one number.
async fn count_wrong(tx: &mut Tx, all: &[Visit]) -> store::Result<()> {
    for visit in all.iter().filter(|visit| visit.standing() != Standing::Over) {
        match &visit.contact {
            Some(contact) => contacts::count_wrong(tx, contact.id).await?,
            None => watches::count_wrong(tx, visit.watch.id).await?,
        };
    }
    Ok(())
}

/// Holds what has not left of all that has released; refused where there is nothing anywhere.
async fn hold(tx: &mut Tx, deps: &Deps, released: &[&Visit]) -> Result<Confirmed, ActError> {
    let (mut held, mut refused) = (Confirmed::default(), None);
    for visit in released {
        match one(tx, deps, visit, Input::HoldRest { link: visit.cycle() }).await {
            Ok(done) => {
                held.counted += done.counted;
                held.unreadable |= done.unreadable;
            }
            Err(ActError::Refused(refusal)) => refused = Some(refusal),
            Err(error) => return Err(error),
        }
    }
    match refused {
        Some(refusal) if held == Confirmed::default() => Err(ActError::Refused(refusal)),
        _ => Ok(held),
    }
}

async fn one(tx: &mut Tx, deps: &Deps, visit: &Visit, input: Input) -> Result<Confirmed, ActError> {
    let now = beat::now(tx, deps).await?;
    let done = act::act_among(tx, deps, visit.watch.clone(), now, input).await?;
    let counted = u32::from(done.is_some());
    Ok(Confirmed { answered: counted, counted, unreadable: done.is_none() })
}

/// Two digits, with blanks around them forgiven.
fn well_formed(typed: &str) -> Option<u8> {
    let typed = typed.trim();
    let ok = typed.len() == 2 && typed.bytes().all(|byte| byte.is_ascii_digit());
    ok.then(|| typed.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_digits_are_a_try() {
        assert_eq!(well_formed(" 47 "), Some(47));
        for bad in ["", "4", "471", "4a", "-4", "+4", "４７", "4 7"] {
            assert_eq!(well_formed(bad), None, "{bad}");
        }
    }
}
