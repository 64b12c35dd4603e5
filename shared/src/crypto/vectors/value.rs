//! Values of a manifest: numbers, texts, bytes in several spellings, lists, maps.

use super::{Load, stream::Stream};
use crate::crypto::hash;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A value with its bytes at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    None,
    Number(u64),
    Text(String),
    Bytes(Vec<u8>),
    /// Bytes of this length and hash; in expectations only.
    Digest {
        sha256: Vec<u8>,
        len: u64,
    },
    List(Vec<Item>),
    Map(BTreeMap<String, Item>),
}

impl From<&[u8]> for Item {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<u64> for Item {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Item {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// A map out of names and values.
pub(super) fn map<const N: usize>(pairs: [(&str, Item); N]) -> Item {
    Item::Map(pairs.into_iter().map(|(key, item)| (key.into(), item)).collect())
}

/// Looks every byte string up.
pub(super) fn resolve(value: &Value, load: Load<'_>) -> Result<Item, String> {
    Ok(match value {
        Value::Null => Item::None,
        Value::Number(n) => Item::Number(n.as_u64().ok_or("a number is not unsigned")?),
        Value::String(text) => Item::Text(text.clone()),
        Value::Array(list) => {
            Item::List(list.iter().map(|v| resolve(v, load)).collect::<Result<_, _>>()?)
        }
        Value::Object(object) => resolve_object(object, load)?,
        Value::Bool(_) => return Err("a truth value".into()),
    })
}

fn resolve_object(object: &Map<String, Value>, load: Load<'_>) -> Result<Item, String> {
    let single = if object.len() == 1 { object.iter().next() } else { None };
    let Some((key, value)) = single else { return resolve_map(object, load) };
    Ok(match (key.as_str(), value) {
        ("hex", Value::String(text)) => Item::Bytes(unhex(text)?),
        ("file", Value::String(path)) => {
            Item::Bytes(load(path).ok_or_else(|| format!("{path} is not there"))?)
        }
        ("stream", _) => {
            let seed = value["seed"].as_str().ok_or("a stream without seed")?;
            Item::Bytes(Stream::bytes(seed, len(value)? as usize))
        }
        ("digest", _) => {
            let sha256 = unhex(value["sha256"].as_str().ok_or("a digest without hash")?)?;
            Item::Digest { sha256, len: len(value)? }
        }
        _ => resolve_map(object, load)?,
    })
}

fn resolve_map(object: &Map<String, Value>, load: Load<'_>) -> Result<Item, String> {
    let pairs = object.iter().map(|(key, value)| Ok((key.clone(), resolve(value, load)?)));
    Ok(Item::Map(pairs.collect::<Result<_, String>>()?))
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    hex::decode(text).map_err(|_| format!("no hexadecimal digits: {text}"))
}

fn len(value: &Value) -> Result<u64, String> {
    value["len"].as_u64().ok_or_else(|| "bytes without length".into())
}

impl Item {
    /// Compares what came out with what is expected. More may come out than is expected of a map.
    pub(super) fn check(&self, actual: &Self, at: &str) -> Result<(), String> {
        match (self, actual) {
            (Self::Digest { sha256, len }, Self::Bytes(bytes)) => {
                let same = *len == bytes.len() as u64 && hash(bytes)[..] == sha256[..];
                if same { Ok(()) } else { Err(format!("{at} has another length or hash")) }
            }
            (Self::Map(expected), Self::Map(actual)) => {
                expected.iter().try_for_each(|(key, item)| {
                    let actual = actual.get(key).ok_or(format!("{at}.{key} is missing"))?;
                    item.check(actual, &format!("{at}.{key}"))
                })
            }
            (Self::List(expected), Self::List(actual)) if expected.len() == actual.len() => {
                let mut pairs = expected.iter().zip(actual).enumerate();
                pairs.try_for_each(|(i, (e, a))| e.check(a, &format!("{at}[{i}]")))
            }
            _ if self == actual => Ok(()),
            _ => Err(format!("{at} is another")),
        }
    }
}
