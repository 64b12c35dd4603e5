//! Stafeta.
