//! The string literals of Rust source, with the call they stand in: just enough lexing to
//! find text keys. Comments are skipped; macros are read like everything else.

use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::str::Chars;

use anyhow::{Context, Result};

/// A string literal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// Its text; escapes are left as written.
    pub(super) text: String,
    /// The innermost named call around it that is not inside a list: `t` in `t(lang, "key")`.
    pub(super) call: Option<String>,
}

/// Every Rust file below `folder`.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The literals of one source text.
pub(super) fn literals(source: &str) -> Vec<Literal> {
    let mut reader =
        Reader { chars: source.chars().peekable(), word: String::new(), open: Vec::new() };
    let mut found = Vec::new();
    while let Some(text) = reader.next_literal() {
        let call = reader.open.iter().rev().find_map(Bracket::call);
        found.push(Literal { text, call });
    }
    found
}

enum Bracket {
    /// Parentheses after a name.
    Call(String),
    /// A list: what stands in it is no argument of the call around it.
    List,
    Other,
}

impl Bracket {
    fn call(&self) -> Option<String> {
        match self {
            Self::Call(name) => Some(name.clone()),
            Self::List => Some(String::new()),
            Self::Other => None,
        }
    }
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    /// The identifier just before the current position.
    word: String,
    open: Vec<Bracket>,
}

impl Reader<'_> {
    fn next_literal(&mut self) -> Option<String> {
        loop {
            let char = self.chars.next()?;
            match char {
                '"' => return Some(self.string()),
                '/' if self.chars.next_if_eq(&'/').is_some() => self.skip_line(),
                '/' if self.chars.next_if_eq(&'*').is_some() => self.skip_block(),
                '\'' => self.skip_char(),
                '#' if self.word == "r" || self.word == "br" => {
                    if let Some(text) = self.raw_string() {
                        return Some(text);
                    }
                }
                _ => self.bracket_or_word(char),
            }
        }
    }

    fn bracket_or_word(&mut self, char: char) {
        let word = match char {
            char if char.is_alphanumeric() || char == '_' => {
                self.word.push(char);
                return;
            }
            // `name!(` is a call of `name`.
            '!' => return,
            _ => std::mem::take(&mut self.word),
        };
        match char {
            '(' if word.is_empty() => self.open.push(Bracket::Other),
            '(' => self.open.push(Bracket::Call(word)),
            '[' => self.open.push(Bracket::List),
            '{' => self.open.push(Bracket::Other),
            ')' | ']' | '}' => drop(self.open.pop()),
            _ => {}
        }
    }

    fn string(&mut self) -> String {
        self.word.clear();
        let mut text = String::new();
        while let Some(char) = self.chars.next() {
            match char {
                '"' => break,
                '\\' => text.extend(['\\'].into_iter().chain(self.chars.next())),
                _ => text.push(char),
            }
        }
        text
    }

    /// After `r#`: a raw string, unless it was a raw identifier.
    fn raw_string(&mut self) -> Option<String> {
        self.word.clear();
        let mut hashes = 1;
        while self.chars.next_if_eq(&'#').is_some() {
            hashes += 1;
        }
        self.chars.next_if_eq(&'"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let mut text = String::new();
        while !text.ends_with(&end) {
            text.push(self.chars.next()?);
        }
        text.truncate(text.len() - end.len());
        Some(text)
    }

    fn skip_line(&mut self) {
        self.chars.find(|char| *char == '\n');
    }

    fn skip_block(&mut self) {
        let mut last = ' ';
        for char in self.chars.by_ref() {
            if last == '*' && char == '/' {
                break;
            }
            last = char;
        }
    }

    /// After an apostrophe: a character, or a lifetime.
    fn skip_char(&mut self) {
        self.word.clear();
        match self.chars.next() {
            Some('\\') => {
                self.chars.next();
                self.chars.find(|char| *char == '\'');
            }
            // A lifetime has no closing apostrophe.
            Some(_) => drop(self.chars.next_if_eq(&'\'')),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(source: &str) -> Vec<(String, String)> {
        let pairs = literals(source).into_iter();
        pairs.map(|literal| (literal.call.unwrap_or_default(), literal.text)).collect()
    }

    #[test]
    fn names_the_call_around_a_literal() {
        let found = calls(
            r#"let a = t(lang, "a-key", &[("n", 1.into())]); x.t(if b { "c" } else { "d" });"#,
        );
        let expected = [("t", "a-key"), ("", "n"), ("t", "c"), ("t", "d")];
        assert_eq!(found, expected.map(|(call, text)| (call.to_owned(), text.to_owned())));
    }

    #[test]
    fn is_not_led_astray() {
        let found = calls(
            "fn f<'a>(x: &'a str) { '\"'; '\\''; /* \" */ } // \"\n r#\"raw \"x\"\"#; t(\"k\\\"\")",
        );
        let texts: Vec<_> = found.into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["raw \"x\"", "k\\\""]);
    }
}
