//! Each command of the page goes to the method that carries it out.
//!
//! Text that a person typed as a secret is erased here once the command is done.

use super::{
    acceptance::Acceptance,
    handovers::Written,
    invitations::Invitee,
    passphrase,
    refusal::Outcome,
    seal::SealChoice,
    sign_up::Newcomer,
    state::Keeper,
    world::{BlobOf, World},
};
use crate::protocol::{Answer, Command, ProgressStep, Refusal};
use zeroize::Zeroizing;

/// Takes progress: what is going on, how much is done, of how much.
pub type Report = dyn Fn(ProgressStep, u64, u64);

impl<W: World> Keeper<W> {
    /// Carries a command out. Blobs travel beside the answer.
    pub async fn handle(
        &self,
        command: Command,
        files: Vec<W::File>,
        report: &Report,
    ) -> (Answer, Vec<BlobOf<W>>) {
        self.expire();
        let mut blobs = Vec::new();
        // Boxed: on a worker's small stack a future of this size should not be handed on by value.
        let run = Box::pin(self.dispatch(command, files, &mut blobs, report));
        let answer = self.unless_forgotten(run).await;
        (answer.unwrap_or_else(|refusal| Answer::Refused { refusal }), blobs)
    }

    async fn dispatch(
        &self,
        command: Command,
        files: Vec<W::File>,
        blobs: &mut Vec<BlobOf<W>>,
        report: &Report,
    ) -> Outcome<Answer> {
        if needs_account(&command) && self.with(|open| open.read_only)? && !only_reads(&command) {
            return Err(Refusal::VaultRolledBack);
        }
        match command {
            Command::Ping => Ok(Answer::Done),
            Command::SuggestPassphrase { language } => {
                let words = passphrase::suggest(&language, &mut self.world.rng());
                Ok(Answer::Passphrase { words: words.expose_secret().to_owned() })
            }
            Command::JudgePassword { password } => {
                Ok(Answer::Password { judgement: passphrase::judge(&Zeroizing::new(password)) })
            }
            Command::SignUpOpen { token } => self.sign_up_open(&token).await,
            Command::SignUpFinish { token, name, language, zone, password } => {
                self.sign_up_finish(&token, newcomer(name, language, zone, password), report).await
            }
            Command::Login { email, password, own_device } => {
                self.login(email, &Zeroizing::new(password), own_device, report).await
            }
            Command::LoginCode { code } => self.login_code(code).await,
            Command::LoginResend => self.login_resend().await,
            Command::KitLogin { code, own_device } => {
                self.kit_login(&Zeroizing::new(code), own_device).await
            }
            Command::UseOlderVault { for_good } => self.use_older_vault(for_good).await,
            Command::Session => self.session().await,
            Command::Logout => self.logout().await,
            Command::People => self.people().await,
            Command::Invite { name, email, phone, language, delivery } => {
                self.invite(Invitee { name, email, phone, language, delivery }).await
            }
            Command::InviteLink { invite } => self.invite_link(invite).await,
            Command::Number { peer } => self.number(peer).await,
            Command::NumberAgrees { peer, compared } => self.number_agrees(peer, &compared).await,
            Command::RemovePerson { invite } => self.remove_person(invite).await,
            Command::InvitationOpen { invite, secret } => {
                self.invitation_open(invite, secret).await
            }
            Command::InvitationAccept {
                invite,
                name,
                language,
                zone,
                password,
                sms_code,
                email_code,
                consent,
                owner_name,
            } => {
                let newcomer = newcomer(name, language, zone, password);
                let said = Acceptance {
                    newcomer: Newcomer { owner_name: Some(owner_name), ..newcomer },
                    sms_code,
                    email_code,
                    consent,
                };
                self.invitation_accept(invite, said, report).await
            }
            Command::InvitationProve { invite, sms_code, email_code } => {
                self.prove_codes(invite, sms_code, email_code).await?;
                Ok(Answer::Done)
            }
            Command::InvitationJoin { invite, consent, owner_name } => {
                self.invitation_join(invite, consent, &owner_name).await
            }
            Command::Handovers => self.handovers().await,
            Command::HandoverCreate { watch, title, blocks } => {
                self.handover_create(watch, title, blocks).await
            }
            Command::HandoverOpen { handover } => self.handover_open(handover).await,
            Command::DraftSave { handover, title, blocks, recipients } => {
                self.draft_save(handover, Written { title, blocks, recipients }).await
            }
            Command::FileAdd { handover, resume } => {
                self.file_add(handover, resume, files, report).await
            }
            Command::FilePause { handover } => Ok(self.file_pause(handover)),
            Command::FileRemove { handover, attachment } => {
                self.file_remove(handover, attachment).await
            }
            Command::FileOpenOwn { handover, attachment } => {
                with_blob(blobs, self.file_open_own(handover, attachment, report).await)
            }
            Command::Seal { handover, recipients, unverified } => {
                self.seal(SealChoice { handover, recipients, unverified }, report).await
            }
            Command::HandoverDelete { handover } => self.handover_delete(handover).await,
            Command::Inbox => self.inbox().await,
            Command::Open { owner, handover, accept } => {
                self.open((owner, handover), accept.as_ref(), report).await
            }
            Command::FileOpen { handover, attachment } => {
                with_blob(blobs, self.file_open(handover, attachment, report).await)
            }
            Command::Decline { handover } => self.decline(handover).await,
        }
    }
}

/// Whether a command speaks of an open account; while locked nothing of it leaves.
fn needs_account(command: &Command) -> bool {
    !matches!(
        command,
        Command::Ping
            | Command::SuggestPassphrase { .. }
            | Command::JudgePassword { .. }
            | Command::SignUpOpen { .. }
            | Command::SignUpFinish { .. }
            | Command::Login { .. }
            | Command::LoginCode { .. }
            | Command::LoginResend
            | Command::KitLogin { .. }
            | Command::UseOlderVault { .. }
            | Command::Session
            | Command::Logout
            | Command::InvitationOpen { .. }
            | Command::InvitationProve { .. }
            | Command::InvitationAccept { .. }
    )
}

/// Whether a command leaves what the vault speaks of as it is: all that is allowed over an older vault. What
/// belongs to a release is the recipient's alone and no part of their vault.
fn only_reads(command: &Command) -> bool {
    matches!(
        command,
        Command::People
            | Command::Number { .. }
            | Command::Handovers
            | Command::HandoverOpen { .. }
            | Command::FileOpenOwn { .. }
            | Command::Inbox
            | Command::Open { .. }
            | Command::FileOpen { .. }
            | Command::Decline { .. }
    )
}

fn newcomer(name: String, language: String, zone: String, password: String) -> Newcomer {
    Newcomer { name, language, zone, password: Zeroizing::new(password), owner_name: None }
}

fn with_blob<B>(blobs: &mut Vec<B>, opened: Outcome<(Answer, B)>) -> Outcome<Answer> {
    let (answer, blob) = opened?;
    blobs.push(blob);
    Ok(answer)
}
