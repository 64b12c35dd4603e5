//! What the page asks of the keeper, and what it answers.
//!
//! Commands travel as JSON beside optional files; answers as JSON beside optional blobs. A password,
//! a kit code or a link's fragment passes through once and is not kept by the page; no key and no
//! secret derived from one ever travels in an answer. To add a command: a variant here, an arm in
//! `keeper::commands`, a caller in `app::services::keeper`.

use serde::{Deserialize, Serialize};
use stafeta_shared::{
    api::{Delivery, InvitationState, MeResponse, ProblemCode},
    bytes::B64,
    content::Block,
    ids::{AccountId, AttachmentId, HandoverId, InviteId, WatchId},
};

/// A command of the page.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "c", rename_all = "kebab-case")]
pub enum Command {
    /// Is the keeper there? Answer: [`Answer::Done`].
    Ping,
    /// Words for a new password. Answer: [`Answer::Passphrase`].
    SuggestPassphrase {
        /// cs, en, de.
        language: String,
    },
    /// Is this password acceptable? Answer: [`Answer::Password`].
    JudgePassword {
        /// As typed.
        password: String,
    },

    /// What a sign-up link is for. Answer: [`Answer::SignUp`].
    SignUpOpen {
        /// Token out of the fragment, base64url.
        token: String,
    },
    /// Create the account. Answer: [`Answer::Kit`]; the session is full and unlocked afterwards.
    SignUpFinish {
        /// Token out of the fragment.
        token: String,
        /// Name others read.
        name: String,
        /// cs, en, de.
        language: String,
        /// IANA time zone of the browser.
        zone: String,
        /// The password.
        password: String,
    },

    /// E-mail and password. Answer: [`Answer::Login`]; where no code is needed (after a reload)
    /// [`Answer::Unlocked`] or [`Answer::VaultOlder`].
    Login {
        /// Address.
        email: String,
        /// Password.
        password: String,
        /// Anchors may stay on this device.
        own_device: bool,
    },
    /// The SMS code. Answer: [`Answer::Unlocked`] or [`Answer::VaultOlder`].
    LoginCode {
        /// Digits as typed.
        code: String,
    },
    /// Send the code again. Answer: [`Answer::CodeSent`].
    LoginResend,
    /// The printed kit. Answer: [`Answer::Unlocked`] or [`Answer::VaultOlder`].
    KitLogin {
        /// As typed.
        code: String,
        /// Anchors may stay on this device.
        own_device: bool,
    },
    /// Go on with the vault of [`Answer::VaultOlder`]. Answer: [`Answer::Unlocked`].
    UseOlderVault {
        /// Take it for the newest from now on; otherwise it is only read.
        for_good: bool,
    },
    /// Who is unlocked here, without asking for anything. Answer: [`Answer::Session`].
    Session,
    /// Forget every secret and end the session. Answer: [`Answer::Done`].
    Logout,

    /// My people, with proofs checked and new pairings pinned. Answer: [`Answer::People`].
    People,
    /// Invite. Answer: [`Answer::Invited`].
    Invite {
        /// Name, kept in the vault.
        name: String,
        /// Where release messages will go.
        email: String,
        /// Phone, if known.
        phone: Option<String>,
        /// cs, en, de.
        language: String,
        /// Hand over the link, or let the server mail it.
        delivery: Delivery,
    },
    /// The link of an invitation that is still waiting, again. Answer: [`Answer::Invited`].
    InviteLink {
        /// The invitation.
        invite: InviteId,
    },
    /// The 40 digits both sides compare. Answer: [`Answer::Number`].
    Number {
        /// The other person.
        peer: AccountId,
    },
    /// They agreed, read out by phone or compared by QR. Answer: [`Answer::Done`].
    NumberAgrees {
        /// The other person.
        peer: AccountId,
        /// Which number: `qr` of the [`Answer::Number`] that was shown.
        compared: String,
    },
    /// Cancel an invitation or end a pairing. Answer: [`Answer::Done`].
    RemovePerson {
        /// The invitation.
        invite: InviteId,
    },

    /// Look at an invitation. Answer: [`Answer::Invitation`].
    InvitationOpen {
        /// The invitation.
        invite: InviteId,
        /// `S_inv` out of the fragment, base64url; absent when the server mailed the link.
        secret: Option<String>,
    },
    /// Accept with a new account, after the codes. Answer: [`Answer::Kit`].
    InvitationAccept {
        /// The invitation (opened before).
        invite: InviteId,
        /// Name others read.
        name: String,
        /// cs, en, de.
        language: String,
        /// IANA time zone of the browser.
        zone: String,
        /// The password.
        password: String,
        /// SMS code.
        sms_code: String,
        /// E-mail code, when asked for.
        email_code: Option<String>,
        /// Version of the consent text that was shown.
        consent: String,
        /// By what name this person knows who asks.
        owner_name: String,
    },
    /// Prove the codes without accepting yet: joining needs it when the account's address is not the
    /// invited one. Answer: [`Answer::Done`].
    InvitationProve {
        /// The invitation (opened before).
        invite: InviteId,
        /// SMS code.
        sms_code: String,
        /// E-mail code, when asked for.
        email_code: Option<String>,
    },
    /// Accept with the account that is unlocked. Answer: [`Answer::Done`].
    InvitationJoin {
        /// The invitation (opened before).
        invite: InviteId,
        /// Version of the consent text that was shown.
        consent: String,
        /// By what name this person knows who asks.
        owner_name: String,
    },

    /// My handovers, with their titles. Answer: [`Answer::Handovers`].
    Handovers,
    /// A new, empty handover. Answer: [`Answer::Handover`].
    HandoverCreate {
        /// Watch it hangs on.
        watch: Option<WatchId>,
        /// Title.
        title: String,
        /// First blocks (a template's).
        blocks: Vec<Block>,
    },
    /// Its draft, or the newest sealed content. Answer: [`Answer::Handover`].
    HandoverOpen {
        /// The handover.
        handover: HandoverId,
    },
    /// Save the draft. Answer: [`Answer::Saved`].
    DraftSave {
        /// The handover.
        handover: HandoverId,
        /// Title.
        title: String,
        /// Blocks in order.
        blocks: Vec<Block>,
        /// Recipients chosen.
        recipients: Vec<AccountId>,
    },
    /// Encrypt and upload the file that comes with the command, with progress. The draft is saved
    /// with it. Answer: [`Answer::File`].
    FileAdd {
        /// The handover.
        handover: HandoverId,
        /// Continue this interrupted upload.
        resume: Option<AttachmentId>,
    },
    /// Stop a running upload (it can be resumed). Answer: [`Answer::Done`].
    FilePause {
        /// The handover.
        handover: HandoverId,
    },
    /// Take a file out of the draft. Answer: [`Answer::Done`].
    FileRemove {
        /// The handover.
        handover: HandoverId,
        /// The file.
        attachment: AttachmentId,
    },
    /// Read one's own file back, with progress. Answer: [`Answer::Blob`] and one blob.
    FileOpenOwn {
        /// The handover.
        handover: HandoverId,
        /// The file.
        attachment: AttachmentId,
    },
    /// Seal the draft as the next version. Answer: [`Answer::Sealed`].
    Seal {
        /// The handover.
        handover: HandoverId,
        /// To whom.
        recipients: Vec<AccountId>,
        /// Recipients that are not verified yet, but the owner chose to seal to them all the same.
        unverified: Vec<AccountId>,
    },
    /// Delete a handover. Answer: [`Answer::Done`].
    HandoverDelete {
        /// The handover.
        handover: HandoverId,
    },

    /// Owners I said yes to, and what was released. Answer: [`Answer::Inbox`].
    Inbox,
    /// Open a released handover, with progress. Answer: [`Answer::Opened`] or [`Answer::Stopped`].
    Open {
        /// Whose it is, as the inbox showed it.
        owner: AccountId,
        /// The handover.
        handover: HandoverId,
        /// What a person decided about [`Answer::Stopped`].
        accept: Option<Accepted>,
    },
    /// Decrypt a file of an opened handover, with progress. Answer: [`Answer::Blob`] and one blob.
    FileOpen {
        /// The handover.
        handover: HandoverId,
        /// The file.
        attachment: AttachmentId,
    },
    /// Decline. Answer: [`Answer::Done`].
    Decline {
        /// The handover.
        handover: HandoverId,
    },
}

/// An answer of the keeper.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "a", rename_all = "kebab-case")]
pub enum Answer {
    /// Nothing more to say.
    Done,
    /// Words for a new password.
    Passphrase {
        /// Words with blanks between.
        words: String,
    },
    /// Judgement of a password.
    Password {
        /// Acceptable, too short, or on the list of common ones.
        judgement: PasswordJudgement,
    },
    /// A sign-up link.
    SignUp {
        /// Address it proves.
        email: String,
        /// Language chosen before.
        language: String,
    },
    /// The new account's kit, to be printed.
    Kit {
        /// The sheet.
        kit: KitSheet,
        /// Who I am now.
        me: Box<MeResponse>,
    },
    /// The password was right.
    Login {
        /// Where the code went.
        phone: String,
        /// When another code may be asked for.
        resend_at: i64,
    },
    /// Another code was sent.
    CodeSent {
        /// Masked phone.
        target: String,
        /// When another one may be asked for.
        resend_at: i64,
    },
    /// The vault is open.
    Unlocked {
        /// Who I am.
        me: Box<MeResponse>,
        /// Last change of the vault, shown when this device has no anchor for it.
        last_change: Option<VaultChange>,
        /// Nothing may be changed: the vault is older than what this device knows.
        read_only: bool,
    },
    /// Everything was right, but this device has seen a newer vault than the server shows, or another one.
    /// Nothing is open until [`Command::UseOlderVault`].
    VaultOlder {
        /// When the shown vault was changed last.
        change: VaultChange,
    },
    /// Who is unlocked here.
    Session {
        /// Absent when locked.
        me: Option<Box<MeResponse>>,
    },
    /// My people.
    People {
        /// Newest first.
        people: Vec<Person>,
    },
    /// An invitation was made.
    Invited {
        /// The invitation.
        invite: InviteId,
        /// The link to hand over, with its secret in the fragment (absent when mailed).
        link: Option<String>,
    },
    /// Both sides' number.
    Number {
        /// Eight groups of five digits.
        groups: [String; 8],
        /// What the QR code holds, base64url: it names both bundles.
        qr: String,
    },
    /// An invitation that was opened.
    Invitation {
        /// Who asks, in the server's words: no proof speaks of a name.
        owner_name: String,
        /// How the invitation travelled, as the server says.
        delivery: Delivery,
        /// The proof in the link held.
        verified: bool,
        /// Masked address.
        email: String,
        /// Masked phone given by the owner.
        phone: Option<String>,
        /// The mailbox has to be proven by a code too.
        email_code: bool,
        /// When it ends.
        expires_at: i64,
        /// Language the owner chose.
        language: String,
    },
    /// My handovers.
    Handovers {
        /// Oldest first.
        handovers: Vec<HandoverSummary>,
    },
    /// One handover, open for writing.
    Handover {
        /// It.
        handover: Box<HandoverOpened>,
    },
    /// The draft is saved.
    Saved {
        /// When.
        at: i64,
    },
    /// A file is in the draft.
    File {
        /// It.
        file: FileEntry,
    },
    /// A version was sealed.
    Sealed {
        /// Its number.
        version: u64,
        /// When.
        at: i64,
    },
    /// What was prepared for me.
    Inbox {
        /// By owner.
        owners: Vec<InboxOwnerView>,
    },
    /// A released handover, verified and decrypted.
    Opened {
        /// It.
        content: Box<OpenedContent>,
    },
    /// It is authentic, but something speaks against it; open it only by deliberate choice.
    Stopped {
        /// Why.
        reason: StopReason,
        /// When this version was sealed.
        sealed_at: i64,
        /// When the newest version seen before was sealed, or when the two were paired.
        known_at: i64,
        /// Which object this is about: `H(header)`.
        shown: B64,
    },
    /// A decrypted file travels beside this answer.
    Blob {
        /// Its name.
        name: String,
        /// Its type as the owner's browser said, never trusted.
        mime: String,
        /// Length in bytes.
        len: u64,
    },
    /// Progress of a running command; more follows.
    Progress {
        /// What is going on.
        step: ProgressStep,
        /// Bytes (or steps) done.
        done: u64,
        /// Of how many.
        total: u64,
    },
    /// The command was refused.
    Refused {
        /// Why.
        refusal: Refusal,
    },
}

/// What is going on in a long command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProgressStep {
    /// Stretching the password.
    Password,
    /// Making keys.
    Keys,
    /// Encrypting and uploading.
    Upload,
    /// Sealing to recipients.
    Seal,
    /// Downloading and decrypting.
    Download,
    /// Checking.
    Verify,
}

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Refusal {
    /// The server refused.
    Problem {
        /// Its code.
        code: ProblemCode,
        /// Its request id.
        request_id: String,
        /// Seconds to wait.
        retry_after: Option<u64>,
    },
    /// The server did not answer; nothing is lost, try again.
    Offline,
    /// Nobody is unlocked here.
    Locked,
    /// Everything was forgotten while it was under way: it says nothing about who is here now.
    Forgotten,
    /// The password, the kit code or the link is not right.
    WrongSecret,
    /// The kit's code was not copied right.
    KitMistyped {
        /// The group that is wrong, from 1; none: a part is missing, or there is too much.
        group: Option<u8>,
    },
    /// A person's key has changed without proof: hard stop.
    KeyChanged {
        /// Pinned name.
        name: String,
    },
    /// A key is another one since the number was shown: it has to be compared anew.
    NumberChanged,
    /// Somebody else is pinned under this name: the two could not be told apart.
    NameTaken {
        /// Pinned name.
        name: String,
    },
    /// The proof in an invitation does not hold: somebody in between changed it.
    ProofFailed,
    /// The vault is older than this device has seen, or did not come from that one: nothing is changed.
    VaultRolledBack,
    /// Something from the server does not verify.
    Unverifiable,
    /// The file changed, ended early or late while it was read.
    FileChanged,
    /// Paused by the person.
    Paused,
    /// Made with a newer version; only reading is possible.
    NewerVersion,
    /// The command does not fit the state of things.
    Unfit,
}

/// Judgement of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordJudgement {
    /// Fine.
    Good,
    /// Under 12 characters.
    TooShort,
    /// Among the common ones.
    Common,
}

/// The printed recovery sheet.
#[derive(Clone, Serialize, Deserialize)]
pub struct KitSheet {
    /// Eight groups of five symbols.
    pub groups: [String; 8],
    /// Where it belongs.
    pub realm: String,
    /// Base URL.
    pub url: String,
    /// Address of the account.
    pub email: String,
    /// When it was made.
    pub created_at: i64,
}

/// When and where the vault changed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultChange {
    /// When.
    pub at: i64,
    /// Which device, as it called itself.
    pub device: String,
}

/// How far a key is known to be the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verified {
    /// Only the server vouches for it.
    No,
    /// By the link that was handed over.
    Link,
    /// By the compared number.
    Number,
}

/// One person of mine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// The invitation.
    pub invite: InviteId,
    /// Pinned name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Masked phone, once confirmed.
    pub phone: Option<String>,
    /// How the invitation travelled.
    pub delivery: Delivery,
    /// What became of it.
    pub state: InvitationState,
    /// Account, once accepted.
    pub recipient: Option<AccountId>,
    /// How far their key is known.
    pub verified: Verified,
    /// Their key changed without proof: nothing may be sealed to them.
    pub key_changed: bool,
    /// When the invitation was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// The link can still be shown.
    pub has_link: bool,
}

/// One handover in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandoverSummary {
    /// The handover.
    pub handover: HandoverId,
    /// Its title.
    pub title: String,
    /// Its watch.
    pub watch: Option<WatchId>,
    /// Extra wait, ms.
    pub extra_delay_ms: i64,
    /// Newest sealed version, 0 none.
    pub version: u64,
    /// When that was sealed.
    pub sealed_at: Option<i64>,
    /// The draft is newer than the sealed version.
    pub unsealed_changes: bool,
    /// Who gets it.
    pub recipients: Vec<RecipientView>,
    /// Number of files.
    pub files: u32,
}

/// What became of a handover for one recipient.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecipientView {
    /// The recipient.
    pub recipient: AccountId,
    /// Pinned name.
    pub name: String,
    /// When it was released.
    pub released_at: Option<i64>,
    /// When they opened it.
    pub opened_at: Option<i64>,
    /// When they declined it.
    pub declined_at: Option<i64>,
    /// When it was called back.
    pub recalled_at: Option<i64>,
}

/// One handover, open for writing.
#[derive(Clone, Serialize, Deserialize)]
pub struct HandoverOpened {
    /// The list's view of it.
    pub summary: HandoverSummary,
    /// Blocks in order.
    pub blocks: Vec<Block>,
    /// Its files.
    pub files: Vec<FileEntry>,
    /// Recipients chosen in the draft.
    pub chosen: Vec<AccountId>,
    /// Made with a newer version: reading only.
    pub newer: bool,
    /// The server shows a draft from before the last sealing, or none: these are the words that were sealed.
    pub draft_lost: bool,
}

/// A file of a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// The file.
    pub attachment: AttachmentId,
    /// Its name.
    pub name: String,
    /// Its type as the browser said.
    pub mime: String,
    /// Length in bytes.
    pub len: u64,
    /// All of it is uploaded.
    pub complete: bool,
    /// Bytes uploaded, when it is not.
    pub done: u64,
}

/// One owner who prepared something for me.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InboxOwnerView {
    /// The owner.
    pub owner: AccountId,
    /// Pinned name.
    pub name: String,
    /// How far their key is known.
    pub verified: Verified,
    /// When I accepted.
    pub accepted_at: i64,
    /// What was released, newest first.
    pub released: Vec<InboxItem>,
}

/// One released handover.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InboxItem {
    /// The handover.
    pub handover: HandoverId,
    /// Version.
    pub version: u64,
    /// When.
    pub released_at: i64,
    /// When I opened it.
    pub opened_at: Option<i64>,
    /// When I declined it.
    pub declined_at: Option<i64>,
    /// When it was called back.
    pub recalled_at: Option<i64>,
}

/// A released handover, verified and decrypted.
#[derive(Clone, Serialize, Deserialize)]
pub struct OpenedContent {
    /// The handover.
    pub handover: HandoverId,
    /// Pinned name of its owner.
    pub owner_name: String,
    /// Title.
    pub title: String,
    /// Blocks in order.
    pub blocks: Vec<Block>,
    /// Its files.
    pub files: Vec<FileEntry>,
    /// When it was sealed.
    pub sealed_at: i64,
    /// Version.
    pub version: u64,
    /// Things worth knowing.
    pub notices: Vec<OpenNotice>,
    /// Holds blocks of a newer version.
    pub newer: bool,
}

/// Something worth knowing about an opened handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenNotice {
    /// The owner renewed their keys; the chain proves it.
    OwnerKeyRenewed,
    /// Opened by choice, although it does not fit what was seen before.
    DespiteStale,
    /// Opened by choice, although it was sealed without the secret of the pairing.
    DespiteUnpaired,
    /// The owner's key was never verified.
    Unverified,
    /// That it was read could not be remembered: the server shows an older vault.
    NotRemembered,
}

/// Why a handover does not open without a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// Older than the version seen before.
    Older,
    /// The same version, but other bytes.
    Different,
    /// The versions in between were not shown.
    Gap,
    /// Sealed without the secret of the pairing.
    Unpaired,
}

/// A deliberate choice: it holds for what was shown and said, not for whatever the server shows next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The object of [`Answer::Stopped`].
    pub shown: B64,
    /// Its reasons so far.
    pub reasons: Vec<StopReason>,
}
