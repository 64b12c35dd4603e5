//! Why something did not work, in one shape for HTTP and keeper.

use crate::{bridge::page::BridgeError, protocol::Refusal};
use stafeta_shared::{
    api::{FieldProblem, Problem, ProblemCode},
    i18n::Texts,
};

/// A failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The keeper refused, or the server did through it.
    Refused(Refusal),
    /// The server refused, and says which fields are wrong.
    Problem(Box<Problem>),
    /// The keeper did not answer.
    Keeper(BridgeError),
    /// An answer that this version does not understand.
    Unexpected,
}

impl Failure {
    /// The server did not answer.
    #[must_use]
    pub const fn offline() -> Self {
        Self::Refused(Refusal::Offline)
    }

    /// The server's code, if it was the server.
    #[must_use]
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(Refusal::Problem { code, .. }) => Some(*code),
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// Whether it is only the connection, so that trying again by itself makes sense.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        match self {
            Self::Refused(Refusal::Offline) => true,
            _ => matches!(self.code(), Some(ProblemCode::Unavailable | ProblemCode::TimedOut)),
        }
    }

    /// Whether the person has to unlock or log in again first.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        match self {
            Self::Refused(Refusal::Locked) => true,
            Self::Keeper(BridgeError::Crashed) => true,
            _ => {
                matches!(
                    self.code(),
                    Some(ProblemCode::Unauthenticated | ProblemCode::FreshLoginNeeded)
                )
            }
        }
    }

    /// What is wrong with one field, if the server said.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldProblem> {
        match self {
            Self::Problem(problem) => problem.fields.iter().find(|field| field.field == name),
            _ => None,
        }
    }

    /// What to tell the person.
    #[must_use]
    pub fn text(&self, texts: Texts) -> String {
        match self {
            Self::Refused(refusal) => refusal_text(refusal, texts),
            Self::Problem(problem) => problem_text(problem.code, problem.retry_after, texts),
            Self::Keeper(BridgeError::Start) => texts.t("common-error-keeper"),
            Self::Keeper(_) => texts.t("problem-refusal-keeper-stopped"),
            Self::Unexpected => texts.t("common-error-unexpected"),
        }
    }

    /// By what the operator finds the request in the log.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        let id = match self {
            Self::Refused(Refusal::Problem { request_id, .. }) => request_id,
            Self::Problem(problem) => &problem.request_id,
            _ => return None,
        };
        Some(id.as_str()).filter(|id| !id.is_empty())
    }
}

fn problem_text(code: ProblemCode, retry_after: Option<u64>, texts: Texts) -> String {
    let text = texts.t(&format!("problem-{}", code.as_str()));
    match retry_after {
        Some(seconds) if seconds > 0 => {
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            format!("{text} {}", texts.ta("problem-retry-after", &[("n", seconds.into())]))
        }
        _ => text,
    }
}

fn refusal_text(refusal: &Refusal, texts: Texts) -> String {
    match refusal {
        Refusal::Problem { code, retry_after, .. } => problem_text(*code, *retry_after, texts),
        Refusal::Offline => texts.t("common-error-network"),
        Refusal::Locked => texts.t("problem-refusal-locked"),
        Refusal::Forgotten => texts.t("problem-refusal-forgotten"),
        Refusal::WrongSecret => texts.t("problem-refusal-wrong-secret"),
        Refusal::KitMistyped { group: Some(group) } => {
            texts.ta("problem-refusal-kit-group", &[("group", i64::from(*group).into())])
        }
        Refusal::KitMistyped { group: None } => texts.t("problem-refusal-kit-length"),
        Refusal::KeyChanged { name } => {
            texts.ta("problem-refusal-key-changed", &[("name", name.clone().into())])
        }
        Refusal::NumberChanged => texts.t("problem-refusal-number-changed"),
        Refusal::NameTaken { name } => {
            texts.ta("problem-refusal-name-taken", &[("name", name.clone().into())])
        }
        Refusal::ProofFailed => texts.t("problem-refusal-proof-failed"),
        Refusal::VaultRolledBack => texts.t("problem-refusal-vault-rolled-back"),
        Refusal::Unverifiable => texts.t("problem-refusal-unverifiable"),
        Refusal::FileChanged => texts.t("problem-refusal-file-changed"),
        Refusal::Paused => texts.t("problem-refusal-paused"),
        Refusal::NewerVersion => texts.t("problem-refusal-newer-version"),
        Refusal::Unfit => texts.t("problem-refusal-unfit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::lang::Lang;

    #[test]
    fn every_problem_and_refusal_has_a_text_in_every_language() {
        for lang in Lang::ALL {
            let texts = Texts::get(lang);
            for code in ProblemCode::ALL.iter().copied().chain([ProblemCode::Unknown]) {
                let text = problem_text(code, None, texts);
                assert!(!text.starts_with("problem-"), "{lang}: {text}");
            }
            for refusal in [
                Refusal::Offline,
                Refusal::Locked,
                Refusal::Forgotten,
                Refusal::WrongSecret,
                Refusal::KitMistyped { group: Some(8) },
                Refusal::KitMistyped { group: None },
                Refusal::KeyChanged { name: "Eva".to_owned() },
                Refusal::NameTaken { name: "Eva".to_owned() },
                Refusal::ProofFailed,
                Refusal::VaultRolledBack,
                Refusal::Unverifiable,
                Refusal::FileChanged,
                Refusal::Paused,
                Refusal::NewerVersion,
                Refusal::Unfit,
            ] {
                let text = refusal_text(&refusal, texts);
                assert!(!text.starts_with("problem-"), "{lang}: {text}");
            }
        }
    }
    #[test]
    fn a_call_that_was_forgotten_asks_nobody_for_a_password() {
        assert!(Failure::Refused(Refusal::Locked).is_locked());
        assert!(!Failure::Refused(Refusal::Forgotten).is_locked(), "somebody may be here by now");
    }
}
