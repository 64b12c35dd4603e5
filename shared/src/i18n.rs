//! Text catalogues.
