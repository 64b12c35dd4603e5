//! What the keeper holds between commands, and nothing else holds.
//!
//! Commands run side by side wherever they wait for the network, so no borrow of the state lives across an
//! `await`: a command reads, waits, and looks again. After `Logout` there is nothing to look at, and whatever
//! still waited ends there: it never goes on with what the next account holds.

use super::{
    acceptance::OpenedInvitation, drafts::KnownDraft, http::Http, opening::OpenedHandover,
    refusal::Outcome, sign_up::Prepared, uploads::KnownUpload, world::World,
};
use crate::protocol::Refusal;
use futures::lock::Mutex;
use stafeta_shared::{
    api::{InstanceResponse, MeResponse, paths},
    crypto::{
        account::{AccountKey, Kek},
        vault::{Anchor, Vault},
    },
    ids::{AccountId, AttachmentId, HandoverId, InviteId},
    limits::{PRE_AUTH_MS, SIGNUP_LIFE_MS},
};
use std::{
    cell::{Cell, Ref, RefCell, RefMut},
    collections::HashMap,
    future::poll_fn,
    pin::Pin,
    rc::Rc,
    task::{Poll, Waker},
};

/// The keeper of one page.
pub struct Keeper<W> {
    pub(crate) world: W,
    state: RefCell<State>,
    /// Counts how often everything was forgotten.
    epoch: Cell<u64>,
    /// Commands that wait for something.
    waiting: RefCell<Vec<Waker>>,
    /// One change of the vault at a time; the server's compare-and-swap guards against other devices.
    pub(crate) vault_gate: Mutex<()>,
    /// The same for drafts.
    pub(crate) draft_gate: Mutex<()>,
}

/// Everything in memory.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) instance: Option<InstanceResponse>,
    pub(crate) pending: Option<PendingLogin>,
    pub(crate) unlocked: Option<Unlocked>,
    /// An account whose vault is older than this device knows, and what it knows: it waits for a person's
    /// choice.
    pub(crate) halted: Option<(Unlocked, Anchor)>,
    /// A new account that may or may not be the server's already: nobody has seen its kit.
    pub(crate) unanswered: Option<Rc<Prepared>>,
    /// Invitations opened by their link, until accepted.
    pub(crate) invitations: HashMap<InviteId, OpenedInvitation>,
    /// Drafts as last seen or saved.
    pub(crate) drafts: HashMap<HandoverId, KnownDraft>,
    /// How far the uploads of this session have come.
    pub(crate) sent: HashMap<AttachmentId, KnownUpload>,
    /// Whether the uploads of a handover were asked to stop.
    pub(crate) uploads: HashMap<HandoverId, Rc<Cell<bool>>>,
    /// Released handovers that were opened.
    pub(crate) opened: HashMap<HandoverId, OpenedHandover>,
}

/// A right password that waits for its code.
pub(crate) struct PendingLogin {
    pub(crate) account: AccountId,
    pub(crate) kek: Kek,
    pub(crate) own_device: bool,
    /// When the password was right.
    pub(crate) since: i64,
}

/// An open account.
pub(crate) struct Unlocked {
    pub(crate) me: MeResponse,
    pub(crate) key: AccountKey,
    pub(crate) vault: Vault,
    /// Whether anchors stay on this device.
    pub(crate) own_device: bool,
    /// Whether the vault is only read, because this device has seen a newer one.
    pub(crate) read_only: bool,
}

impl<W: World> Keeper<W> {
    /// An empty keeper.
    pub fn new(world: W) -> Self {
        Self {
            world,
            state: RefCell::default(),
            epoch: Cell::default(),
            waiting: RefCell::default(),
            vault_gate: Mutex::new(()),
            draft_gate: Mutex::new(()),
        }
    }

    pub(crate) fn http(&self) -> Http<'_, W::Transport> {
        Http(self.world.transport())
    }

    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.world.now()).unwrap_or_default()
    }

    pub(crate) fn state(&self) -> Ref<'_, State> {
        self.state.borrow()
    }

    pub(crate) fn state_mut(&self) -> RefMut<'_, State> {
        self.state.borrow_mut()
    }

    /// Reads something of the open account.
    pub(crate) fn with<T>(&self, read: impl FnOnce(&Unlocked) -> T) -> Outcome<T> {
        self.state().unlocked.as_ref().map(read).ok_or(Refusal::Locked)
    }

    /// Forgets every secret, those of commands under way too.
    pub(crate) fn forget(&self) {
        let instance = self.state_mut().instance.take();
        *self.state_mut() = State { instance, ..State::default() };
        self.epoch.set(self.epoch.get() + 1);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }

    /// Runs a command, unless everything is forgotten while it waits: then it goes no further, so it neither puts
    /// back what it held nor goes on for whoever is here next. What it forgets itself, as a log-in does, does not
    /// end it.
    pub(crate) async fn unless_forgotten<T>(
        &self,
        mut command: impl Future<Output = Outcome<T>> + Unpin,
    ) -> Outcome<T> {
        let mut epoch = self.epoch.get();
        poll_fn(|context| {
            if self.epoch.get() != epoch {
                return Poll::Ready(Err(Refusal::Forgotten));
            }
            let polled = Pin::new(&mut command).poll(context);
            epoch = self.epoch.get();
            let mut waiting = self.waiting.borrow_mut();
            waiting.retain(|known| !known.will_wake(context.waker()));
            if polled.is_pending() {
                waiting.push(context.waker().clone());
            }
            polled
        })
        .await
    }

    /// Forgets a right password whose code has not come for too long, and a new account of which nothing was heard
    /// for longer than any right to register lives.
    pub(crate) fn expire(&self) {
        let now = self.world.now();
        let mut state = self.state_mut();
        state.pending.take_if(|pending| now - pending.since >= PRE_AUTH_MS);
        state.unanswered.take_if(|prepared| now - prepared.since >= SIGNUP_LIFE_MS);
    }

    /// Closes the account that is open, if one is. An invitation opened before stays: it may be accepted by
    /// whoever logs in next, and its link is not kept anywhere else. No more is the kit of a new account.
    pub(crate) fn lock(&self) {
        let (invitations, unanswered) = {
            let mut state = self.state_mut();
            (std::mem::take(&mut state.invitations), state.unanswered.take())
        };
        self.forget();
        let mut state = self.state_mut();
        (state.invitations, state.unanswered) = (invitations, unanswered);
    }

    /// What this installation is; asked once.
    pub(crate) async fn instance(&self) -> Outcome<InstanceResponse> {
        if let Some(instance) = self.state().instance.clone() {
            return Ok(instance);
        }
        let instance: InstanceResponse = self.http().get(paths::INSTANCE).await?;
        self.state_mut().instance = Some(instance.clone());
        Ok(instance)
    }
}
