//! Stafeta.

fn main() {}
