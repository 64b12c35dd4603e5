//! How failures become the page's [`Refusal`].
//!
//! Everything that does not open or verify is one refusal, so that neither page nor server learns why.

use super::{files::FileLost, transport::NoAnswer};
use crate::protocol::Refusal;
use stafeta_shared::{
    api::{Problem, ProblemCode},
    crypto::{Refused, kit::KitCodeError},
};

/// A result whose error the page can show.
pub type Outcome<T> = Result<T, Refusal>;

impl From<Refused> for Refusal {
    fn from(_: Refused) -> Self {
        Self::Unverifiable
    }
}

impl From<NoAnswer> for Refusal {
    fn from(_: NoAnswer) -> Self {
        Self::Offline
    }
}

impl From<KitCodeError> for Refusal {
    fn from(error: KitCodeError) -> Self {
        let group = match error {
            KitCodeError::Length(_) => None,
            KitCodeError::Symbol(group) | KitCodeError::Check(group) => {
                u8::try_from(group + 1).ok().filter(|group| *group <= 8)
            }
        };
        Self::KitMistyped { group }
    }
}

impl From<FileLost> for Refusal {
    fn from(_: FileLost) -> Self {
        Self::FileChanged
    }
}

impl Refusal {
    /// Whether the server refused with this code.
    pub(crate) fn is(&self, wanted: ProblemCode) -> bool {
        matches!(self, Self::Problem { code, .. } if *code == wanted)
    }

    /// Whether the server has decided. Where no answer came that can be read, or it is in trouble itself or has
    /// no time, nobody knows what became of the request, or of the one before it.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Self::Problem { code, .. }
            if code.status() < 500 && *code != ProblemCode::TooManyRequests)
    }

    /// The refusal of an answer outside 2xx. A gateway's own error page counts as no answer.
    pub(crate) fn from_answer(status: u16, body: &[u8]) -> Self {
        match serde_json::from_slice::<Problem>(body) {
            Ok(problem) => Self::Problem {
                code: problem.code,
                request_id: problem.request_id,
                retry_after: problem.retry_after,
            },
            Err(_) if status >= 500 => Self::Offline,
            Err(_) => ProblemCode::Unknown.into(),
        }
    }
}

/// What is found here, in the server's words.
impl From<ProblemCode> for Refusal {
    fn from(code: ProblemCode) -> Self {
        Self::Problem { code, request_id: String::new(), retry_after: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_kit_says_which_group() {
        let told = |error: KitCodeError| match Refusal::from(error) {
            Refusal::KitMistyped { group } => group,
            other => panic!("a refusal of the kit, not {other:?}"),
        };
        assert_eq!(told(KitCodeError::Check(0)), Some(1), "people count from one");
        assert_eq!(told(KitCodeError::Symbol(7)), Some(8));
        assert_eq!(told(KitCodeError::Length(35)), None);
    }

    #[test]
    fn a_problem_keeps_its_code_and_a_gateway_page_means_offline() {
        let body = serde_json::to_vec(&Problem::new(ProblemCode::VaultConflict)).unwrap();
        assert!(Refusal::from_answer(409, &body).is(ProblemCode::VaultConflict));
        assert_eq!(Refusal::from_answer(502, b"<html>"), Refusal::Offline);
        assert!(Refusal::from_answer(404, b"").is(ProblemCode::Unknown));
    }

    #[test]
    fn only_the_servers_own_no_is_final() {
        use ProblemCode::{Internal, LinkInvalid, TimedOut, TooManyRequests, Unknown};
        let of = |code: ProblemCode| Refusal::from(code);
        assert!(of(LinkInvalid).is_final());
        for open in [Internal, TimedOut, TooManyRequests, Unknown] {
            assert!(!of(open).is_final(), "{}", open.as_str());
        }
        assert!(!Refusal::Offline.is_final() && !Refusal::Unverifiable.is_final());
    }
}
