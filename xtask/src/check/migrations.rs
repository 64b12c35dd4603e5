//! The migrations of both databases are the same text, but for two words of [`DIALECT`].

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::sh;

/// Compares `migrations/sqlite` with `migrations/postgres`, file by file.
pub(super) fn check() -> Result<()> {
    let sqlite = read("sqlite")?;
    let postgres = read("postgres")?;
    let mut faults = Vec::new();
    for name in sqlite.keys().filter(|name| !postgres.contains_key(*name)) {
        faults.push(format!("migrations/postgres/{name} is missing"));
    }
    for (name, text) in &postgres {
        match sqlite.get(name) {
            None => faults.push(format!("migrations/sqlite/{name} is missing")),
            Some(other) => faults.extend(difference(name, &translate(other), text)),
        }
    }
    match faults.as_slice() {
        [] => Ok(()),
        faults => bail!("{}", faults.join("\n")),
    }
}

fn read(database: &str) -> Result<BTreeMap<String, String>> {
    let folder = sh::root().join("migrations").join(database);
    let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut files = BTreeMap::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

/// What SQLite says, and how PostgreSQL says it. Everything else is the same in both.
const DIALECT: [(&str, &str); 2] = [
    ("BLOB", "BYTEA"),
    ("INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
];

/// SQLite's text as PostgreSQL wants it.
fn translate(sqlite: &str) -> String {
    DIALECT.iter().fold(sqlite.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn difference(name: &str, expected: &str, found: &str) -> Option<String> {
    let lines = expected.lines().zip(found.lines()).enumerate();
    let same = |expected: &str, found: &str| {
        expected.split_whitespace().eq(found.split_whitespace()) || comments(expected, found)
    };
    let differing = lines.into_iter().find(|(_, (expected, found))| !same(expected, found));
    match differing {
        Some((line, (expected, found))) => Some(format!(
            "migrations/postgres/{name}:{}: expected\n  {expected}\nfound\n  {found}",
            line + 1
        )),
        None if expected.lines().count() != found.lines().count() => {
            Some(format!("migrations/{{sqlite,postgres}}/{name} differ in length"))
        }
        None => None,
    }
}

/// Comments may speak about the databases in their own words.
fn comments(expected: &str, found: &str) -> bool {
    [expected, found].iter().all(|line| line.trim_start().starts_with("--"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_dialect_may_differ() {
        let sqlite = "CREATE TABLE a (\n  x BLOB NOT NULL\n);\n";
        assert_eq!(
            difference("1", &translate(sqlite), "CREATE TABLE a (\n  x BYTEA NOT NULL\n);\n"),
            None
        );
        assert!(
            difference("1", &translate(sqlite), "CREATE TABLE a (\n  x TEXT NOT NULL\n);\n")
                .is_some()
        );
        assert!(difference("1", &translate(sqlite), "CREATE TABLE a (\n").is_some());
    }
}
