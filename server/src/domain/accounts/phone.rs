//! Phone numbers: normalised to E.164, only mobile-capable ones, only to permitted countries.

use phonenumber::{Mode, Type, metadata::DATABASE};

/// A number to which text messages can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

/// Why it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneError {
    /// No number with its country code, or one that gets no text messages.
    Invalid,
    /// The operator does not send there.
    Country,
}

impl Phone {
    /// Reads what a person typed: `+420 601 123 456`, `00420 601123456`.
    ///
    /// # Errors
    /// [`PhoneError`].
    pub fn parse(typed: &str, countries: &[String]) -> Result<Self, PhoneError> {
        let typed = typed.trim();
        let typed = typed.strip_prefix("00").map_or_else(|| typed.to_owned(), |t| format!("+{t}"));
        if !typed.starts_with('+') || typed.len() > 40 {
            return Err(PhoneError::Invalid);
        }
        let number = phonenumber::parse(None, &typed).map_err(|_| PhoneError::Invalid)?;
        let reachable = matches!(
            number.number_type(&DATABASE),
            Type::Mobile | Type::FixedLineOrMobile | Type::PersonalNumber | Type::Voip
        );
        if !number.is_valid() || !reachable {
            return Err(PhoneError::Invalid);
        }
        let country = number.country().id().map(|id| id.as_ref().to_owned());
        let permitted = countries.iter().any(|c| c == "*" || Some(c) == country.as_ref());
        if !permitted {
            return Err(PhoneError::Country);
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }

    /// E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Such as `+420 ··· ··· 321`, of a number in E.164.
#[must_use]
pub fn masked(e164: &str) -> String {
    let code = phonenumber::parse(None, e164).map(|n| n.code().value().to_string());
    let code = code.unwrap_or_default();
    let tail: String = e164.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
    format!("+{code} ··· ··· {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str) -> Result<String, PhoneError> {
        Phone::parse(typed, &["CZ".to_owned(), "SK".to_owned()]).map(|p| p.as_str().to_owned())
    }

    #[test]
    fn normalises() {
        for typed in ["+420 601 123 456", "00420601123456", " +420-601-123-456 "] {
            assert_eq!(parse(typed).as_deref(), Ok("+420601123456"), "{typed}");
        }
        assert_eq!(masked("+420601123456"), "+420 ··· ··· 456");
    }

    #[test]
    fn refuses_what_gets_no_message() {
        for typed in ["601123456", "+420 12", "", "+", "+420 800 123 456", "+420601123456; drop"] {
            assert_eq!(parse(typed), Err(PhoneError::Invalid), "{typed}");
        }
        assert_eq!(parse("+44 7400 123456"), Err(PhoneError::Country));
    }
}
