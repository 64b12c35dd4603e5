//! A new password out of words, and the judgement of one that a person chose themselves.
//!
//! Words come from the BIP-39 lists (2048 each, no diacritics in Czech, distinct in their first four
//! letters) and from our own German list. As many words are taken as give at least 77 bits. To add a
//! language: an arm in [`words`].

use super::{common_passwords, german_words};
use crate::protocol::PasswordJudgement;
use stafeta_shared::{
    crypto::{Random, SecretText, draw, opaque::Password},
    limits::PASSWORD_MIN_CHARS,
};
use zeroize::Zeroizing;

/// What a suggested passphrase is worth at least.
const BITS: f64 = 77.0;

/// Words with blanks between, drawn evenly.
pub(crate) fn suggest(language: &str, rng: &mut dyn Random) -> SecretText {
    let list = words(language);
    let count = (BITS / (list.len() as f64).log2()).ceil() as usize;
    let mut phrase = Zeroizing::new(String::with_capacity(128));
    for i in 0..count {
        if i > 0 {
            phrase.push(' ');
        }
        phrase.push_str(list[index(list.len(), rng)]);
    }
    SecretText::new(std::mem::take(&mut *phrase))
}

fn words(language: &str) -> &'static [&'static str] {
    match language {
        "cs" => bip39::Language::Czech.word_list(),
        "de" => german_words::WORDS,
        _ => bip39::Language::English.word_list(),
    }
}

/// An even draw below `len`: values beyond the last whole multiple are drawn again.
fn index(len: usize, rng: &mut dyn Random) -> usize {
    let len = len as u32;
    let limit = u32::MAX - u32::MAX % len;
    loop {
        let value = u32::from_be_bytes(draw(rng));
        if value < limit {
            return (value % len) as usize;
        }
    }
}

/// Whether a password will do.
pub(crate) fn judge(typed: &str) -> PasswordJudgement {
    if Password::new(typed).chars() < PASSWORD_MIN_CHARS {
        PasswordJudgement::TooShort
    } else if common_passwords::is_common(typed) {
        PasswordJudgement::Common
    } else {
        PasswordJudgement::Good
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::crypto::SystemRng;
    use std::collections::HashSet;

    #[test]
    fn suggestions_are_good_long_and_never_the_same() {
        for language in ["cs", "en", "de", "xx"] {
            let phrases: HashSet<String> = (0..20)
                .map(|_| suggest(language, &mut SystemRng).expose_secret().to_owned())
                .collect();
            assert_eq!(phrases.len(), 20);
            for phrase in phrases {
                assert!(phrase.split(' ').count() >= 7 && phrase.is_ascii(), "{phrase}");
                assert_eq!(judge(&phrase), PasswordJudgement::Good, "{phrase}");
            }
        }
    }

    #[test]
    fn every_word_can_be_drawn() {
        struct Ramp(u32);
        impl Random for Ramp {
            fn fill(&mut self, dest: &mut [u8]) {
                dest.copy_from_slice(&self.0.to_be_bytes());
                self.0 = self.0.wrapping_add(1);
            }
        }
        let mut ramp = Ramp(u32::MAX - 1);
        let drawn: HashSet<usize> = (0..1500).map(|_| index(1000, &mut ramp)).collect();
        assert_eq!((drawn.len(), drawn.iter().max()), (1000, Some(&999)));
    }

    #[test]
    fn own_passwords_are_judged() {
        use PasswordJudgement::{Common, Good, TooShort};
        for (typed, judgement) in [
            ("elevenchars", TooShort),
            ("příliš žluťoučký kůň", Good),
            ("password1234", Common),
            ("Heslo123456789", Common),
            ("P@ssw0rd2024!", Common),
            ("aaaaaaaaaaaaaaa", Common),
            ("qwertyuiop12345", Common),
            ("asdfghjklyxcvbnm", Common),
            ("abcabcabcabcabc", Common),
            ("iloveyouiloveyou", Common),
            ("fT9-vbQ2.mzK1x", Good),
        ] {
            assert_eq!(judge(typed), judgement, "{typed}");
        }
    }
}
