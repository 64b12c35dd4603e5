//! The vault in use: opening it at log-in, and the one way in which it changes.
//!
//! A change is an intent, a function that can be applied again. It is applied to a copy, sealed with the next
//! counter and committed, alone or together with what belongs to it. If another device was faster, the newer
//! vault is loaded, checked, and the intent applied to that; two vaults are never merged. If another window of
//! this device has gone on, that is known before anything is written, whatever the server says.

use super::anchor::Anchors as _;
use super::{
    refusal::Outcome,
    state::{Keeper, Unlocked},
    transport::Method,
    world::World,
};
use crate::protocol::{Answer, Refusal, VaultChange};
use stafeta_shared::{
    api::{MeResponse, ProblemCode, VaultResponse, VaultUpdate, paths},
    bytes::B64,
    crypto::{
        account::{AccountKey, Kek, open_slot},
        vault::{Anchor, Change, NewerFormat, Rollback, Vault},
    },
};

/// How often an intent is applied again before giving up.
const TRIES: usize = 5;

impl From<Rollback> for Refusal {
    fn from(_: Rollback) -> Self {
        Self::VaultRolledBack
    }
}

impl From<NewerFormat> for Refusal {
    fn from(_: NewerFormat) -> Self {
        Self::NewerVersion
    }
}

impl<W: World> Keeper<W> {
    /// Loads slot and vault, opens them, and checks them against what this device knows.
    ///
    /// Says when the vault was changed last if this device knew nothing, or stops if it knew better.
    pub(crate) async fn unlock(
        &self,
        me: MeResponse,
        kek: &Kek,
        own_device: bool,
    ) -> Outcome<Answer> {
        let answer: VaultResponse = self.http().get(paths::VAULT).await?;
        let (slot, key) = open_slot(&answer.stored, me.account, kek)?;
        if slot.slot != answer.slot {
            return Err(Refusal::Unverifiable);
        }
        let vault = open_vault(&answer, &me, &key)?;
        let last = vault.changed();
        let change = VaultChange {
            at: i64::try_from(last.time).unwrap_or_default(),
            device: last.device.clone(),
        };
        let known = self.world.anchors().load(me.account).await;
        let lineage = vault.lineage().ok_or(Refusal::Unverifiable)?;
        let unlocked = Unlocked { me, key, vault, own_device, read_only: false };
        match known {
            Some(known) if known.check(&lineage).is_err() => {
                self.state_mut().halted = Some((unlocked, known));
                Ok(Answer::VaultOlder { change })
            }
            known => self.enter(unlocked, known.is_none().then_some(change)).await,
        }
    }

    /// A person's choice after a server was put back from an old copy: to read what is there and change
    /// nothing, or to take it for the newest from now on. It is about what this device knew when it stopped.
    pub(crate) async fn use_older_vault(&self, for_good: bool) -> Outcome<Answer> {
        let (mut halted, known) = self.state_mut().halted.take().ok_or(Refusal::Unfit)?;
        if !for_good {
            halted.read_only = true;
        } else if halted.own_device {
            let chosen = halted.vault.lineage().ok_or(Refusal::Unverifiable)?.anchor;
            if !self.world.anchors().replace(known, chosen).await {
                return Err(Refusal::VaultRolledBack);
            }
        }
        self.enter(halted, None).await
    }

    /// Takes an open account up and remembers its vault on this device, if it is the person's own.
    pub(crate) async fn enter(
        &self,
        unlocked: Unlocked,
        last_change: Option<VaultChange>,
    ) -> Outcome<Answer> {
        let (me, read_only) = (Box::new(unlocked.me.clone()), unlocked.read_only);
        self.lock();
        self.state_mut().unlocked = Some(unlocked);
        if let Err(refusal) = self.keep_anchor().await {
            self.lock();
            return Err(refusal);
        }
        Ok(Answer::Unlocked { me, last_change, read_only })
    }

    /// Remembers the vault in use on this device, if it is the person's own. What another window saw meanwhile may
    /// show that this vault did not come from it: then nothing is changed any more.
    async fn keep_anchor(&self) -> Outcome<()> {
        let shown = self.with(|open| {
            let keeps = open.own_device && !open.read_only;
            keeps.then(|| open.vault.lineage()).flatten()
        })?;
        let Some(shown) = shown else { return Ok(()) };
        if self.world.anchors().raise(shown).await {
            return Ok(());
        }
        if let Some(open) = &mut self.state_mut().unlocked {
            open.read_only = true;
        }
        Err(Refusal::VaultRolledBack)
    }

    /// Applies `edit` and commits the new vault by itself.
    pub(crate) async fn change_vault<T>(
        &self,
        edit: impl Fn(&mut Vault) -> Outcome<T>,
    ) -> Outcome<T> {
        let commit = async |update: VaultUpdate, _: &T| {
            self.http().tell(Method::Put, paths::VAULT, Some(&update)).await
        };
        Ok(self.change_vault_with(edit, commit).await?.0)
    }

    /// Applies `edit` and commits the new vault together with what `edit` made.
    pub(crate) async fn change_vault_with<T, R>(
        &self,
        edit: impl Fn(&mut Vault) -> Outcome<T>,
        commit: impl AsyncFn(VaultUpdate, &T) -> Outcome<R>,
    ) -> Outcome<(T, R)> {
        let _gate = self.vault_gate.lock().await;
        for _ in 0..TRIES {
            if self.with(|open| open.read_only)? {
                return Err(Refusal::VaultRolledBack);
            }
            self.catch_up().await?;
            let (mut vault, key) = self.with(|open| (open.vault.clone(), open.key.clone()))?;
            let made = edit(&mut vault)?;
            let change = Change { time: self.now(), device: self.world.device() };
            let sealed = vault.seal_next(change, &key, &mut self.world.rng())?;
            let update = VaultUpdate { counter: vault.counter(), vault: B64(sealed.stored) };
            match commit(update, &made).await {
                Ok(answer) => {
                    self.replace(vault).await?;
                    return Ok((made, answer));
                }
                Err(refusal) if is_conflict(&refusal) => {
                    let before = self.with(|open| open.vault.counter())?;
                    self.reload_vault().await?;
                    if self.with(|open| open.vault.counter())? == before {
                        return Err(refusal);
                    }
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Err(Refusal::Offline)
    }

    /// Another window of this device may have gone on: nothing is written on top of a vault that it has left
    /// behind.
    async fn catch_up(&self) -> Outcome<()> {
        let ours = self.with(|open| open.vault.lineage())?.ok_or(Refusal::Unverifiable)?;
        match self.remembered().await? {
            Some(kept) if kept.check(&ours).is_err() => self.reload_vault().await,
            _ => Ok(()),
        }
    }

    /// What this device remembers of the account that is open, if it is the person's own.
    async fn remembered(&self) -> Outcome<Option<Anchor>> {
        let (account, own) = self.with(|open| (open.me.account, open.own_device))?;
        Ok(if own { self.world.anchors().load(account).await } else { None })
    }

    /// Looks whether the server has a newer vault.
    pub(crate) async fn take_up_vault(&self) -> Outcome<()> {
        let _gate = self.vault_gate.lock().await;
        self.reload_vault().await
    }

    /// Another device or window was faster: takes its vault up, if that came from ours and from what this device
    /// remembers. What is remembered is read first: a window that goes on meanwhile makes no honest answer old.
    async fn reload_vault(&self) -> Outcome<()> {
        let kept = self.remembered().await?;
        let answer: VaultResponse = self.http().get(paths::VAULT).await?;
        let (me, key, known) =
            self.with(|open| (open.me.clone(), open.key.clone(), open.vault.lineage()))?;
        let vault = open_vault(&answer, &me, &key)?;
        let shown = vault.lineage().ok_or(Refusal::Unverifiable)?;
        known.ok_or(Refusal::Unverifiable)?.anchor.check(&shown)?;
        kept.map_or(Ok(()), |kept| kept.check(&shown))?;
        self.replace(vault).await
    }

    async fn replace(&self, vault: Vault) -> Outcome<()> {
        match &mut self.state_mut().unlocked {
            Some(open) if open.me.account == vault.account() => open.vault = vault,
            _ => return Err(Refusal::Locked),
        }
        self.keep_anchor().await
    }
}

/// Another device committed in between: a vault, or a version together with its vault.
fn is_conflict(refusal: &Refusal) -> bool {
    refusal.is(ProblemCode::VaultConflict) || refusal.is(ProblemCode::VersionConflict)
}

fn open_vault(answer: &VaultResponse, me: &MeResponse, key: &AccountKey) -> Outcome<Vault> {
    let vault = Vault::open(&answer.vault, me.account, key)?;
    if vault.counter() == answer.counter { Ok(vault) } else { Err(Refusal::Unverifiable) }
}
