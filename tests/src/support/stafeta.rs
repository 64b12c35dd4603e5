//! A real `stafeta` process with its own folder, database and keys.

use anyhow::{Context as _, Result, bail};
use std::{
    fs::File,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// Environment variable that names another binary to test.
const BINARY: &str = "STAFETA_BIN";

/// A running server; killed when dropped.
pub struct Stafeta {
    /// Where it listens (not its public address).
    pub upstream: String,
    /// Database, blobs, keys and log.
    pub folder: TempDir,
    settings: Vec<(String, String)>,
    child: Child,
}

impl Stafeta {
    /// Starts the binary named by `STAFETA_BIN` (else `target/debug/stafeta`) as a demo whose
    /// public address is `public_url` and that listens on `listen`; waits until it is ready.
    ///
    /// # Errors
    /// No binary, or it does not become ready; then with its log.
    pub async fn start(
        public_url: &str,
        listen: SocketAddr,
        settings: Vec<(String, String)>,
    ) -> Result<Self> {
        let folder = TempDir::new()?;
        let path = |name: &str| folder.path().join(name).display().to_string();
        let mut all: Vec<(String, String)> = [
            ("STAFETA_SERVER_LISTEN", listen.to_string()),
            ("STAFETA_SERVER_PUBLIC_URL", public_url.to_owned()),
            ("STAFETA_SERVER_DEMO", "true".to_owned()),
            ("STAFETA_DATABASE_URL", format!("sqlite://{}", path("stafeta.db"))),
            ("STAFETA_BLOBS_PATH", path("blobs")),
            ("STAFETA_KEYS_PATH", path("keys")),
            ("STAFETA_LOG", "debug,sqlx=warn,hyper=info".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        all.extend(settings);
        let child = spawn(folder.path(), &all)?;
        let upstream = format!("http://{listen}");
        let mut server = Self { upstream, folder, settings: all, child };
        server.ready().await?;
        Ok(server)
    }

    /// Kills the process without warning (SIGKILL) and starts it again on the same folder.
    ///
    /// # Errors
    /// As [`Stafeta::start`].
    pub async fn kill_and_restart(&mut self) -> Result<()> {
        self.kill().await?;
        self.restart().await
    }

    /// Kills the process without warning (SIGKILL).
    ///
    /// # Errors
    /// What the system says.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Starts it on the same folder, after [`Stafeta::kill`].
    ///
    /// # Errors
    /// As [`Stafeta::start`].
    pub async fn restart(&mut self) -> Result<()> {
        self.child = spawn(self.folder.path(), &self.settings)?;
        self.ready().await
    }

    /// Everything the server has logged.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("log"))?)
    }

    async fn ready(&mut self) -> Result<()> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let url = format!("{}/readyz", self.upstream);
        for _ in 0..300 {
            if let Ok(answer) = client.get(&url).send().await
                && answer.status().is_success()
            {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}:\n{}", self.log()?);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("the server did not become ready:\n{}", self.log()?)
    }
}

fn spawn(folder: &Path, settings: &[(String, String)]) -> Result<Child> {
    let binary = binary();
    let log = File::options().create(true).append(true).open(folder.join("log"))?;
    Command::new(&binary)
        .arg("serve")
        .current_dir(folder)
        .env_remove(BINARY)
        .envs(settings.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| {
            let path = binary.display();
            format!("{path} does not start; `cargo xtask test` builds it first")
        })
}

#[expect(clippy::disallowed_methods, reason = "the one setting of the tests")]
fn binary() -> PathBuf {
    std::env::var_os(BINARY).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/stafeta"),
        PathBuf::from,
    )
}
