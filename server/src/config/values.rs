//! Gathers the values of all keys as texts, and hands them out parsed.

use lettre::message::Mailbox;
use std::{collections::BTreeMap, fmt, str::FromStr};
use zeroize::Zeroizing;

const PREFIX: &str = "STAFETA_";
/// Read before there is a configuration, or by the tests.
const NOT_KEYS: &[&str] = &["STAFETA_LOG", "STAFETA_CONFIG", "STAFETA_TEST_POSTGRES_URL"];

/// One setting.
#[derive(Debug)]
pub struct Key {
    /// `section.leaf`.
    pub name: &'static str,
    /// What it means, for people.
    pub doc: &'static str,
    /// Its default as text; empty for none.
    pub default: &'static str,
    /// May be given as a file, is never printed.
    pub secret: bool,
}

impl Key {
    /// A setting with a default (empty: none).
    #[must_use]
    pub const fn new(name: &'static str, default: &'static str, doc: &'static str) -> Self {
        Self { name, doc, default, secret: false }
    }

    /// A setting that is a secret.
    #[must_use]
    pub const fn secret(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, default: "", secret: true }
    }

    /// What stands before the dot.
    #[must_use]
    pub fn section(&self) -> &'static str {
        self.name.split_once('.').map_or("", |(section, _)| section)
    }

    /// What stands after the dot.
    #[must_use]
    pub fn leaf(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, leaf)| leaf)
    }

    /// Whether the default is written without quotes in TOML.
    pub(super) fn bare(&self) -> bool {
        self.default == "true" || self.default == "false" || self.default.parse::<i64>().is_ok()
    }

    fn env(&self) -> String {
        format!("{PREFIX}{}", self.name.replace('.', "_").to_uppercase())
    }
}

/// A text that must not be printed.
#[derive(Clone)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// The text itself; for the one place that needs it.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error("cannot read {path}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Not TOML. Without the line itself: it may hold a secret.
    #[error("the configuration is not valid TOML, line {line}: {problem}")]
    Syntax {
        /// From 1; 0 when it is not known.
        line: usize,
        /// What the parser says.
        problem: String,
    },
    /// A key that nobody reads.
    #[error("there is no key `{key}`; did you mean `{nearest}`?")]
    Unknown {
        /// As written.
        key: String,
        /// The most similar one that exists.
        nearest: &'static str,
    },
    /// A value that does not fit its key.
    #[error("`{key}`: {problem}")]
    Value {
        /// The key.
        key: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// Demo and world do not go together.
    #[error(
        "server.demo shows every message to everybody: it needs server.listen and \
         server.public_url on loopback"
    )]
    PublicDemo,
    /// Messages would not leave, on an address that the world can reach.
    #[error(
        "{0}: `captured` keeps every message here, so nobody would ever be asked; set up a relay \
         and a gateway before using a public address"
    )]
    CapturedInPublic(&'static str),
    /// This binary has no demo.
    #[error("server.demo: this binary was built without the feature `demo`")]
    NoDemoInside,
}

/// The texts of all keys that were given.
pub struct Values {
    given: BTreeMap<&'static str, Zeroizing<String>>,
    keys: BTreeMap<&'static str, &'static Key>,
}

impl Values {
    /// Collects file, then environment.
    pub(super) fn gather(
        text: &str,
        environment: &BTreeMap<String, String>,
        keys: &[&'static Key],
    ) -> Result<Self, ConfigError> {
        let mut values = Self {
            given: BTreeMap::new(),
            keys: keys.iter().map(|key| (key.name, *key)).collect(),
        };
        let table: toml::Table = text.parse().map_err(|error| syntax(text, &error))?;
        for (section, content) in &table {
            let toml::Value::Table(content) = content else {
                return Err(values.unknown(section.clone(), section));
            };
            for (leaf, value) in content {
                let name = format!("{section}.{leaf}");
                values.put(&name, &name, plain(value))?;
            }
        }
        for (name, value) in environment {
            if name.starts_with(PREFIX) && !NOT_KEYS.contains(&name.as_str()) {
                values.put_env(name, value)?;
            }
        }
        Ok(values)
    }

    fn put(&mut self, name: &str, written: &str, value: String) -> Result<(), ConfigError> {
        if let Some(key) = self.keys.get(name) {
            return self.put_once(key, value);
        }
        let secret = name.strip_suffix("_file").and_then(|base| self.keys.get(base));
        match secret {
            Some(key) if key.secret => {
                if self.given.contains_key(key.name) {
                    return Err(given_twice(key));
                }
                let text = std::fs::read_to_string(&value)
                    .map_err(|source| ConfigError::File { path: value.clone(), source })?;
                self.put_once(key, text.trim_end().to_owned())
            }
            _ => Err(self.unknown(written.to_owned(), name)),
        }
    }

    fn put_once(&mut self, key: &'static Key, value: String) -> Result<(), ConfigError> {
        match self.given.insert(key.name, Zeroizing::new(value)) {
            None => Ok(()),
            Some(_) => Err(given_twice(key)),
        }
    }

    fn put_env(&mut self, written: &str, value: &str) -> Result<(), ConfigError> {
        let bare = written.strip_suffix("_FILE").unwrap_or(written);
        let found =
            self.keys.values().copied().find(|key| key.env() == bare || key.env() == written);
        let Some(key) = found else {
            let guess = written.trim_start_matches(PREFIX).to_lowercase().replacen('_', ".", 1);
            return Err(self.unknown(written.to_owned(), &guess));
        };
        self.given.remove(key.name);
        let suffix = if key.env() == written { "" } else { "_file" };
        self.put(&format!("{}{suffix}", key.name), written, value.to_owned())
    }

    fn unknown(&self, written: String, name: &str) -> ConfigError {
        let nearest =
            self.keys.keys().min_by_key(|key| distance(key, name)).copied().unwrap_or_default();
        ConfigError::Unknown { key: written, nearest }
    }

    /// The text of a key, else its default, else nothing.
    #[must_use]
    pub fn text(&self, name: &'static str) -> Option<String> {
        let default = self.keys.get(name).map(|key| key.default);
        debug_assert!(default.is_some(), "{name} is declared in no KEYS");
        self.given
            .get(name)
            .map(|text| text.as_str())
            .or(default)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// A secret.
    #[must_use]
    pub fn secret(&self, name: &'static str) -> Option<SecretText> {
        self.text(name).map(SecretText::from)
    }

    /// A key that must be there (through its default, if it has one).
    ///
    /// # Errors
    /// When it is absent.
    pub fn required(&self, name: &'static str) -> Result<String, ConfigError> {
        self.text(name).ok_or_else(|| bad(name, "is needed"))
    }

    /// A key parsed by its type's `FromStr`.
    ///
    /// # Errors
    /// When it is absent or does not parse.
    pub fn parse<T: FromStr<Err: fmt::Display>>(
        &self,
        name: &'static str,
    ) -> Result<T, ConfigError> {
        self.required(name)?.parse().map_err(|error: T::Err| bad(name, &error.to_string()))
    }

    /// Whom mails come from or go to: an address, or `Name <address>`.
    ///
    /// # Errors
    /// When it is neither: whatever went there would be lost without anybody having been asked.
    pub(super) fn mailbox(&self, name: &'static str) -> Result<Option<Mailbox>, ConfigError> {
        let wrong = "is neither an address such as post@example.org nor a name and one: Post <post@example.org>";
        self.text(name).map(|text| text.parse().map_err(|_| bad(name, wrong))).transpose()
    }

    /// A list: an array in TOML, commas in the environment.
    #[must_use]
    pub fn list(&self, name: &'static str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let separator = if text.contains('\n') { '\n' } else { ',' };
        text.split(separator).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect()
    }
}

/// A complaint about a value.
#[must_use]
pub(super) fn bad(key: &'static str, problem: &str) -> ConfigError {
    ConfigError::Value { key, problem: problem.to_owned() }
}

fn syntax(text: &str, error: &toml::de::Error) -> ConfigError {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(0, |before| before.matches('\n').count() + 1);
    ConfigError::Syntax { line, problem: error.message().to_owned() }
}

fn given_twice(key: &Key) -> ConfigError {
    bad(key.name, "is given twice, as a value and as a file")
}

/// A TOML value as text; arrays one element a line.
fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(|item| plain(item) + "\n").collect(),
        other => other.to_string(),
    }
}

/// Levenshtein's distance.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
