//! Headers and sealed versions.

use super::{Inputs, Outcome};
use crate::crypto::{
    Checked, Key, SecretBytes, attachment,
    bundle::{Chain, IdentityKeys},
    hazmat::seal,
    labels,
    padme::unpad,
    pairing::Psk,
    vault::{OwnKeys, Peer, PinnedPsk, Role, Seen, Vault, Verified},
    vectors::{
        Failure,
        value::{Item, map},
    },
    version::{
        self, Asked, Header, Mode, Notice, OpenError, Purpose, Received, SignedHeader, StopReason,
    },
    wire::Writer,
};
use crate::ids::{AccountId, AttachmentId, HandoverId, InviteId};

pub(super) fn att_root(i: Inputs<'_>) -> Outcome {
    let all = i.list("attachments", |item| {
        let i = Inputs::new(item)?;
        let id = i.id("id", AttachmentId::from_bytes)?;
        Ok((id, i.number("ct_len")?, i.array("hash")?))
    })?;
    Ok(map([("root", attachment::att_root(all)?[..].into())]))
}

pub(super) fn read_header(i: Inputs<'_>) -> Outcome {
    let h = Header::parse(i.bytes("header")?)?;
    Ok(map([
        ("mode", mode(&h).into()),
        ("gate", 0.into()),
        ("purpose", purpose(&h).into()),
        ("owner", h.owner.as_bytes()[..].into()),
        ("recipient", h.recipient.as_bytes()[..].into()),
        ("handover", h.handover.as_bytes()[..].into()),
        ("version", h.version.into()),
        ("prev", h.prev[..].into()),
        ("owner_bundle", h.owner_bundle[..].into()),
        ("recipient_bundle", h.recipient_bundle[..].into()),
        ("wrap", h.wrap[..].into()),
        ("lock", h.lock[..].into()),
        ("body", h.body[..].into()),
        ("body_len", h.body_len.into()),
        ("att_root", h.att_root[..].into()),
        ("srv_id", h.srv_id[..].into()),
        ("sealed_at", h.sealed_at.into()),
        ("hash", h.hash()[..].into()),
    ]))
}

pub(super) fn mode(header: &Header) -> u64 {
    u64::from(header.mode == Mode::Psk)
}

pub(super) fn purpose(header: &Header) -> u64 {
    if header.purpose == Purpose::Real { 1 } else { 2 }
}

pub(super) fn open_version(i: Inputs<'_>) -> Outcome {
    let asked = asked(i.map("asked")?)?;
    let peer = peer(i.map("pinned")?, &asked)?;
    let keys = i.list("keys", |item| own_keys(Inputs::new(item)?))?;
    let r = i.map("received")?;
    let header = signed(r)?;
    let bundles = r.bundles("owner_bundles")?;
    let history = r.list("history", |item| signed(Inputs::new(item)?))?;
    let k_srv = r.key("k_srv")?;
    let received = Received {
        header: &header,
        owner_bundles: &bundles,
        history: &history,
        wrap: r.bytes("wrap")?,
        lock: r.bytes("lock")?,
        k_srv: &k_srv,
        body: r.bytes("body")?,
        psk_hint: r.optional("psk_hint", |r, key| r.id(key, InviteId::from_bytes))?,
    };
    let accepted: Vec<_> =
        i.texts("accepted")?.into_iter().map(stop_reason).collect::<Result<_, _>>()?;
    let opened =
        version::open_version(&asked, &received, &peer, &keys, &accepted).map_err(|error| {
            match error {
                OpenError::Refused(_) | OpenError::Stopped(_) => Failure::Refused,
            }
        })?;
    let cbor = body_cbor(&Header::parse(&header.header)?, &opened.body_key, received.body)?;
    let mut notices: Vec<_> = opened.notices.iter().map(word).collect();
    notices.sort_unstable();
    let notices = notices.into_iter().map(Item::from).collect();
    Ok(map([
        ("cbor", cbor.expose_secret().into()),
        ("body_key", opened.body_key.expose_secret()[..].into()),
        ("notices", Item::List(notices)),
    ]))
}

/// The CBOR of a body as it was sealed, not as it would be written again.
pub(super) fn body_cbor(header: &Header, key: &Key, body: &[u8]) -> Checked<SecretBytes> {
    let ctx = Writer::label(labels::BODY)
        .suite()
        .put(header.owner.as_bytes())
        .put(header.handover.as_bytes())
        .u64(header.version)
        .done();
    unpad(seal::open(key, &ctx, body)?.expose_secret())
}

fn word(notice: &Notice) -> &'static str {
    match notice {
        Notice::OwnerKeyNewer => "owner_key_newer",
        Notice::OwnerKeyOlder => "owner_key_older",
        Notice::Despite(stop) => stop_word(stop.reason),
    }
}

const STOPS: [StopReason; 4] =
    [StopReason::Older, StopReason::Different, StopReason::ChainNotShown, StopReason::Unpaired];

fn stop_word(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Older => "older",
        StopReason::Different => "different",
        StopReason::ChainNotShown => "chain_not_shown",
        StopReason::Unpaired => "unpaired",
    }
}

fn stop_reason(word: &str) -> Result<StopReason, Failure> {
    STOPS
        .into_iter()
        .find(|reason| stop_word(*reason) == word)
        .ok_or_else(|| Failure::Broken(format!("no reason {word}")))
}

fn signed(i: Inputs<'_>) -> Result<SignedHeader, Failure> {
    let (header, signature) = (i.bytes("header")?.to_vec(), i.bytes("signature")?.to_vec());
    Ok(SignedHeader { header, signature })
}

fn asked(i: Inputs<'_>) -> Result<Asked, Failure> {
    Ok(Asked {
        recipient: i.id("recipient", AccountId::from_bytes)?,
        owner: i.id("owner", AccountId::from_bytes)?,
        handover: i.id("handover", HandoverId::from_bytes)?,
        version: i.optional("version", Inputs::number)?,
        purpose: if i.number("purpose")? == 1 { Purpose::Real } else { Purpose::Drill },
    })
}

fn peer(i: Inputs<'_>, asked: &Asked) -> Result<Peer, Failure> {
    let chain = Chain::link(i.bundles("bundles")?)?;
    let mut peer = Peer::new(String::new(), Role::Owner, chain.newest().clone(), Verified::None);
    peer.bundles = chain;
    peer.psks = i.list("psks", |item| {
        let i = Inputs::new(item)?;
        let psk = Psk { invite: i.id("id", InviteId::from_bytes)?, key: i.key("psk")? };
        Ok(PinnedPsk::new(psk, i.number("time")?))
    })?;
    let seen = i.optional("seen", |i, key| {
        let i = i.map(key)?;
        let (version, time) = (i.number("version")?, i.number("time")?);
        Ok(Seen::new(asked.handover, version, i.array("header")?, time))
    })?;
    peer.seen.extend(seen);
    Ok(peer)
}

pub(in crate::crypto::vectors) fn own_keys(i: Inputs<'_>) -> Result<OwnKeys, Failure> {
    let secrets = IdentityKeys::from_seeds(i.key("xwing")?, i.key("ed25519")?);
    Ok(Vault::new(i.bundle("bundle")?, secrets)?.current_keys().clone())
}
