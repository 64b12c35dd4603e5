//! Makes the golden files and the rejects: once per version of the vectors, out of nothing but words.
//!
//! Every case is run while it is made. What an operation gives is written down as expected, unless the maker
//! knows better; what must be refused and is not stops the making. Nothing here is random, so the same files
//! come out again, byte by byte, as long as the formats are what they were.

mod damage;
mod files;
mod keys;
mod login;
mod offline;
mod pairing;
mod primitives;
mod set;
mod statements;
mod stored;
mod versions;
mod world;

use set::Set;
use std::collections::BTreeMap;
use world::World;

/// Why nothing was made: something that must open did not, or the reverse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MakeError(String);

impl From<crate::crypto::Refused> for MakeError {
    fn from(refused: crate::crypto::Refused) -> Self {
        Self(refused.to_string())
    }
}

type Made = Result<(), MakeError>;

/// All files of this version, manifests included, by their paths.
///
/// # Errors
/// [`MakeError`] names the cases that did not behave.
pub fn make(version: u64) -> Result<BTreeMap<String, Vec<u8>>, MakeError> {
    let mut set = Set::default();
    let world = World::new()?;
    primitives::add(&mut set);
    keys::add(&mut set, &world);
    pairing::add(&mut set, &world);
    stored::add(&mut set, &world)?;
    let attachments = files::add(&mut set, &world)?;
    let sealed = versions::add(&mut set, &world, &attachments)?;
    statements::add(&mut set, &world, &sealed)?;
    offline::add(&mut set, &world, &attachments, &sealed)?;
    login::add(&mut set);
    set.finish(version)
}
