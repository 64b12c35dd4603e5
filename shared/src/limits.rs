//! Bounds that form and server share. Sizes in bytes, times in milliseconds.

/// Largest padded body of a sealed version or draft (text and credentials, without files).
pub const BODY_MAX: usize = 1024 * 1024;
/// Largest vault as stored.
pub const VAULT_MAX: usize = 4 * 1024 * 1024;
/// Largest file of a handover.
pub const FILE_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// Ciphertext of a file travels in parts of this size; the last one is shorter.
pub const PART_LEN: u64 = 8 * 1024 * 1024;
/// Handovers of one account.
pub const HANDOVERS_MAX: usize = 200;
/// Open invitations and pairings of one account.
pub const PEOPLE_MAX: usize = 200;
/// Files in one handover.
pub const ATTACHMENTS_MAX: usize = 100;
/// Recipients of one handover.
pub const RECIPIENTS_MAX: usize = 20;
/// Largest JSON request other than a commit of a version or a vault.
pub const JSON_MAX: usize = 64 * 1024;
/// Shortest password a person may choose themselves, in characters.
pub const PASSWORD_MIN_CHARS: usize = 12;
/// A right password waits this long for its code.
pub const PRE_AUTH_MS: i64 = 15 * 60_000;
/// Longest name of a person, in characters.
pub const NAME_MAX_CHARS: usize = 100;
/// A person's name, trimmed; none if it is empty, longer than [`NAME_MAX_CHARS`] or holds control characters.
#[must_use]
pub fn person_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let ok =
        (1..=NAME_MAX_CHARS).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    ok.then(|| name.to_owned())
}

/// Longest e-mail address (RFC 5321, 4.5.3.1.3).
pub const EMAIL_MAX: usize = 254;
/// An invitation lives this long.
pub const INVITATION_LIFE_MS: i64 = 30 * 24 * 3_600_000;
/// A sign-up link lives this long.
pub const SIGNUP_LIFE_MS: i64 = 24 * 3_600_000;
