//! The blocks a handover is written in.
