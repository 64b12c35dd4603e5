//! E-mail addresses: checked for form, normalised for look-up, masked for display.

use stafeta_shared::limits::EMAIL_MAX;

/// An address that has the form of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    written: String,
    key: String,
}

impl Email {
    /// Reads what a person typed. Deliberately lenient about what may stand before the `@`; the
    /// proof is the mail that arrives.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let written = typed.trim();
        let (local, domain) = written.rsplit_once('@')?;
        let local_ok = (1..=64).contains(&local.len())
            && !local.contains(['@', '<', '>', '"', '(', ')', ',', ';', ':', '\\'])
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label_ok = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let ok = written.len() <= EMAIL_MAX
            && !written.chars().any(|c| c.is_whitespace() || c.is_control())
            && local_ok
            && domain.split('.').all(label_ok);
        // Compared without case: no provider that matters gives two people addresses that
        // differ by it, and a second account by a slip would be worse.
        ok.then(|| Self { written: written.to_owned(), key: written.to_lowercase() })
    }

    /// As the person wrote it.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The form in which addresses are compared.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Such as `j···@example.org`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.written.rsplit_once('@').unwrap_or((&self.written, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}···@{domain}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses_and_refuses_the_rest() {
        for good in ["a@b.cz", " Jana.Nováková+x@Příklad.cz ", "root@localhost"] {
            assert!(Email::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.cz",
            "a@",
            "a b@c.cz",
            "a@b..cz",
            "a\n@b.cz",
            "a@b.cz,c@d.cz",
            "<a@b.cz>",
            ".a@b.cz",
        ] {
            assert!(Email::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(Email::parse("A@B.cz").unwrap().key(), "a@b.cz");
        assert_eq!(Email::parse("jana@b.cz").unwrap().masked(), "j···@b.cz");
    }
}
