//! Puts everything together: the only place that knows which implementation stands behind a port.

use crate::{
    blobs::{BlobError, Blobs},
    clock::{self, Clock},
    config::Config,
    deliver::transport::{BadTransport, Transports},
    domain::half_keys::{self, SampleError},
    engine::Engine,
    keys::{KeyError, Keys},
    rng::{self, Rng},
    store::{Db, StoreError, instance},
};
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// What handlers and background work share.
pub type AppState = Arc<Deps>;

/// Everything the service is made of.
pub struct Deps {
    /// The settings.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The instance secrets.
    pub keys: Keys,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// What the background work shares.
    pub engine: Engine,
    /// The ways messages leave.
    pub transports: Transports,
    /// Encrypted files.
    pub blobs: Blobs,
    /// The clock of a demo, which can be moved; `clock` is the same one.
    #[cfg(any(test, feature = "demo"))]
    pub movable: Option<Arc<clock::Movable>>,
}

/// Why the service cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error("the database cannot be used")]
    Store(#[from] StoreError),
    /// The instance secrets.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The server's halves of content keys.
    #[error(transparent)]
    Halves(#[from] SampleError),
    /// A relay or gateway.
    #[error(transparent)]
    Transport(#[from] BadTransport),
    /// A folder.
    #[error("cannot use the folder {path}")]
    Folder {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The object store.
    #[error("the store for encrypted files cannot be used")]
    Blobs(#[from] BlobError),
}

/// Builds everything for real: system clock (or the demo's), system randomness, local files.
///
/// # Errors
/// [`StartError`].
pub async fn build(config: Config) -> Result<AppState, StartError> {
    #[cfg(feature = "demo")]
    if config.server.demo {
        let movable = Arc::new(clock::Movable::running());
        return build_with(config, movable.clone(), Arc::new(rng::System), Some(movable)).await;
    }
    let clock = Arc::new(clock::System::new());
    let rng = Arc::new(rng::System);
    #[cfg(any(test, feature = "demo"))]
    return build_with(config, clock, rng, None).await;
    #[cfg(not(any(test, feature = "demo")))]
    build_with(config, clock, rng).await
}

/// Builds everything on the given ports; for the demo and the tests.
///
/// # Errors
/// [`StartError`].
pub async fn build_with(
    config: Config,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    #[cfg(any(test, feature = "demo"))] movable: Option<Arc<clock::Movable>>,
) -> Result<AppState, StartError> {
    let db = open_database(&config).await?;
    let keys = open_keys(&config, &db, rng.as_ref()).await?;
    half_keys::check_sample(&db, &keys).await?;
    let transports = Transports::new(&config, &db, &clock)?;
    let blobs = Blobs::in_folder(&config.blobs.path)?;
    Ok(Arc::new(Deps {
        config,
        db,
        keys,
        clock,
        engine: Engine::new(rng.bytes()),
        rng,
        transports,
        blobs,
        #[cfg(any(test, feature = "demo"))]
        movable,
    }))
}

/// Connects and migrates.
///
/// # Errors
/// [`StartError`].
pub async fn open_database(config: &Config) -> Result<Db, StartError> {
    let url = config.database.url.expose_secret();
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = Path::new(path.trim_start_matches("//").split('?').next().unwrap_or_default());
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_folder(folder)?;
        }
    }
    let db = Db::connect(url).await?;
    db.migrate().await?;
    Ok(db)
}

const KEY_FACT: &str = "key/";
const REALM_FACT: &str = "realm";

/// Reads the instance secrets and compares them with what the database remembers of them.
async fn open_keys(config: &Config, db: &Db, rng: &dyn Rng) -> Result<Keys, StartError> {
    let mut tx = db.begin_write().await?;
    let facts = instance::all(&mut tx).await?;
    let realm = facts.iter().find(|(name, _)| name == REALM_FACT);
    if let Some((_, was)) = realm.filter(|(_, was)| was != config.server.realm.as_bytes()) {
        let was = String::from_utf8_lossy(was).into_owned();
        return Err(KeyError::Realm { was, is: config.server.realm.clone() }.into());
    }
    let known: BTreeMap<String, Vec<u8>> = facts
        .into_iter()
        .filter_map(|(name, hash)| Some((name.strip_prefix(KEY_FACT)?.to_owned(), hash)))
        .collect();
    let keys = Keys::open(&config.keys.path, &known, rng)?;
    instance::insert(&mut tx, REALM_FACT, config.server.realm.as_bytes()).await?;
    for (name, hash) in keys.hashes() {
        instance::insert(&mut tx, &format!("{KEY_FACT}{name}"), &hash).await?;
    }
    tx.commit().await?;
    Ok(keys)
}

/// Nobody else on the machine has any business in there.
fn make_folder(path: &Path) -> Result<(), StartError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|source| StartError::Folder { path: path.display().to_string(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path, realm: &str) -> Config {
        let at = |name: &str| folder.join(name).display().to_string();
        let text = format!(
            "[server]\nrealm = {realm:?}\n[database]\nurl = \"sqlite://{}\"\n\
             [blobs]\npath = {:?}\n[keys]\npath = {:?}\n",
            at("data/db.sqlite"),
            at("data/blobs"),
            at("keys"),
        );
        Config::from_parts(&text, &BTreeMap::new()).unwrap()
    }

    #[tokio::test]
    async fn starts_again_with_the_same_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let first = build(settings(folder.path(), "here")).await.unwrap();
        let hashes = first.keys.hashes();
        drop(first);
        let again = build(settings(folder.path(), "here")).await.unwrap();
        assert_eq!(again.keys.hashes(), hashes);
    }

    #[tokio::test]
    async fn a_database_without_its_secrets_refuses_to_start() {
        let folder = tempfile::tempdir().unwrap();
        build(settings(folder.path(), "here")).await.unwrap();
        for name in ["opaque", "link", "code", "fake-id", "pending-login", "wrap-1"] {
            let (path, aside) =
                (folder.path().join(format!("keys/{name}.key")), folder.path().join("aside"));
            std::fs::rename(&path, &aside).unwrap();
            let error = build(settings(folder.path(), "here")).await.err().unwrap();
            assert!(
                matches!(&error, StartError::Keys(KeyError::Missing(missing, _)) if missing == name),
                "{name}: {error}"
            );
            std::fs::rename(&aside, &path).unwrap();
        }
        build(settings(folder.path(), "here")).await.unwrap();
    }

    #[tokio::test]
    async fn a_realm_is_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        build(settings(folder.path(), "here")).await.unwrap();
        let error = build(settings(folder.path(), "there")).await.err().unwrap();
        assert!(matches!(&error, StartError::Keys(KeyError::Realm { .. })), "{error}");
        assert!(error.to_string().contains("`here`"), "{error}");
    }
}
