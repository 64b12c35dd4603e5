//! The catalogues: complete in every language, and exactly what the source uses.
//!
//! Refused: a file that does not parse; a key outside its area or defined twice; a key that
//! one language lacks; variables that differ between languages; a count without all its
//! plural forms; a key that the source names and no catalogue has; a key that nothing names.

mod catalogue;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Result, bail};
use catalogue::Message;

use super::source::{self, Literal};
use crate::sh;

/// The languages, and the plural forms that each needs.
const LANGUAGES: [(&str, &[&str]); 3] =
    [("cs", &["one", "few", "other"]), ("en", &["one", "other"]), ("de", &["one", "other"])];

/// The functions whose literal is a key.
const LOOKUPS: [&str; 2] = ["t", "ta"];

/// Where keys are used.
const SOURCES: [&str; 3] = ["client/src", "server/src", "shared/src"];

/// Checks all catalogues against each other and against the source.
pub(super) fn check() -> Result<()> {
    let mut faults = Vec::new();
    let mut languages = BTreeMap::new();
    for (language, forms) in LANGUAGES {
        let folder = sh::root().join("shared/i18n").join(language);
        let messages = catalogue::read(&folder, &mut faults)?;
        plurals(language, forms, &messages, &mut faults);
        languages.insert(language, messages);
    }
    for (language, messages) in &languages {
        for (other, theirs) in &languages {
            compare((language, messages), (other, theirs), &mut faults);
        }
    }
    let keys: BTreeMap<_, _> = languages.into_values().flatten().collect();
    let (literals, mentions) = literals()?;
    usage(&keys, &literals, &mut faults);
    mentioned(&keys, &mentions, &classes()?, &mut faults);
    match faults.as_slice() {
        [] => Ok(()),
        faults => bail!("{}", faults.join("\n")),
    }
}

/// Places whose literals look like keys without being any: codes, names for tests and vectors.
const NO_KEYS: [&str; 5] = [
    "shared/src/api/",
    "shared/src/crypto/vectors/",
    "server/src/app.rs",
    "server/src/keys.rs",
    "test_ids.rs",
];

type Messages = BTreeMap<String, Message>;

/// A choice with one plural form has to have them all.
fn plurals(language: &str, forms: &[&str], messages: &Messages, faults: &mut Vec<String>) {
    for (key, message) in messages {
        for choice in message.choices.iter().filter(|choice| choice.contains("one")) {
            let missing = forms.iter().filter(|form| !choice.contains(**form));
            faults.extend(missing.map(|form| format!("{language}: {key} lacks its form [{form}]")));
        }
    }
}

/// What `other` lacks or says with other variables.
fn compare(
    (language, messages): (&str, &Messages),
    (other, theirs): (&str, &Messages),
    faults: &mut Vec<String>,
) {
    for (key, message) in messages {
        match theirs.get(key) {
            None => faults.push(format!("{other}: {key} is missing ({language} has it)")),
            Some(same) if same.variables != message.variables && language < other => {
                let (ours, theirs) = (&message.variables, &same.variables);
                faults.push(format!(
                    "{key}: variables differ, {language} {ours:?}, {other} {theirs:?}"
                ));
            }
            Some(_) => {}
        }
    }
}

/// The literals of all source; and those texts among them that may be keys by their place.
fn literals() -> Result<(Vec<Literal>, BTreeSet<String>)> {
    let (mut found, mut mentions) = (Vec::new(), BTreeSet::new());
    for folder in SOURCES {
        for file in source::files(&sh::root().join(folder))? {
            let literals = source::literals(&fs::read_to_string(&file)?);
            let path = file.to_string_lossy();
            if !NO_KEYS.iter().any(|place| path.contains(place)) {
                mentions.extend(literals.iter().map(|literal| literal.text.clone()));
            }
            found.extend(literals);
        }
    }
    Ok((found, mentions))
}

/// The classes of the style sheet, some of which look like keys.
fn classes() -> Result<BTreeSet<String>> {
    let sheet = fs::read_to_string(sh::root().join("client/static/style.css"))?;
    let end = |char: char| !char.is_ascii_alphanumeric() && char != '-';
    Ok(sheet.split('.').filter_map(|part| part.split(end).next()).map(str::to_owned).collect())
}

/// A literal that begins like a key, and is none, is a key that was misspelt: keys also pass
/// through functions and tables on their way to a look-up.
fn mentioned(
    keys: &Messages,
    mentions: &BTreeSet<String>,
    classes: &BTreeSet<String>,
    faults: &mut Vec<String>,
) {
    let areas: BTreeSet<&str> = keys.keys().filter_map(|key| key.split('-').next()).collect();
    let is_key = |text: &str| {
        let (area, rest) = text.split_once('-').unwrap_or_default();
        let plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        areas.contains(area) && !rest.is_empty() && rest.chars().all(plain)
    };
    let begins = |text: &str| keys.keys().any(|key| key.starts_with(&format!("{text}-")));
    for text in mentions.iter().filter(|text| is_key(text) && !classes.contains(*text)) {
        if !keys.contains_key(text) && !begins(text) {
            faults.push(format!("{text} looks like a key, but has no text"));
        }
    }
}

fn usage(keys: &Messages, literals: &[Literal], faults: &mut Vec<String>) {
    let referred: BTreeSet<&str> =
        keys.values().flat_map(|message| &message.references).map(String::as_str).collect();
    let patterns: Vec<&str> = literals
        .iter()
        .map(|literal| literal.text.as_str())
        .filter(|text| text.contains('{'))
        .collect();
    let exact: BTreeSet<&str> = literals.iter().map(|literal| literal.text.as_str()).collect();

    for key in keys.keys().map(String::as_str) {
        let built = || patterns.iter().any(|pattern| builds(pattern, key));
        if !exact.contains(key) && !referred.contains(key) && !built() {
            faults.push(format!("{key} is not used"));
        }
    }
    let looked_up = literals.iter().filter(|literal| {
        literal.call.as_deref().is_some_and(|call| LOOKUPS.contains(&call))
            && literal.text.contains('-')
    });
    let named = looked_up.map(|literal| literal.text.as_str()).chain(referred);
    for key in
        named.filter(|key| !key.contains('{') && !keys.contains_key(*key)).collect::<BTreeSet<_>>()
    {
        if key != "no-such-key" {
            faults.push(format!("{key} is used, but has no text"));
        }
    }
}

/// Whether `format!(pattern)` can make `key`: the fixed beginning and end agree, and at least
/// the area is fixed.
fn builds(pattern: &str, key: &str) -> bool {
    let (Some((start, _)), Some((_, end))) = (pattern.split_once('{'), pattern.rsplit_once('}'))
    else {
        return false;
    };
    start.contains('-')
        && key.len() >= start.len() + end.len()
        && key.starts_with(start)
        && key.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(variables: &[&str]) -> Message {
        Message {
            variables: variables.iter().map(ToString::to_string).collect(),
            ..Message::default()
        }
    }

    #[test]
    fn finds_what_differs_between_languages() {
        let one = Messages::from([("a-x".into(), message(&["n"])), ("a-y".into(), message(&[]))]);
        let two = Messages::from([("a-x".into(), message(&["m"]))]);
        let mut faults = Vec::new();
        compare(("cs", &one), ("en", &two), &mut faults);
        assert_eq!(faults.len(), 2, "{faults:?}");
    }

    #[test]
    fn finds_misspelt_keys_in_tables() {
        let keys = Messages::from([("a-one".into(), message(&[]))]);
        let mentions = ["a-one", "a-oen", "a-class", "b-two", "a-", "a-One"].map(String::from);
        let mut faults = Vec::new();
        mentioned(&keys, &mentions.into(), &["a-class".into()].into(), &mut faults);
        assert_eq!(faults, ["a-oen looks like a key, but has no text"]);
    }

    #[test]
    fn finds_missing_plural_forms() {
        let choice = ["one", "other"].map(String::from).into();
        let counted = Message { choices: vec![choice], ..Message::default() };
        let mut faults = Vec::new();
        plurals("cs", LANGUAGES[0].1, &Messages::from([("a-n".into(), counted)]), &mut faults);
        assert_eq!(faults, ["cs: a-n lacks its form [few]"]);
    }

    #[test]
    fn finds_unused_and_unknown_keys() {
        let keys = Messages::from(
            ["a-used", "a-built-one", "a-idle"].map(|key| (key.to_owned(), message(&[]))),
        );
        let source =
            r#"t(l, "a-used", &[]); t(l, &format!("a-built-{x}"), &[]); t(l, "a-unknown", &[]);"#;
        let mut faults = Vec::new();
        usage(&keys, &source::literals(source), &mut faults);
        assert_eq!(faults, ["a-idle is not used", "a-unknown is used, but has no text"]);
    }
}
