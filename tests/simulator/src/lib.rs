//! Plays stories of watches by the million.
//!
//! [`draw`] makes a story from a seed, [`world`] plays it with the real step function and a model
//! of the engine, the channels and the people, and `stafeta_checker` judges what happened to the
//! people, as it happens. [`planted`] names the faults that prove that the checker
//! sees something; [`grid`] goes to every corner that chance might miss.
//!
//! The same seed gives the same story, on every machine, for ever.

pub mod campaign;
pub mod dice;
pub mod draw;
pub mod grid;
pub mod planted;
pub mod shrink;
pub mod world;

pub use draw::{Draw, Kind};
pub use planted::Planted;
pub use world::{Played, play};
