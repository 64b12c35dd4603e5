//! What was prepared for me: the list, and declining.
//!
//! Owners are shown by the name pinned at acceptance; somebody who is not pinned as an owner is not shown at
//! all. Opening is in [`super::opening`].

use super::{people::known, refusal::Outcome, state::Keeper, transport::Method, world::World};
use crate::protocol::{Answer, InboxItem, InboxOwnerView};
use stafeta_shared::{
    api::{InboxOwner, InboxResponse, paths},
    crypto::vault::{Role, Vault},
    ids::HandoverId,
};

impl<W: World> Keeper<W> {
    pub(crate) async fn inbox(&self) -> Outcome<Answer> {
        let answer: InboxResponse = self.http().get(paths::INBOX).await?;
        let owners = self.with(|open| {
            answer.owners.iter().filter_map(|owner| owner_view(&open.vault, owner)).collect()
        })?;
        Ok(Answer::Inbox { owners })
    }

    pub(crate) async fn decline(&self, handover: HandoverId) -> Outcome<Answer> {
        self.http()
            .tell(
                Method::Post,
                &paths::fill(paths::INBOX_DECLINE, &[&handover.to_string()]),
                None::<&()>,
            )
            .await?;
        self.state_mut().opened.remove(&handover);
        Ok(Answer::Done)
    }
}

fn owner_view(vault: &Vault, owner: &InboxOwner) -> Option<InboxOwnerView> {
    let peer = vault.peer(owner.owner).filter(|peer| peer.role != Role::Recipient)?;
    let released = owner.released.iter().map(|item| InboxItem {
        handover: item.handover,
        version: item.version,
        released_at: item.released_at,
        opened_at: item.opened_at,
        declined_at: item.declined_at,
        recalled_at: item.recalled_at,
    });
    Some(InboxOwnerView {
        owner: peer.id,
        name: peer.name.clone(),
        verified: known(peer.verified),
        accepted_at: owner.accepted_at,
        released: released.collect(),
    })
}
