//! A new account: everything the browser sealed is checked as far as the server can, then stored
//! in one transaction.

use super::{Email, vault};
use crate::store::{
    Result, Tx, accounts, bundles,
    kits::{self, Kit},
    old_vaults,
    slots::{self, SlotKind},
};
use stafeta_shared::{
    api::NewAccount,
    crypto::{
        Suite,
        account::{SlotContext, SlotKind as SealedKind},
        bundle::Bundle,
        opaque::registration_record,
    },
    ids::{AccountId, SlotId},
    lang::Lang,
    limits::person_name,
};
use subtle::{Choice, ConstantTimeEq as _};

/// What was proven before the account is made.
#[derive(Debug, Clone)]
pub struct Proven {
    /// The id that was promised to the browser.
    pub account: AccountId,
    /// A mailbox.
    pub email: Email,
    /// A phone (E.164), if it was.
    pub phone: Option<String>,
}

/// Why no account was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidAccount {
    /// A field is out of its bounds: field, how.
    Field(&'static str, &'static str),
    /// Another suite.
    Suite,
    /// The key bundle is not acceptable.
    Bundle,
    /// There is an account with this address.
    EmailTaken,
}

/// Makes the account with its record, bundle, vault, both slots and its kit.
///
/// # Errors
/// When the database fails; refusals are the inner `Err`, the caller must then not commit.
pub async fn create(
    tx: &mut Tx,
    proven: &Proven,
    new: &NewAccount,
    now: i64,
) -> Result<std::result::Result<accounts::Account, InvalidAccount>> {
    let checked = match check(proven.account, new) {
        Ok(checked) => checked,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let account = accounts::Account {
        id: proven.account,
        created_at: now,
        name: checked.name,
        language: checked.language.tag().to_owned(),
        zone: new.zone.clone(),
        email: proven.email.written().to_owned(),
        email_key: proven.email.key().to_owned(),
        email_proven_at: now,
        phone: proven.phone.clone(),
        phone_proven_at: proven.phone.as_ref().map(|_| now),
        opaque_suite: i64::from(new.suite),
        opaque_record: checked.record,
        vault_counter: 1,
        strong_sign_at: now,
        storage_used: 0,
    };
    if accounts::insert(tx, &account, &new.vault).await?.is_err() {
        return Ok(Err(InvalidAccount::EmailTaken));
    }
    let id = account.id;
    slots::insert(tx, id, new.password_slot, SlotKind::Password, &new.password_stored).await?;
    slots::insert(tx, id, new.kit.slot, SlotKind::Kit, &new.kit.stored).await?;
    kits::insert(tx, &Kit { account: id, slot: new.kit.slot, created_at: now, ..checked.kit })
        .await?;
    bundles::insert(tx, id, 1, &checked.bundle.hash(), checked.bundle.as_bytes()).await?;
    Ok(Ok(account))
}

/// The account, if this very request made it: the browser that sealed it asks again because the
/// answer was lost, and the kit with it. Compared is what was stored at first; the vault may have
/// gone on since.
///
/// # Errors
/// When the database fails.
pub async fn made_by(
    tx: &mut Tx,
    id: AccountId,
    new: &NewAccount,
) -> Result<Option<accounts::Account>> {
    let Ok(checked) = check(id, new) else { return Ok(None) };
    let Some(account) = accounts::by_id(tx, id).await? else { return Ok(None) };
    let vault = match accounts::vault(tx, id).await? {
        (1, vault) => Some(vault),
        _ => old_vaults::vault(tx, id, 1).await?,
    };
    let kit = kits::by_locator(tx, &checked.kit.locator).await?.filter(|kit| {
        kit.account == id
            && kit.slot == checked.kit.slot
            && kit.public_key == checked.kit.public_key
    });
    let stored = [
        Some(account.opaque_record.clone()),
        bundles::of(tx, id).await?.into_iter().next(),
        vault,
        slots::stored(tx, id, new.password_slot).await?,
        slots::stored(tx, id, new.kit.slot).await?,
    ];
    let sent =
        [&checked.record, &new.bundle.0, &new.vault.0, &new.password_stored.0, &new.kit.stored.0];
    let sealed = stored.iter().zip(sent).fold(Choice::from(1), |same, (stored, sent)| {
        same & stored.as_ref().map_or(Choice::from(0), |stored| stored.ct_eq(sent))
    });
    let same = account.name == checked.name
        && account.language == checked.language.tag()
        && account.zone == new.zone
        && account.opaque_suite == i64::from(new.suite)
        && kit.is_some()
        && bool::from(sealed);
    Ok(same.then_some(account))
}

struct Checked {
    name: String,
    language: Lang,
    record: Vec<u8>,
    bundle: Bundle,
    kit: Kit,
}

fn check(account: AccountId, new: &NewAccount) -> std::result::Result<Checked, InvalidAccount> {
    use InvalidAccount::{Bundle as BadBundle, Field, Suite as BadSuite};
    Suite::try_from(new.suite).map_err(|_| BadSuite)?;
    let name = person_name(&new.name).ok_or(Field("name", "length"))?;
    let language = Lang::parse(&new.language).ok_or(Field("language", "unknown"))?;
    if !is_zone(&new.zone) {
        return Err(Field("zone", "unknown"));
    }
    let record =
        registration_record(&new.opaque_record).map_err(|_| Field("opaque_record", "form"))?;
    let bundle = Bundle::parse(&new.bundle).map_err(|_| BadBundle)?;
    if bundle.account() != account || bundle.generation() != 1 {
        return Err(BadBundle);
    }
    if !vault::fits(account, 1, &new.vault) {
        return Err(Field("vault", "context"));
    }
    if !is_slot(&new.password_stored, account, new.password_slot, SealedKind::Password) {
        return Err(Field("password_stored", "context"));
    }
    if !is_slot(&new.kit.stored, account, new.kit.slot, SealedKind::Kit)
        || new.kit.slot == new.password_slot
    {
        return Err(Field("kit.stored", "context"));
    }
    let kit = Kit {
        locator: new
            .kit
            .locator
            .0
            .as_slice()
            .try_into()
            .map_err(|_| Field("kit.locator", "length"))?,
        public_key: new
            .kit
            .public_key
            .0
            .as_slice()
            .try_into()
            .map_err(|_| Field("kit.public_key", "length"))?,
        account,
        slot: new.kit.slot,
        created_at: 0,
    };
    Ok(Checked { name, language, record, bundle, kit })
}

/// A slot of the first generation of this account, of this kind.
fn is_slot(stored: &[u8], account: AccountId, slot: SlotId, kind: SealedKind) -> bool {
    let expected = SlotContext { account, slot, kind, generation: 1 };
    SlotContext::parse(stored).is_ok_and(|context| context == expected)
}

/// Whether this is the name of a time zone.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    name.len() <= 64 && jiff::tz::TimeZone::get(name).is_ok()
}
