//! Each command of the page goes to the method that carries it out.
//!
//! Text that a person typed as a secret is erased here once the command is done.

use super::{
    passphrase,
    refusal::Outcome,
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
    pub async fn handle(&self, command: Command, files: Vec<W::File>, report: &Report) -> (Answer, Vec<BlobOf<W>>) {
        let mut blobs = Vec::new();
        let answer = self.dispatch(command, files, &mut blobs, report).await;
        (answer.unwrap_or_else(|refusal| Answer::Refused { refusal }), blobs)
    }

    async fn dispatch(&self, command: Command, files: Vec<W::File>, blobs: &mut Vec<BlobOf<W>>, report: &Report) -> Outcome<Answer> {
        let _ = (files, blobs);
        match command {
            Command::Ping => Ok(Answer::Done),
            Command::SuggestPassphrase { language } => {
                let words = passphrase::suggest(&language, &mut self.world.rng());
                Ok(Answer::Passphrase { words: words.expose_secret().to_owned() })
            }
            Command::JudgePassword { password } => Ok(Answer::Password { judgement: passphrase::judge(&Zeroizing::new(password)) }),
            Command::SignUpOpen { token } => self.sign_up_open(&token).await,
            Command::SignUpFinish { token, name, language, zone, password } => {
                self.sign_up_finish(&token, Newcomer { name, language, zone, password: Zeroizing::new(password) }, report).await
            }
            Command::Login { email, password } => self.login(email, &Zeroizing::new(password), report).await,
            Command::LoginCode { code } => self.login_code(code).await,
            Command::LoginResend => self.login_resend().await,
            Command::KitLogin { code } => self.kit_login(&Zeroizing::new(code)).await,
            Command::Session => self.session().await,
            Command::Logout => self.logout().await,
            _ => Err(Refusal::Unfit),
        }
    }
}
