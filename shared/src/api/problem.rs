//! Refusals: RFC 9457 problem documents with stable codes.

use serde::{Deserialize, Serialize};

/// Body of every refusal (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:stafeta:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A plain English sentence; people see the text `problem-<code>` of the catalogue instead.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: ProblemCode,
    /// Identifies the request in the operator's log.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// Seconds to wait, when the refusal is about too many tries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// What is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// Path of the field, such as `policy.check_every`.
    pub field: String,
    /// What is wrong, such as `too-short`.
    pub code: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal, $title:literal;)*) => {
        /// Stable codes of refusals. A code never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ProblemCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
            /// A code this build does not know (newer server).
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl ProblemCode {
            /// Every code a server sends.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it stands on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Unknown => "unknown",
                }
            }

            /// HTTP status the code goes with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)*
                    Self::Unknown => 500,
                }
            }

            /// A plain English sentence for whoever reads the answer raw.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)*
                    Self::Unknown => "Something this version does not know.",
                }
            }
        }
    };
}

codes! {
    /// Not the form the operation asks for.
    BadRequest = "bad-request", 400, "The request does not have the expected form.";
    /// A field is out of its bounds; `fields` says which.
    InvalidField = "invalid-field", 422, "A field is missing or out of its bounds.";
    /// No session.
    Unauthenticated = "unauthenticated", 401, "Please log in.";
    /// The session is too old for this; log in again.
    FreshLoginNeeded = "fresh-login-needed", 401, "Please confirm with your password first.";
    /// Not yours, or the request came from another site.
    Forbidden = "forbidden", 403, "This is not permitted.";
    /// There is no such thing, or not for you.
    NotFound = "not-found", 404, "There is no such thing here.";
    /// The method is not served here.
    MethodNotAllowed = "method-not-allowed", 405, "This method is not served here.";
    /// Larger than this operation takes.
    TooLarge = "too-large", 413, "The request is too large.";
    /// Too many tries; `retry_after` says how long to wait.
    TooManyRequests = "too-many-requests", 429, "Too many tries; please wait.";
    /// Our fault.
    Internal = "internal", 500, "Something went wrong on the server.";
    /// Not now.
    Unavailable = "unavailable", 503, "The server cannot do this right now.";
    /// It took too long.
    TimedOut = "timed-out", 504, "The server did not finish in time.";

    /// Sign-up is not open to everybody here.
    SignUpClosed = "sign-up-closed", 403, "Signing up is not open here.";
    /// The link is wrong, used or too old.
    LinkInvalid = "link-invalid", 410, "This link is not valid any more.";
    /// Somebody already has an account with this address; log in instead.
    AccountExists = "account-exists", 409, "There is an account with this address; log in instead.";
    /// E-mail or password are wrong, or the attempt is too old.
    LoginFailed = "login-failed", 401, "E-mail or password are not right.";
    /// Another suite is asked for.
    SuiteRefused = "suite-refused", 400, "This cipher suite is not accepted.";
    /// The code is wrong.
    CodeWrong = "code-wrong", 403, "The code is not right.";
    /// The code is used up, expired or had too many tries.
    CodeExpired = "code-expired", 410, "This code is not valid any more; ask for a new one.";
    /// Not a phone number.
    PhoneInvalid = "phone-invalid", 422, "This is not a phone number with its country code.";
    /// No SMS are sent to that country here.
    PhoneCountry = "phone-country", 422, "Messages to this country are not possible here.";
    /// Not an e-mail address.
    EmailInvalid = "email-invalid", 422, "This is not an e-mail address.";
    /// A confirmed phone is needed first.
    PhoneMissing = "phone-missing", 409, "A confirmed phone number is needed first.";

    /// The vault has changed in between; load it and try again.
    VaultConflict = "vault-conflict", 409, "The vault has changed in between.";
    /// The draft has changed in between.
    DraftConflict = "draft-conflict", 409, "The draft has changed in between.";
    /// The version is not the next one.
    VersionConflict = "version-conflict", 409, "Another version was sealed in between.";
    /// A sealed object does not fit what it says it is.
    SealInvalid = "seal-invalid", 422, "The sealed version is not consistent.";
    /// A key bundle is not acceptable.
    BundleInvalid = "bundle-invalid", 422, "The key bundle is not acceptable.";
    /// The part does not have the length or hash that was announced.
    PartMismatch = "part-mismatch", 422, "The part does not match its length or hash.";
    /// A file is not complete yet.
    AttachmentIncomplete = "attachment-incomplete", 409, "A file is not complete yet.";
    /// A file is used by a sealed version.
    AttachmentInUse = "attachment-in-use", 409, "The file belongs to a sealed version.";
    /// The account's quota is used up.
    QuotaExceeded = "quota-exceeded", 413, "Your storage is used up.";

    /// The invitation was answered already.
    InvitationUsed = "invitation-used", 410, "This invitation was answered already.";
    /// The invitation is too old.
    InvitationExpired = "invitation-expired", 410, "This invitation has expired.";
    /// An owner cannot be their own recipient.
    InvitationOwn = "invitation-own", 409, "This invitation is your own.";

    /// Nothing of this was released to you.
    NotReleased = "not-released", 403, "This has not been released.";
    /// It was released and called back.
    Recalled = "recalled", 410, "The owner is back and has called this back.";
    /// The half of the key is not readable: an operator has to mend the instance keys.
    KeyUnavailable = "key-unavailable", 503, "A part of the key cannot be read on the server.";

    /// The watch's state does not permit this.
    WatchState = "watch-state", 409, "The watch is in another state.";
    /// A release stands; who is back calls it back first.
    ReleaseStands = "release-stands", 409, "This has been released; call it back first.";
    /// Arming needs more (a sealed recipient, a second way, the public address working).
    ArmingIncomplete = "arming-incomplete", 409, "Something is still missing before the watch can be armed.";
    /// The two digits are not right.
    NumberWrong = "number-wrong", 403, "The number is not right.";
}

impl Problem {
    /// A refusal with its code's own title and status.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Self {
            kind: format!("urn:stafeta:problem:{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            request_id: String::new(),
            retry_after: None,
            fields: Vec::new(),
        }
    }

    /// Names the field that is wrong, and how.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, code: impl Into<String>) -> Self {
        self.fields.push(FieldProblem { field: field.into(), code: code.into() });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_survive_the_wire_and_unknown_ones_do_not_break_it() {
        for code in ProblemCode::ALL {
            let text = serde_json::to_string(code).unwrap();
            assert_eq!(text, format!("\"{}\"", code.as_str()));
            assert_eq!(serde_json::from_str::<ProblemCode>(&text).unwrap(), *code);
        }
        assert_eq!(serde_json::from_str::<ProblemCode>("\"new\"").unwrap(), ProblemCode::Unknown);
    }
}
