//! Route paths, in axum's notation. The client fills the braces in with [`fill`].

/// What this installation is: realm, sign-up mode, languages.
pub const INSTANCE: &str = "/api/instance";

/// POST: ask for a sign-up link by e-mail. Same answer for known and unknown addresses.
pub const SIGN_UP: &str = "/api/sign-up";
/// POST: what a sign-up link is for.
pub const SIGN_UP_OPEN: &str = "/api/sign-up/open";
/// POST: first step of an OPAQUE registration, with a grant (sign-up token or invitation grant).
pub const OPAQUE_REGISTER: &str = "/api/opaque/register";
/// POST: create the account. Answers with a full session.
pub const SIGN_UP_FINISH: &str = "/api/sign-up/finish";

/// POST: OPAQUE KE1 -> KE2.
pub const LOGIN_START: &str = "/api/login/start";
/// POST: OPAQUE KE3 -> pre-authenticated cookie (or the same full session, when unlocking).
pub const LOGIN_FINISH: &str = "/api/login/finish";
/// POST: the SMS code -> full session.
pub const LOGIN_CODE: &str = "/api/login/code";
/// POST: send the SMS code again.
pub const LOGIN_RESEND: &str = "/api/login/resend";
/// POST: kit locator -> nonce.
pub const KIT_START: &str = "/api/kit/start";
/// POST: signature over the nonce -> full session.
pub const KIT_FINISH: &str = "/api/kit/finish";
/// POST: end this session.
pub const LOGOUT: &str = "/api/logout";

/// GET: who I am; `null` for a visitor.
pub const ME: &str = "/api/me";
/// GET: the slot of the way this session came in by, and the vault. PUT: compare-and-swap of the vault.
pub const VAULT: &str = "/api/vault";
/// GET: which vaults were replaced in the last weeks.
pub const OLD_VAULTS: &str = "/api/vault/old";
/// GET: one of them.
pub const OLD_VAULT: &str = "/api/vault/old/{counter}";
/// POST: send a code to a phone number.
pub const PHONE_START: &str = "/api/phone/start";
/// POST: confirm the phone by its code.
pub const PHONE_CONFIRM: &str = "/api/phone/confirm";
/// GET: the bundle chain of myself or of somebody I am paired with.
pub const BUNDLES: &str = "/api/bundles/{account}";

/// GET: my invitations and pairings as an owner. POST: invite; answered with the new person.
pub const INVITATIONS: &str = "/api/invitations";
/// GET (anybody with the link): what is asked. DELETE (owner): cancel or remove.
pub const INVITATION: &str = "/api/invitations/{invite}";
/// POST (anybody with the link): send the codes for phone (and mailbox).
pub const INVITATION_CODES: &str = "/api/invitations/{invite}/codes";
/// POST: prove the codes; answers with the grant to register.
pub const INVITATION_VERIFY: &str = "/api/invitations/{invite}/verify";
/// POST: accept with a new account. Answers with a full session.
pub const INVITATION_ACCEPT: &str = "/api/invitations/{invite}/accept";
/// POST: accept with the account logged in.
pub const INVITATION_JOIN: &str = "/api/invitations/{invite}/join";
/// POST: decline.
pub const INVITATION_DECLINE: &str = "/api/invitations/{invite}/decline";

/// GET: my handovers. POST: create one; answered with it.
pub const HANDOVERS: &str = "/api/handovers";
/// PUT: its watch and extra delay; answered with it. DELETE: remove it with everything in it.
pub const HANDOVER: &str = "/api/handovers/{handover}";
/// GET / PUT (compare-and-swap): the encrypted draft.
pub const DRAFT: &str = "/api/handovers/{handover}/draft";
/// POST: announce a file and reserve its size; the same announcement again changes nothing.
/// Answered with what has arrived.
pub const ATTACHMENTS: &str = "/api/handovers/{handover}/attachments";
/// GET: which parts have arrived. DELETE: drop a file no version uses.
pub const ATTACHMENT: &str = "/api/handovers/{handover}/attachments/{attachment}";
/// PUT: one part, raw body, header `x-part-sha256` in hex. GET (owner): read it back.
pub const PART: &str = "/api/handovers/{handover}/attachments/{attachment}/parts/{number}";
/// POST: commit a sealed version, atomically; answered with the handover. Refused with
/// `release-stands` while a release stands: call it back first. GET: the newest, for its owner.
pub const VERSIONS: &str = "/api/handovers/{handover}/versions";

/// GET: who proved to have opened which version.
pub const RECEIPTS: &str = "/api/handovers/{handover}/receipts";
/// POST: my signed word that versions are still the newest, at a strong check-in.
pub const HEADS: &str = "/api/heads";

/// POST: what a policy means in days and hours, computed by the machine itself.
pub const PROJECTION: &str = "/api/watches/projection";
/// GET: my watches. POST: create one.
pub const WATCHES: &str = "/api/watches";
/// PUT: change policy and contacts. DELETE: remove (drafts only, or after disarming).
pub const WATCH: &str = "/api/watches/{watch}";
/// POST: arm.
pub const WATCH_ARM: &str = "/api/watches/{watch}/arm";
/// POST: back to a draft.
pub const WATCH_DISARM: &str = "/api/watches/{watch}/disarm";
/// POST: pause until a day.
pub const WATCH_PAUSE: &str = "/api/watches/{watch}/pause";
/// POST: end the pause (counts as a strong sign).
pub const WATCH_RESUME: &str = "/api/watches/{watch}/resume";
/// GET: its history.
pub const WATCH_EVENTS: &str = "/api/watches/{watch}/events";
/// POST: "I'm back" after a release: lock what was not opened, arm again.
pub const WATCH_RECALL: &str = "/api/watches/{watch}/recall";
/// POST: "I'm fine", for all my watches.
pub const CHECK_IN: &str = "/api/check-in";

/// GET: what has been prepared for me, by owner; content only after release.
pub const INBOX: &str = "/api/inbox";
/// GET (after release): header, signature, wrap, lock, body.
pub const INBOX_SEALED: &str = "/api/inbox/{handover}";
/// GET (after release): the owner's newest word that it is still what they meant.
pub const INBOX_HEAD: &str = "/api/inbox/{handover}/head";
/// POST (after the key): my proof, for the owner, that I opened it.
pub const INBOX_RECEIPT: &str = "/api/inbox/{handover}/receipt";
/// POST (after release): records the opening, then answers with K_srv.
pub const INBOX_KEY: &str = "/api/inbox/{handover}/key";
/// GET (after release): one part of a file.
pub const INBOX_PART: &str = "/api/inbox/{handover}/attachments/{attachment}/parts/{number}";
/// POST (after release): "I do not want it"; reminders stop.
pub const INBOX_DECLINE: &str = "/api/inbox/{handover}/decline";

/// Page: answer of an owner, without script. GET shows, POST confirms.
pub const PAGE_CHECK_IN: &str = "/c/{token}";
/// Page: answer of a trusted contact, without script. GET shows, POST answers.
pub const PAGE_CONTACT: &str = "/k/{token}";
/// Page of the client: sign-up, its token in the fragment.
pub const PAGE_SIGN_UP: &str = "/sign-up";
/// Page of the client: an invitation, `S_inv` in the fragment.
pub const PAGE_INVITATION: &str = "/i/{invite}";
/// Page of the client: log in.
pub const PAGE_LOGIN: &str = "/login";

/// Fills the braces of `path`, in order, with `values`.
///
/// Values are ids, numbers or tokens, which need no percent-encoding.
#[must_use]
pub fn fill(path: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(path.len() + 32);
    let mut values = values.iter();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (_, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(values.next().copied().unwrap_or_default());
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_braces_in_order() {
        assert_eq!(fill(PART, &["h", "a", "3"]), "/api/handovers/h/attachments/a/parts/3");
        assert_eq!(fill(ME, &[]), "/api/me");
    }
}
