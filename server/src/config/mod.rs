//! Settings: a TOML file, then the environment (`STAFETA_SECTION_KEY`), then the defaults.
//!
//! Every key is declared once, with its documentation, in its section's file; that list is what
//! `stafeta config --explain` prints and what unknown keys are compared with. A secret may also
//! be given as `<key>_file`, the path of a file that holds it. To add a key: one [`Key`] and one
//! line in `read` of its section. To add a section: a file, and a line in `KEYS` and [`Config`].

pub mod blobs;
pub mod database;
mod explain;
pub mod instance;
pub mod keys;
pub mod limits;
pub mod mail;
pub mod server;
pub mod sms;
mod values;

pub use explain::explain;
pub use values::{ConfigError, Key, SecretText, Values};

use std::{collections::BTreeMap, path::Path};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address, public URL, demo.
    pub server: server::Server,
    /// Which database.
    pub database: database::Database,
    /// Where files go.
    pub blobs: blobs::Blobs,
    /// Where the instance secrets lie.
    pub keys: keys::KeyFolder,
    /// How mails leave.
    pub mail: mail::Mail,
    /// How text messages leave.
    pub sms: sms::Sms,
    /// What is too much.
    pub limits: limits::Limits,
    /// Name, operator, sign-up.
    pub instance: instance::Instance,
}

/// The keys of every section.
const KEYS: &[&[Key]] = &[
    server::KEYS,
    database::KEYS,
    blobs::KEYS,
    keys::KEYS,
    mail::KEYS,
    sms::KEYS,
    limits::KEYS,
    instance::KEYS,
];

impl Config {
    /// Reads the file (if one is given) and the environment.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, a value that does not fit.
    pub fn load(
        file: Option<&Path>,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let text = match file {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|source| ConfigError::File { path: path.display().to_string(), source })?,
        };
        Self::from_parts(&text, environment)
    }

    /// The same, from the file's text.
    ///
    /// # Errors
    /// Like [`Self::load`].
    pub fn from_parts(
        text: &str,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let keys: Vec<&'static Key> = KEYS.iter().flat_map(|section| section.iter()).collect();
        let values = Values::gather(text, environment, &keys)?;
        let server = server::read(&values)?;
        let config = Self {
            instance: instance::read(&values, server.host())?,
            server,
            database: database::read(&values)?,
            blobs: blobs::read(&values)?,
            keys: keys::read(&values)?,
            mail: mail::read(&values)?,
            sms: sms::read(&values)?,
            limits: limits::read(&values)?,
        };
        config.refuse_public_demo()?;
        Ok(config)
    }

    /// On an address that the world can reach, messages must really leave: a sink that accepts
    /// everything would close every window of a watch without anybody having been asked.
    ///
    /// # Errors
    /// [`ConfigError::CapturedInPublic`].
    pub fn refuse_captured_in_public(&self) -> Result<(), ConfigError> {
        let mail = self.mail.transport == mail::MailTransport::Captured;
        let sms = matches!(self.sms.transport, sms::SmsTransport::Captured);
        match (self.server.is_public(), mail, sms) {
            (true, true, _) => Err(ConfigError::CapturedInPublic("mail.transport")),
            (true, _, true) => Err(ConfigError::CapturedInPublic("sms.transport")),
            _ => Ok(()),
        }
    }

    /// A demo shows every message and moves the clock: it must never face the world.
    fn refuse_public_demo(&self) -> Result<(), ConfigError> {
        if self.server.demo && self.server.is_public() {
            return Err(ConfigError::PublicDemo);
        }
        if self.server.demo && !cfg!(feature = "demo") {
            return Err(ConfigError::NoDemoInside);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let environment =
            environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::from_parts(text, &environment)
    }

    #[test]
    fn defaults_are_a_private_instance_on_loopback() {
        let config = load("", &[]).unwrap();
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.server.realm, "localhost");
        assert!(!config.server.demo);
    }

    #[test]
    fn environment_wins_over_file() {
        let config = load(
            "[server]\nlisten = \"127.0.0.1:1\"\n",
            &[("STAFETA_SERVER_LISTEN", "127.0.0.1:2"), ("STAFETA_LOG", "info"), ("HOME", "/")],
        )
        .unwrap();
        assert_eq!(config.server.listen.port(), 2);
    }

    #[test]
    fn a_wrong_key_names_itself_and_the_nearest_right_one() {
        let error = load("[server]\nlisen = \"x\"\n", &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no key `server.lisen`; did you mean `server.listen`?"
        );
        let error = load("", &[("STAFETA_MAIL_FORM", "x")]).unwrap_err();
        assert!(error.to_string().contains("`STAFETA_MAIL_FORM`"), "{error}");
        assert!(error.to_string().contains("`mail.from`"), "{error}");
    }

    #[test]
    fn a_secret_may_lie_in_a_file_and_is_never_printed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, "hunter2-hunter2\n").unwrap();
        let text = format!("[mail]\npassword_file = {:?}\n", path.display().to_string());
        let config = load(&text, &[]).unwrap();
        assert_eq!(config.mail.password.as_ref().unwrap().expose_secret(), "hunter2-hunter2");
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn a_secret_given_twice_is_refused() {
        let error = load("[mail]\npassword = \"a\"\npassword_file = \"b\"\n", &[]).unwrap_err();
        assert!(error.to_string().contains("mail.password"), "{error}");
    }

    #[test]
    fn a_slip_in_the_file_names_its_line_and_never_quotes_it() {
        let error = load("[mail]\npassword = hunter2\n", &[]).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_demo_never_faces_the_world() {
        for text in [
            "[server]\ndemo = true\npublic_url = \"https://example.org\"\n",
            "[server]\ndemo = true\nlisten = \"0.0.0.0:8080\"\n",
        ] {
            assert!(matches!(load(text, &[]), Err(ConfigError::PublicDemo)), "{text}");
        }
    }

    #[test]
    fn in_public_messages_really_leave() {
        let public = "[server]\npublic_url = \"https://example.org\"\n";
        for (rest, key) in [
            ("", "mail.transport"),
            (
                "[mail]\ntransport = \"smtp\"\nurl = \"smtps://relay.example.org\"\n",
                "sms.transport",
            ),
        ] {
            let config = load(&format!("{public}{rest}"), &[]).unwrap();
            let error = config.refuse_captured_in_public().unwrap_err();
            assert!(error.to_string().contains(key), "{error}");
        }
        assert!(load("", &[]).unwrap().refuse_captured_in_public().is_ok());
    }

    #[test]
    fn who_writes_and_who_is_alarmed_have_an_address() {
        let named = "[instance]\noperator_mail = \"Ops <ops@example.org>\"\n";
        let operator = load(named, &[]).unwrap().instance.operator_mail.unwrap();
        assert_eq!(operator.to_string(), "ops@example.org", "as the relay takes it");
        for key in ["STAFETA_INSTANCE_OPERATOR_MAIL", "STAFETA_MAIL_FROM"] {
            for fine in ["ops@example.org", "Ops <ops@example.org>", "ops@localhost"] {
                assert!(load("", &[(key, fine)]).is_ok(), "{key}: {fine}");
            }
            for bad in ["ops", "ops@", "Ops ops@example.org", "a@example.org, b@example.org"] {
                let error = load("", &[(key, bad)]).unwrap_err().to_string();
                assert!(error.contains("post@example.org"), "{key}: {bad}: {error}");
            }
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        let error = load("[server]\npublic_url = \"http://example.org\"\n", &[]).unwrap_err();
        assert!(error.to_string().contains("server.public_url"), "{error}");
    }

    #[test]
    fn the_url_outside_is_https_and_somewhere_else() {
        let with = |url: &str| {
            load(
                &format!(
                    "[server]\npublic_url = \"https://stafeta.example:8443\"\n\
                     [instance]\noutside_url = {url:?}\n"
                ),
                &[],
            )
        };
        assert!(with("https://example.org/generate_204").is_ok());
        for bad in [
            "http://example.org/",
            "ftp://example.org/",
            "example.org",
            "https://",
            "https://stafeta.example/health",
            "https://STAFETA.example:8443/",
        ] {
            let error = with(bad).unwrap_err();
            assert!(error.to_string().contains("instance.outside_url"), "{bad}: {error}");
        }
    }

    #[test]
    fn every_key_is_explained() {
        let text = explain();
        for key in KEYS.iter().flat_map(|section| section.iter()) {
            assert!(text.contains(key.leaf()), "{}", key.name);
            assert!(!key.doc.is_empty(), "{}", key.name);
        }
        load(&text, &[]).expect("what --explain prints is itself a valid file");
    }
}
