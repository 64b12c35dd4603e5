//! Addresses of functions instead of persons: whoever reads them next year may be somebody else.

const ROLES: [&str; 24] = [
    "admin",
    "administrator",
    "billing",
    "contact",
    "faktury",
    "fakturace",
    "help",
    "hello",
    "info",
    "kancelar",
    "kontakt",
    "mail",
    "noreply",
    "obchod",
    "objednavky",
    "office",
    "podpora",
    "postmaster",
    "podatelna",
    "recepce",
    "sales",
    "sekretariat",
    "support",
    "webmaster",
];

/// Whether the address belongs to a role, such as `info@`.
#[must_use]
pub fn is_role(email: &str) -> bool {
    let local = email.trim().split('@').next().unwrap_or_default().to_lowercase();
    let plain = local.split('+').next().unwrap_or_default();
    ROLES.contains(&plain)
}

/// Whether it can be an address at all; the server knows better.
#[must_use]
pub fn looks_like_email(email: &str) -> bool {
    let email = email.trim();
    email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
    }) && !email.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_roles_from_persons() {
        assert!(is_role("Info@firma.cz"));
        assert!(is_role("office+x@firma.cz"));
        assert!(!is_role("jana.novakova@firma.cz"));
        assert!(!is_role("informatik@firma.cz"));
    }

    #[test]
    fn refuses_what_cannot_be_an_address() {
        assert!(looks_like_email(" jana@firma.cz "));
        for bad in ["jana", "@firma.cz", "jana@firma", "jana@.cz", "ja na@firma.cz"] {
            assert!(!looks_like_email(bad), "{bad}");
        }
    }
}
