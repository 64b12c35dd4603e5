//! Opening what was released.
//!
//! Everything that can be checked without the server's half of the key is checked before that half is asked
//! for, because asking records an opening: a hostile object must not cause one. What was seen is pinned, so
//! that an older version is noticed later.

use super::{commands::Report, pins::extend, refusal::Outcome, state::Keeper, world::World};
use crate::protocol::{
    Accepted, Answer, FileEntry, OpenNotice, OpenedContent, ProgressStep, Refusal,
    StopReason as Reason,
};
use stafeta_shared::{
    api::{KeyResponse, SealedResponse, paths},
    content::Block,
    crypto::{
        Checked, Hash, Key, Refused,
        attachment::AttachmentEntry,
        bundle::Bundle,
        hash,
        vault::{OwnKeys, Peer, PinnedPsk, Role, Vault, Verified},
        version::{
            Asked, Header, Mode, Notice, OpenError, Opened, Purpose, Received, SignedHeader, Stop,
            StopReason, check_version, open_version,
        },
    },
    ids::{AccountId, HandoverId},
};
use std::borrow::Cow;

/// What is needed to open the files of a handover that was opened.
pub(crate) struct OpenedHandover {
    pub(crate) owner: AccountId,
    pub(crate) attachments: Vec<AttachmentEntry>,
}

impl<W: World> Keeper<W> {
    pub(crate) async fn open(
        &self,
        (owner, handover): (AccountId, HandoverId),
        accept: Option<&Accepted>,
        report: &Report,
    ) -> Outcome<Answer> {
        report(ProgressStep::Download, 0, 3);
        let path = paths::fill(paths::INBOX_SEALED, &[&handover.to_string()]);
        let sealed = Sealed { owner, handover, wire: self.http().get(&path).await? };
        report(ProgressStep::Verify, 1, 3);
        let shown = hash(&sealed.wire.header);
        // The choice was made about one object; another one asks again.
        let accepted: Vec<_> = accept
            .filter(|choice| *choice.shown == shown)
            .map(|choice| choice.reasons.iter().copied().map(from_wire).collect())
            .unwrap_or_default();
        let checked = self.with(|open| {
            sealed.read(&open.vault, None, |asked, received, peer, own| {
                check_version(asked, received, peer, own, &accepted)
            })
        })?;
        match checked {
            Err(OpenError::Stopped(stop)) => return Ok(stopped(&stop, shown)),
            other => other.map_err(|_| Refusal::Unverifiable)?,
        }
        let key: KeyResponse = self
            .http()
            .post_empty(&paths::fill(paths::INBOX_KEY, &[&handover.to_string()]))
            .await?;
        report(ProgressStep::Verify, 2, 3);
        let k_srv = Key::from_slice(&key.k_srv)?;
        let opened = self
            .with(|open| {
                sealed.read(&open.vault, Some(&k_srv), |asked, received, peer, own| {
                    open_version(asked, received, peer, own, &accepted)
                })
            })?
            .map_err(|_| Refusal::Unverifiable)?;
        let saved = self.remember(owner, &opened).await;
        report(ProgressStep::Verify, 3, 3);
        self.show(&sealed, opened, saved.is_ok())
    }

    /// Pins what was seen. What was opened is shown whether or not the vault can be saved now: the server has
    /// recorded the opening, and somebody in need is waiting.
    async fn remember(&self, owner: AccountId, opened: &Opened) -> Outcome<()> {
        self.change_vault(|vault| {
            let peer = vault.peer_mut(owner).ok_or(Refusal::Unfit)?;
            peer.remember(opened.seen.clone());
            peer.bundles = extend(&peer.bundles, &opened.owner_bundles)?;
            Ok(())
        })
        .await
    }

    fn show(&self, sealed: &Sealed, opened: Opened, remembered: bool) -> Outcome<Answer> {
        let (handover, owner) = (sealed.handover, sealed.owner);
        let (owner_name, unverified) = self
            .with(|open| {
                open.vault
                    .peer(owner)
                    .map(|peer| (peer.name.clone(), peer.verified == Verified::None))
            })?
            .ok_or(Refusal::Unverifiable)?;
        let mut notices: Vec<OpenNotice> = opened.notices.iter().map(notice).collect();
        if unverified {
            notices.push(OpenNotice::Unverified);
        }
        if !remembered {
            notices.push(OpenNotice::NotRemembered);
        }
        let body = opened.body;
        let content = OpenedContent {
            handover,
            owner_name,
            newer: body.content.blocks.iter().any(|block| matches!(block, Block::Unknown(_)))
                || !body.extra.is_empty(),
            title: body.content.title,
            blocks: body.content.blocks,
            files: body.attachments.iter().map(file_entry).collect(),
            sealed_at: i64::try_from(body.sealed_at).unwrap_or(i64::MAX),
            version: opened.version,
            notices,
        };
        self.state_mut()
            .opened
            .insert(handover, OpenedHandover { owner, attachments: body.attachments });
        Ok(Answer::Opened { content: Box::new(content) })
    }
}

/// What came for one handover.
struct Sealed {
    /// Whose it was said to be where it was chosen: what another person sealed is not what was asked for, however
    /// well it is signed.
    owner: AccountId,
    handover: HandoverId,
    wire: SealedResponse,
}

impl Sealed {
    /// Puts the question and what came side by side, for a peer that is pinned as an owner.
    fn read<T>(
        &self,
        vault: &Vault,
        k_srv: Option<&Key>,
        read: impl FnOnce(&Asked, &Received<'_>, &Peer, &[OwnKeys]) -> Result<T, OpenError>,
    ) -> Result<T, OpenError> {
        let peer = vault
            .peer(self.owner)
            .filter(|peer| peer.role != Role::Recipient && self.wire.owner == self.owner)
            .ok_or(Refused)?;
        let asked = Asked {
            recipient: vault.account(),
            owner: self.owner,
            handover: self.handover,
            // A newer one than the inbox listed may have come since: whichever the answer says it is.
            version: Some(self.wire.version),
            purpose: Purpose::Real,
        };
        let header =
            SignedHeader { header: self.wire.header.0.clone(), signature: self.wire.sig.0.clone() };
        let history: Vec<SignedHeader> = self
            .wire
            .history
            .iter()
            .map(|earlier| SignedHeader {
                header: earlier.header.0.clone(),
                signature: earlier.sig.0.clone(),
            })
            .collect();
        let peer = &self.as_invited(vault, peer, &header);
        let bundles = self.wire.owner_bundles.iter().map(|bundle| Bundle::parse(bundle));
        let bundles = bundles.collect::<Checked<Vec<_>>>()?;
        let none = Key::new(&[0; 32]);
        let received = Received {
            header: &header,
            owner_bundles: &bundles,
            history: &history,
            wrap: &self.wire.wrap,
            lock: &self.wire.lock,
            k_srv: k_srv.unwrap_or(&none),
            body: &self.wire.body,
            psk_hint: self.wire.psk_hint,
        };
        read(&asked, &received, peer, vault.own_keys())
    }

    /// The peer as the next look at one's people will find them. Whoever accepted an invitation of ours seals
    /// with its key from that moment on; here it is pinned only at that look, which may never come before the
    /// release, and over an older vault never comes at all.
    fn as_invited<'a>(
        &self,
        vault: &Vault,
        peer: &'a Peer,
        signed: &SignedHeader,
    ) -> Cow<'a, Peer> {
        // To what was sealed without a key it must not seem that one had been shared.
        let keyed = Header::parse(&signed.header).is_ok_and(|header| header.mode == Mode::Psk);
        let unknown = self.wire.psk_hint.filter(|hint| keyed && peer.psk(Some(*hint)).is_none());
        let mut peer = Cow::Borrowed(peer);
        if let Some(psk) = unknown.and_then(|hint| vault.invited_psk(hint)) {
            peer.to_mut().psks.push(PinnedPsk::new(psk, 0));
        }
        peer
    }
}

fn stopped(stop: &Stop, object: Hash) -> Answer {
    let time = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
    Answer::Stopped {
        reason: to_wire(stop.reason),
        sealed_at: time(stop.sealed_at),
        known_at: time(stop.known_at),
        shown: object.into(),
    }
}

fn to_wire(reason: StopReason) -> Reason {
    match reason {
        StopReason::Older => Reason::Older,
        StopReason::Different => Reason::Different,
        StopReason::ChainNotShown => Reason::Gap,
        StopReason::Unpaired => Reason::Unpaired,
    }
}

fn from_wire(reason: Reason) -> StopReason {
    match reason {
        Reason::Older => StopReason::Older,
        Reason::Different => StopReason::Different,
        Reason::Gap => StopReason::ChainNotShown,
        Reason::Unpaired => StopReason::Unpaired,
    }
}

fn notice(notice: &Notice) -> OpenNotice {
    match notice {
        Notice::OwnerKeyNewer | Notice::OwnerKeyOlder => OpenNotice::OwnerKeyRenewed,
        Notice::Despite(Stop { reason: StopReason::Unpaired, .. }) => OpenNotice::DespiteUnpaired,
        Notice::Despite(_) => OpenNotice::DespiteStale,
    }
}

fn file_entry(entry: &AttachmentEntry) -> FileEntry {
    FileEntry {
        attachment: entry.id,
        name: entry.name.clone(),
        mime: entry.mime.clone(),
        len: entry.len,
        complete: true,
        done: entry.len,
    }
}
