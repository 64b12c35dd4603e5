//! Reading columns into our types.

use super::{Result, StoreError};
use sqlx::{Row as _, any::AnyRow};

/// Typed access to the columns of a row.
pub trait RowExt {
    /// An integer.
    fn int(&self, column: &'static str) -> Result<i64>;
    /// An integer that may be absent.
    fn int_opt(&self, column: &'static str) -> Result<Option<i64>>;
    /// A text.
    fn text(&self, column: &'static str) -> Result<String>;
    /// A text that may be absent.
    fn text_opt(&self, column: &'static str) -> Result<Option<String>>;
    /// Bytes.
    fn blob(&self, column: &'static str) -> Result<Vec<u8>>;
    /// Bytes that may be absent.
    fn blob_opt(&self, column: &'static str) -> Result<Option<Vec<u8>>>;

    /// A boolean, stored as 0 or 1.
    fn flag(&self, column: &'static str) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    /// Exactly `N` bytes.
    fn bytes<const N: usize>(&self, column: &'static str) -> Result<[u8; N]> {
        self.blob(column)?.try_into().map_err(|_| StoreError::Corrupt(column))
    }

    /// Exactly `N` bytes, or nothing.
    fn bytes_opt<const N: usize>(&self, column: &'static str) -> Result<Option<[u8; N]>> {
        self.blob_opt(column)?
            .map(|b| b.try_into().map_err(|_| StoreError::Corrupt(column)))
            .transpose()
    }

    /// An identifier: `row.id("account", AccountId::from_bytes)`.
    fn id<T>(&self, column: &'static str, make: fn([u8; 16]) -> T) -> Result<T> {
        self.bytes(column).map(make)
    }

    /// An identifier that may be absent.
    fn id_opt<T>(&self, column: &'static str, make: fn([u8; 16]) -> T) -> Result<Option<T>> {
        Ok(self.bytes_opt(column)?.map(make))
    }
}

impl RowExt for AnyRow {
    fn int(&self, column: &'static str) -> Result<i64> {
        Ok(self.try_get(column)?)
    }
    fn int_opt(&self, column: &'static str) -> Result<Option<i64>> {
        Ok(self.try_get(column)?)
    }
    fn text(&self, column: &'static str) -> Result<String> {
        Ok(self.try_get(column)?)
    }
    fn text_opt(&self, column: &'static str) -> Result<Option<String>> {
        Ok(self.try_get(column)?)
    }
    fn blob(&self, column: &'static str) -> Result<Vec<u8>> {
        Ok(self.try_get(column)?)
    }
    fn blob_opt(&self, column: &'static str) -> Result<Option<Vec<u8>>> {
        Ok(self.try_get(column)?)
    }
}
