//! The people of the vectors: an owner who once renewed the keys, a reader with a kit, a stranger.

use super::MakeError;
use crate::crypto::{
    Key,
    account::AccountKey,
    bundle::{Bundle, IdentityKeys},
    kit::KitCode,
    pairing::{Invitation, InviteSecret, Psk},
    random::draw,
    vault::{OwnKeys, Vault},
    vectors::stream::Stream,
};
use crate::ids::{AccountId, HandoverId, InviteId, SlotId};

/// When everything happens, in milliseconds since 1970.
pub(super) const NOW: u64 = 1_800_000_000_000;

pub(super) struct World {
    pub(super) owner: OwnKeys,
    /// The owner's second generation.
    pub(super) owner_next: OwnKeys,
    pub(super) reader: OwnKeys,
    pub(super) stranger: OwnKeys,
    /// The reader's.
    pub(super) code: KitCode,
    pub(super) ak: AccountKey,
    pub(super) slot: SlotId,
    pub(super) secret: InviteSecret,
    pub(super) invite: InviteId,
    pub(super) psk: Psk,
    pub(super) handover: HandoverId,
}

/// Bytes of a name.
pub(super) fn bytes<const N: usize>(seed: &str) -> [u8; N] {
    draw(&mut Stream::new(seed))
}

pub(super) fn key(seed: &str) -> Key {
    Key::new(&bytes(seed))
}

fn secrets(name: &str) -> IdentityKeys {
    IdentityKeys::from_seeds(key(&format!("{name}/xwing")), key(&format!("{name}/ed25519")))
}

fn own(bundle: Bundle, secrets: IdentityKeys) -> Result<OwnKeys, MakeError> {
    Ok(Vault::new(bundle, secrets)?.current_keys().clone())
}

fn person(name: &str) -> Result<OwnKeys, MakeError> {
    let account = AccountId::from_bytes(bytes(&format!("{name}/account")));
    own(Bundle::make(account, &secrets(name))?, secrets(name))
}

impl World {
    pub(super) fn new() -> Result<Self, MakeError> {
        let owner = person("owner")?;
        let next = owner.bundle.make_next(&owner.secrets, &secrets("owner/2"))?;
        let invitation = Invitation {
            owner: owner.bundle.account(),
            invite: InviteId::from_bytes(bytes("invite")),
        };
        let secret = InviteSecret::from_key(key("s_inv"));
        Ok(Self {
            owner_next: own(next, secrets("owner/2"))?,
            reader: person("reader")?,
            stranger: person("stranger")?,
            code: KitCode::from_bytes(&bytes("reader/kit")),
            ak: AccountKey::from_key(key("reader/ak")),
            slot: SlotId::from_bytes(bytes("reader/slot/kit")),
            psk: secret.psk(&invitation),
            invite: invitation.invite,
            secret,
            handover: HandoverId::from_bytes(bytes("handover")),
            owner,
        })
    }
}
