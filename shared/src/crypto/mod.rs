//! Suite 0x0001: envelopes, keys, password login.
