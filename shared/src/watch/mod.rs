//! The watch: a pure state machine.
