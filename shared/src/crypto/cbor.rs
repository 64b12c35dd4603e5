//! Deterministic CBOR (RFC 8949, 4.2.1) with text keys, the only CBOR that is written or read.
//!
//! Readers decode, encode again and compare bytes: another order of keys, a longer integer, an indefinite
//! length is refused; so are duplicates, trailing bytes, tags, floats (no format of ours needs them, and few
//! implementations agree on them), and nesting deeper than 16. Unknown keys are kept
//! ([`Extra`]) and written back, so that an older client does not lose what a newer one wrote.

use super::error::{Checked, Refused, ensure};
use ciborium::Value;
use zeroize::{Zeroize as _, Zeroizing};

const DEPTH: usize = 16;

/// A map being taken apart or put together. Erases what is left in it.
pub(crate) struct Map(Vec<(Value, Value)>);

/// Unknown keys of a map, as they were.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Vec<(Value, Value)>);

impl Extra {
    /// Whether something in the map was made by a newer version.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The deterministic encoding of these keys as a map.
    pub(crate) fn encode(&self) -> Vec<u8> {
        Map(self.0.clone()).encode().to_vec()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Checked<Self> {
        Ok(Map::decode(bytes)?.extra())
    }
}

impl std::fmt::Debug for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Extra({} keys)", self.0.len())
    }
}

impl Drop for Extra {
    fn drop(&mut self) {
        wipe_pairs(&mut self.0);
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        wipe_pairs(&mut self.0);
    }
}

impl Map {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Starts with the keys that were not understood when reading.
    pub(crate) fn with(extra: &Extra) -> Self {
        Self(extra.0.clone())
    }

    pub(crate) fn put(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.push((key.into(), value.into()));
        self
    }

    pub(crate) fn put_bytes(self, key: &str, bytes: &[u8]) -> Self {
        self.put(key, Value::Bytes(bytes.to_vec()))
    }

    pub(crate) fn put_maps(self, key: &str, maps: impl IntoIterator<Item = Map>) -> Self {
        let list = maps.into_iter().map(Map::into_value).collect();
        self.put(key, Value::Array(list))
    }

    pub(crate) fn into_value(mut self) -> Value {
        Value::Map(std::mem::take(&mut self.0))
    }

    pub(crate) fn encode(self) -> Zeroizing<Vec<u8>> {
        let mut value = self.into_value();
        let bytes = encode(&mut value);
        wipe(&mut value);
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Checked<Self> {
        let value = decode(bytes)?;
        Self::from_value(value)
    }

    pub(crate) fn from_value(value: Value) -> Checked<Self> {
        value.into_map().map(Self).map_err(|mut other| {
            wipe(&mut other);
            Refused
        })
    }

    /// Takes a value out, if it is there.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(k, _)| k.as_text() == Some(key))?;
        Some(self.0.swap_remove(at).1)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(k, _)| k.as_text() == Some(key))
    }

    pub(crate) fn u64(&mut self, key: &str) -> Checked<u64> {
        let integer = self.take(key).and_then(|v| v.as_integer()).ok_or(Refused)?;
        u64::try_from(integer).map_err(|_| Refused)
    }

    /// A text; a missing one is empty.
    pub(crate) fn text(&mut self, key: &str) -> Checked<String> {
        match self.take(key) {
            None => Ok(String::new()),
            Some(value) => value.into_text().map_err(|_| Refused),
        }
    }

    pub(crate) fn flag(&mut self, key: &str) -> Checked<bool> {
        match self.take(key) {
            None => Ok(false),
            Some(value) => value.as_bool().ok_or(Refused),
        }
    }

    pub(crate) fn bytes(&mut self, key: &str) -> Checked<Zeroizing<Vec<u8>>> {
        self.take(key).and_then(|v| v.into_bytes().ok()).map(Zeroizing::new).ok_or(Refused)
    }

    pub(crate) fn array<const N: usize>(&mut self, key: &str) -> Checked<[u8; N]> {
        self.bytes(key)?.as_slice().try_into().map_err(|_| Refused)
    }

    pub(crate) fn secret<const N: usize>(&mut self, key: &str) -> Checked<super::Secret<N>> {
        super::Secret::from_slice(&self.bytes(key)?)
    }

    pub(crate) fn map(&mut self, key: &str) -> Checked<Self> {
        Self::from_value(self.take(key).ok_or(Refused)?)
    }

    pub(crate) fn list(&mut self, key: &str) -> Checked<Vec<Value>> {
        self.take(key).ok_or(Refused)?.into_array().map_err(|_| Refused)
    }

    /// Reads a list of maps, each by `read`.
    pub(crate) fn maps<T>(
        &mut self,
        key: &str,
        mut read: impl FnMut(Map) -> Checked<T>,
    ) -> Checked<Vec<T>> {
        self.list(key)?.into_iter().map(|value| read(Self::from_value(value)?)).collect()
    }

    /// A map of texts, whole.
    pub(crate) fn into_texts(mut self) -> Checked<std::collections::BTreeMap<String, String>> {
        let pairs = std::mem::take(&mut self.0);
        pairs
            .into_iter()
            .map(|(key, value)| {
                Ok((key.into_text().map_err(|_| Refused)?, value.into_text().map_err(|_| Refused)?))
            })
            .collect()
    }

    /// What nobody asked for.
    pub(crate) fn extra(mut self) -> Extra {
        let mut rest = std::mem::take(&mut self.0);
        sort(&mut rest);
        Extra(rest)
    }
}

/// Encodes deterministically, sorting the maps in place.
fn encode(value: &mut Value) -> Zeroizing<Vec<u8>> {
    canonicalise(value);
    // Measured first: a buffer that grows would leave copies of secrets behind.
    let mut len = Count(0);
    write(value, &mut len);
    let mut bytes = Zeroizing::new(Vec::with_capacity(len.0));
    write(value, &mut *bytes);
    bytes
}

#[expect(clippy::expect_used, reason = "neither writer can fail")]
fn write(value: &Value, out: &mut impl std::io::Write) {
    ciborium::into_writer(value, out).expect("memory");
}

/// Counts what would be written.
struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn decode(bytes: &[u8]) -> Checked<Value> {
    let mut rest = bytes;
    // The library's limit guards the stack; `check` enforces ours exactly.
    let mut value: Value = ciborium::de::from_reader_with_recursion_limit(&mut rest, 4 * DEPTH)
        .map_err(|_| Refused)?;
    let sound = rest.is_empty() && check(&value, DEPTH).is_ok() && *encode(&mut value) == bytes;
    if sound {
        return Ok(value);
    }
    wipe(&mut value);
    Err(Refused)
}

fn check(value: &Value, depth: usize) -> Checked<()> {
    match value {
        Value::Array(items) => {
            ensure(depth > 0)?;
            items.iter().try_for_each(|item| check(item, depth - 1))
        }
        Value::Map(pairs) => {
            ensure(depth > 0)?;
            for (i, (key, item)) in pairs.iter().enumerate() {
                let text = key.as_text().ok_or(Refused)?;
                // Sorted input puts duplicates side by side; unsorted input falls at the comparison.
                ensure(i == 0 || pairs[i - 1].0.as_text() != Some(text))?;
                check(item, depth - 1)?;
            }
            Ok(())
        }
        Value::Tag(..) | Value::Float(_) => Err(Refused),
        _ => Ok(()),
    }
}

fn canonicalise(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(canonicalise),
        Value::Map(pairs) => {
            pairs.iter_mut().for_each(|(_, item)| canonicalise(item));
            sort(pairs);
        }
        _ => {}
    }
}

/// Text keys in the order of their encodings: the shorter first, then bytewise.
fn sort(pairs: &mut [(Value, Value)]) {
    pairs.sort_by(|(a, _), (b, _)| {
        let (a, b) = (a.as_text().unwrap_or_default(), b.as_text().unwrap_or_default());
        a.len().cmp(&b.len()).then_with(|| a.cmp(b))
    });
}

fn wipe_pairs(pairs: &mut [(Value, Value)]) {
    pairs.iter_mut().for_each(|(_, value)| wipe(value));
}

/// Erases byte strings and texts.
fn wipe(value: &mut Value) {
    match value {
        Value::Bytes(bytes) => bytes.zeroize(),
        Value::Text(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Map(pairs) => wipe_pairs(pairs),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(hex_bytes: &str) {
        assert!(Map::decode(&hex::decode(hex_bytes).unwrap()).is_err(), "{hex_bytes}");
    }

    #[test]
    fn writes_sorted_and_reads_back() {
        let bytes = Map::new().put("bb", 1).put("a", "x").put("aa", Value::Null).encode();
        assert_eq!(hex::encode(&bytes), "a361616178626161f662626201");
        let mut map = Map::decode(&bytes).unwrap();
        assert_eq!((map.text("a").unwrap().as_str(), map.u64("bb").unwrap()), ("x", 1));
        let extra = map.extra();
        assert_eq!(hex::encode(extra.encode()), "a1626161f6");
        assert_eq!(Extra::decode(&extra.encode()).unwrap(), extra);
    }

    #[test]
    fn refuses_everything_else() {
        refused(""); // nothing
        refused("a0a0"); // trailing bytes
        refused("80"); // no map
        refused("a2616201616101"); // order of keys
        refused("a2616101616101"); // duplicate
        refused("a161611801"); // long integer
        refused("a16161190001"); // longer integer
        refused("bf616101ff"); // indefinite map
        refused("a161615f4101ff"); // indefinite bytes
        refused("a1017801"); // truncated
        refused("a10101"); // key no text
        refused("a16161c101"); // tag
        refused("a16161fb3ff0000000000000"); // long float
        refused("a16161f93c00"); // float in its shortest form
        refused("a16161c24101"); // bignum
        refused("a16161c249010000000000000000"); // bignum that needs to be one
        refused("a16161f7"); // undefined
        refused("a16161f0"); // another simple value
        refused("a1616161ff"); // no UTF-8
    }

    #[test]
    fn depth_is_bounded() {
        let nested =
            |n: usize| [&hex::decode("a16161").unwrap()[..], &vec![0x81; n], &[0]].concat();
        assert!(Map::decode(&nested(15)).is_ok());
        assert!(Map::decode(&nested(16)).is_err());
        assert!(Map::decode(&nested(1000)).is_err());
        let maps = |n: usize| [hex::decode("a16161").unwrap().repeat(n), vec![0]].concat();
        assert!(Map::decode(&maps(16)).is_ok() && Map::decode(&maps(17)).is_err());
    }

    #[test]
    fn maps_in_lists_are_sorted_too() {
        let map = |pairs: &[&str]| {
            Value::Map(pairs.iter().map(|key| ((*key).into(), Value::from(1))).collect())
        };
        let bytes = Map::new().put("a", Value::Array(vec![map(&["cc", "b"])])).encode();
        assert_eq!(hex::encode(&bytes), "a1616181a261620162636301");
        refused("a1616181a262636301616201");
        assert_eq!(format!("{:?}", Map::decode(&bytes).unwrap().extra()), "Extra(1 keys)");
    }
}
