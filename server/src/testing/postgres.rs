//! A real PostgreSQL for the contract suite.
//!
//! `STAFETA_TEST_POSTGRES_URL` names one; else, where Debian's package is installed, a temporary
//! cluster is started (as `nobody` when we are root, since PostgreSQL refuses root) and ends with
//! this process: its shell waits for our end of a pipe to close.

use crate::store::Db;
use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

struct Cluster {
    url: String,
    _child: Option<Child>,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A migrated database of its own; `None` where no PostgreSQL is installed.
pub(crate) async fn database() -> Option<Db> {
    let db = Db::connect(&url().await?).await.unwrap();
    db.migrate().await.unwrap();
    Some(db)
}

/// Where an empty database of its own is found; `None` where no PostgreSQL is installed.
pub(crate) async fn url() -> Option<String> {
    let cluster = CLUSTER.get_or_init(start).as_ref()?;
    let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let (server, query) = split(&cluster.url);
    let admin = Db::connect(&format!("{server}/postgres{query}")).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create).execute(admin.outside_transactions()).await.unwrap();
    admin.close().await;
    Some(format!("{server}/{name}{query}"))
}

/// `postgres://…/database?query` → what stands before the database, and the query.
fn split(url: &str) -> (String, String) {
    let (rest, query) =
        url.split_once('?').map_or((url, String::new()), |(r, q)| (r, format!("?{q}")));
    let at = rest.find("://").map_or(0, |i| i + 3);
    let server = rest[at..].find('/').map_or(rest, |i| &rest[..at + i]);
    (server.to_owned(), query)
}

#[expect(clippy::disallowed_methods, reason = "a test's own switch, not a setting of the program")]
fn start() -> Option<Cluster> {
    if let Ok(url) = std::env::var("STAFETA_TEST_POSTGRES_URL") {
        return Some(Cluster { url, _child: None });
    }
    let programs = programs()?;
    let folder = tempfile::Builder::new().prefix("stafeta-pg-").tempdir().unwrap().keep();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let script = format!(
        "set -e; cd {folder}; {bin}/initdb -D data -U stafeta -A trust -E UTF8 --no-sync >/dev/null; \
         {bin}/postgres -D data -k {folder} -h 127.0.0.1 -p {port} -c fsync=off \
         -c max_connections=300 >log 2>&1 & pid=$!; \
         until {bin}/pg_isready -q -h 127.0.0.1 -p {port}; do kill -0 $pid; sleep 0.05; done; \
         echo ready; cat >/dev/null; kill -INT $pid; wait $pid || true; cd /; rm -rf {folder}",
        folder = folder.display(),
        bin = programs.display(),
    );
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
    let mut command = if is_root {
        Command::new("chown").arg("nobody").arg(&folder).status().unwrap();
        let mut command = Command::new("runuser");
        command.args(["-u", "nobody", "--", "sh", "-c"]);
        command
    } else {
        let mut command = Command::new("sh");
        command.arg("-c");
        command
    };
    let mut child =
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n", "the temporary PostgreSQL did not start, see {}", folder.display());
    Some(Cluster {
        url: format!("postgres://stafeta@127.0.0.1:{port}/postgres"),
        _child: Some(child),
    })
}

/// Where Debian puts the newest version.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}
