//! An owner and a recipient, and what they do.

#![expect(clippy::unwrap_used, reason = "support of tests")]

use super::{
    device::{Device, MemoryFile, PASSWORD, Stage, kit},
    service::Service,
};
use stafeta_client::protocol::{Accepted, Answer, Command, OpenedContent, Person, StopReason};
use stafeta_shared::{
    api::{Delivery, InvitationCodesRequest, MeResponse, paths},
    bytes::B64,
    content::{Block, Credential, Text},
    ids::{AttachmentId, HandoverId, InviteId},
};

/// Address and number of the owner.
pub const OWNER: (&str, &str) = ("jana@example.org", "+420601000001");
/// Address and number of the recipient.
pub const RECIPIENT: (&str, &str) = ("petr@example.org", "+420601000002");

/// An owner and a recipient who accepted by a link that was handed over.
pub struct Pair {
    /// The honest service.
    pub service: Service,
    /// The owner's device.
    pub owner: Device,
    /// Who the owner is.
    pub owner_me: MeResponse,
    /// The recipient's device.
    pub recipient: Device,
    /// Who the recipient is.
    pub recipient_me: MeResponse,
    /// Their invitation.
    pub invite: InviteId,
    /// The secret of its link, as in the fragment.
    pub secret: Option<String>,
}

/// The owner's command.
#[must_use]
pub fn invite(delivery: Delivery) -> Command {
    Command::Invite {
        name: "Petr (účetní)".to_owned(),
        email: RECIPIENT.0.to_owned(),
        phone: Some(RECIPIENT.1.to_owned()),
        language: "cs".to_owned(),
        delivery,
    }
}

/// The recipient becomes an owner too, and invites their owner by a link.
#[must_use]
pub fn invite_back() -> Command {
    Command::Invite {
        name: "Jana".to_owned(),
        email: OWNER.0.to_owned(),
        phone: None,
        language: "cs".to_owned(),
        delivery: Delivery::Link,
    }
}

/// Invitation and fragment of the link.
///
/// # Panics
/// When the answer is another one.
#[track_caller]
pub fn link_of(answer: Answer) -> (InviteId, Option<String>) {
    match answer {
        Answer::Invited { invite, link } => {
            (invite, link.map(|link| link.split_once('#').unwrap().1.to_owned()))
        }
        other => panic!("not invited: {}", serde_json::to_string(&other).unwrap()),
    }
}

/// Accepting with a new account.
#[must_use]
pub fn acceptance(invite: InviteId, sms_code: String, email_code: Option<String>) -> Command {
    Command::InvitationAccept {
        invite,
        name: "Petr Dvořák".to_owned(),
        language: "cs".to_owned(),
        zone: "Europe/Prague".to_owned(),
        password: PASSWORD.to_owned(),
        sms_code,
        email_code,
        consent: "1".to_owned(),
        owner_name: "Jana Nováková".to_owned(),
    }
}

/// Accepting with the account that is open.
#[must_use]
pub fn join(invite: InviteId, owner_name: &str) -> Command {
    let (consent, owner_name) = ("1".to_owned(), owner_name.to_owned());
    Command::InvitationJoin { invite, consent, owner_name }
}

/// Opens the invitation, proves the codes, accepts.
///
/// # Panics
/// When it does not open.
pub async fn accept(
    service: &Service,
    device: &Device,
    invite: InviteId,
    secret: Option<String>,
) -> Answer {
    accept_as(service, device, (invite, secret), RECIPIENT).await
}

/// The same for anybody.
///
/// # Panics
/// When it does not open.
pub async fn accept_as(
    service: &Service,
    device: &Device,
    (invite, secret): (InviteId, Option<String>),
    (email, phone): (&str, &str),
) -> Answer {
    let Answer::Invitation { email_code, verified, owner_name, .. } =
        device.ask(Command::InvitationOpen { invite, secret: secret.clone() }).await
    else {
        panic!("the invitation opens")
    };
    assert_eq!((owner_name.as_str(), verified), ("Jana Nováková", secret.is_some()));
    let path = paths::fill(paths::INVITATION_CODES, &[&invite.to_string()]);
    device.page_posts(&path, &InvitationCodesRequest { phone: None }).await;
    let sms = service.code_to(phone).await;
    let mail = if email_code { Some(service.code_to(email).await) } else { None };
    device.ask(acceptance(invite, sms, mail)).await
}

/// The owner's people.
///
/// # Panics
/// When they are refused.
pub async fn people(device: &Device) -> Vec<Person> {
    match device.ask(Command::People).await {
        Answer::People { people } => people,
        other => panic!("no people: {}", serde_json::to_string(&other).unwrap()),
    }
}

impl Pair {
    /// Natively, by a link that was handed over.
    pub async fn new() -> Self {
        Self::by(Delivery::Link).await
    }

    /// Natively, by either way.
    pub async fn by(delivery: Delivery) -> Self {
        Self::on(Stage::Native, delivery).await
    }

    /// Anywhere, by either way.
    ///
    /// # Panics
    /// When any of it is refused.
    pub async fn on(stage: Stage<'_>, delivery: Delivery) -> Self {
        let service = stage.service().await;
        let owner = stage.device(&service, "owner").await;
        let (owner_me, _) = owner.sign_up(&service, OWNER.0, OWNER.1).await;
        let (invite, secret) = link_of(owner.ask(invite(delivery)).await);
        let recipient = stage.device(&service, "recipient").await;
        let (_, recipient_me) = kit(accept(&service, &recipient, invite, secret.clone()).await);
        Self { service, owner, owner_me, recipient, recipient_me, invite, secret }
    }

    /// A release, as the engine makes one.
    pub async fn release(&self, handover: HandoverId, cycle: i64) {
        self.service
            .release(self.owner_me.account, handover, self.recipient_me.account, cycle)
            .await;
    }

    /// A new handover with these words.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn handover(&self, blocks: Vec<Block>) -> HandoverId {
        let create =
            Command::HandoverCreate { watch: None, title: "Klientské weby".to_owned(), blocks };
        match self.owner.ask(create).await {
            Answer::Handover { handover } => handover.summary.handover,
            other => panic!("not created: {}", serde_json::to_string(&other).unwrap()),
        }
    }

    /// Seals it to the recipient.
    pub async fn seal(&self, handover: HandoverId) -> Answer {
        self.owner
            .ask(Command::Seal {
                handover,
                recipients: vec![self.recipient_me.account],
                unverified: vec![],
            })
            .await
    }

    /// The recipient's command.
    #[must_use]
    pub fn opening(&self, handover: HandoverId) -> Command {
        Command::Open { owner: self.owner_me.account, handover, accept: None }
    }

    /// The same although something speaks against it: a choice about this object and these reasons.
    #[must_use]
    pub fn opening_despite(
        &self,
        handover: HandoverId,
        shown: &B64,
        reasons: &[StopReason],
    ) -> Command {
        let accept = Accepted { shown: shown.clone(), reasons: reasons.to_vec() };
        Command::Open { owner: self.owner_me.account, handover, accept: Some(accept) }
    }

    /// Opens it as the recipient.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn open(&self, handover: HandoverId) -> OpenedContent {
        match self.recipient.ask(self.opening(handover)).await {
            Answer::Opened { content } => *content,
            other => panic!("not opened: {}", serde_json::to_string(&other).unwrap()),
        }
    }
}

/// Uploads a file.
///
/// # Panics
/// When it is refused.
pub async fn add(device: &Device, handover: HandoverId, file: &MemoryFile) -> AttachmentId {
    let command = Command::FileAdd { handover, resume: None };
    match device.ask_with(command, vec![file.clone()]).await.0 {
        Answer::File { file } => {
            assert!(file.complete);
            file.attachment
        }
        other => panic!("not added: {}", serde_json::to_string(&other).unwrap()),
    }
}

/// Something to hand over.
#[must_use]
pub fn words() -> Vec<Block> {
    vec![
        Block::Text(Text {
            md: "Milý Petře, **příliš žluťoučký kůň**".to_owned(), extra: None
        }),
        Block::Credential(Credential {
            site: "hosting".into(),
            password: "hunter2 ěšč".into(),
            ..Credential::default()
        }),
    ]
}

/// The version that was sealed.
///
/// # Panics
/// When none was.
#[track_caller]
pub fn version(answer: Answer) -> u64 {
    match answer {
        Answer::Sealed { version, .. } => version,
        other => panic!("not sealed: {}", serde_json::to_string(&other).unwrap()),
    }
}
