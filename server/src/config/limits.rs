//! `[limits]`: what is too much.

use super::values::{ConfigError, Key, Values};

/// Keys of this section.
pub const KEYS: &[Key] = &[
    Key::new("limits.storage_mib", "5120", "Encrypted storage of one account, in MiB."),
    Key::new("limits.request_seconds", "60", "Longest time for one request."),
    Key::new("limits.session_hours", "24", "A session ends after this time, whatever happens."),
    Key::new("limits.idle_minutes", "60", "A session ends after this time without a request."),
    Key::new(
        "limits.logins_per_address",
        "60",
        "Attempts at logging in from one network address within ten minutes.",
    ),
    Key::new(
        "limits.sign_ups_per_address",
        "20",
        "Sign-up mails asked for from one network address within an hour.",
    ),
    Key::new("limits.watches", "10", "Watches of one account."),
];

/// What is too much.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of ciphertext of one account.
    pub storage: u64,
    /// Longest time for one request, seconds.
    pub request_seconds: u64,
    /// Life of a session, milliseconds.
    pub session_ms: i64,
    /// Life of an unused session, milliseconds.
    pub idle_ms: i64,
    /// Login attempts from one address within ten minutes.
    pub logins_per_address: i64,
    /// Sign-up mails from one address within an hour.
    pub sign_ups_per_address: i64,
    /// Watches of one account.
    pub watches: u32,
}

/// Reads the section.
pub(super) fn read(values: &Values) -> Result<Limits, ConfigError> {
    Ok(Limits {
        storage: values.parse::<u64>("limits.storage_mib")?.saturating_mul(1024 * 1024),
        request_seconds: values.parse("limits.request_seconds")?,
        session_ms: i64::from(values.parse::<u32>("limits.session_hours")?) * 3_600_000,
        idle_ms: i64::from(values.parse::<u32>("limits.idle_minutes")?) * 60_000,
        logins_per_address: values.parse("limits.logins_per_address")?,
        sign_ups_per_address: values.parse("limits.sign_ups_per_address")?,
        watches: values.parse("limits.watches")?,
    })
}
