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
/// A person's name, trimmed; none if it is empty, longer than [`NAME_MAX_CHARS`] or holds control characters or
/// ones that nobody sees ([`is_invisible`]).
#[must_use]
pub fn person_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let ok = (1..=NAME_MAX_CHARS).contains(&name.chars().count())
        && !name.chars().any(|c| c.is_control() || is_invisible(c));
    ok.then(|| name.to_owned())
}

/// Whether nobody sees this character, so that two names may differ by it and still look alike: what Unicode calls
/// default ignorable, its separators of lines and what stands around an interlinear note. That the zero-width joiners
/// U+200C and U+200D have a meaning in some scripts is the price: a name is read there without them too. The
/// selectors U+FE00 to U+FE0F are no part of it: they belong to emoji.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Longest e-mail address (RFC 5321, 4.5.3.1.3).
pub const EMAIL_MAX: usize = 254;
/// An invitation lives this long.
pub const INVITATION_LIFE_MS: i64 = 30 * 24 * 3_600_000;
/// A sign-up link lives this long.
pub const SIGNUP_LIFE_MS: i64 = 24 * 3_600_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_is_seen_of_it() {
        let (most, more) = ("x".repeat(NAME_MAX_CHARS), "x".repeat(NAME_MAX_CHARS + 1));
        for name in ["Jana Nováková", " Máma \u{2764}\u{fe0f} ", "जनक", &most] {
            assert_eq!(person_name(name).as_deref(), Some(name.trim()));
        }
        for name in [
            "",
            " ",
            "Jana\nNováková",
            "Jana\u{200b} Nováková",
            "\u{202e}anaJ",
            "Ja\u{2060}na",
            "Jana\u{feff}",
            "Ja\u{ad}na",
            "Jana\u{3164}",
            &more,
        ] {
            assert_eq!(person_name(name), None, "{name:?}");
        }
    }
}
