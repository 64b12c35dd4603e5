//! Typed access to the inputs of a case. What is missing or of another type makes the case broken, never refused.

use super::{Failure, value::Item};
use crate::crypto::{Key, bundle::Bundle};
use std::collections::BTreeMap;

/// The inputs of one operation, or a map among them.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a>(&'a BTreeMap<String, Item>);

impl<'a> Inputs<'a> {
    pub(super) fn new(item: &'a Item) -> Result<Self, Failure> {
        match item {
            Item::Map(map) => Ok(Self(map)),
            _ => Err(Failure::Broken("a map was expected".into())),
        }
    }

    fn item(&self, key: &str) -> Result<&'a Item, Failure> {
        self.0.get(key).ok_or_else(|| Failure::Broken(format!("input {key} is missing")))
    }

    pub(super) fn bytes(&self, key: &str) -> Result<&'a [u8], Failure> {
        match self.item(key)? {
            Item::Bytes(bytes) => Ok(bytes),
            _ => Err(other(key)),
        }
    }

    pub(super) fn array<const N: usize>(&self, key: &str) -> Result<[u8; N], Failure> {
        self.bytes(key)?.try_into().map_err(|_| other(key))
    }

    /// An id of any kind.
    pub(super) fn id<T>(&self, key: &str, make: fn([u8; 16]) -> T) -> Result<T, Failure> {
        Ok(make(self.array(key)?))
    }

    /// `None` where the manifest has null.
    pub(super) fn optional<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Self, &str) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        match self.item(key)? {
            Item::None => Ok(None),
            _ => read(self, key).map(Some),
        }
    }

    pub(super) fn key(&self, key: &str) -> Result<Key, Failure> {
        Ok(Key::new(&self.array(key)?))
    }

    pub(super) fn number(&self, key: &str) -> Result<u64, Failure> {
        match self.item(key)? {
            Item::Number(number) => Ok(*number),
            _ => Err(other(key)),
        }
    }

    pub(super) fn text(&self, key: &str) -> Result<&'a str, Failure> {
        match self.item(key)? {
            Item::Text(text) => Ok(text),
            _ => Err(other(key)),
        }
    }

    pub(super) fn map(&self, key: &str) -> Result<Self, Failure> {
        Self::new(self.item(key)?)
    }

    pub(super) fn list<T>(
        &self,
        key: &str,
        read: impl Fn(&'a Item) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        match self.item(key)? {
            Item::List(items) => items.iter().map(read).collect(),
            _ => Err(other(key)),
        }
    }

    pub(super) fn texts(&self, key: &str) -> Result<Vec<&'a str>, Failure> {
        self.list(key, |item| match item {
            Item::Text(text) => Ok(text.as_str()),
            _ => Err(other(key)),
        })
    }

    /// A bundle, whose own checks may refuse it.
    pub(super) fn bundle(&self, key: &str) -> Result<Bundle, Failure> {
        Ok(Bundle::parse(self.bytes(key)?)?)
    }

    pub(super) fn bundles(&self, key: &str) -> Result<Vec<Bundle>, Failure> {
        self.list(key, |item| match item {
            Item::Bytes(bytes) => Ok(Bundle::parse(bytes)?),
            _ => Err(other(key)),
        })
    }
}

fn other(key: &str) -> Failure {
    Failure::Broken(format!("input {key} is of another type or length"))
}
