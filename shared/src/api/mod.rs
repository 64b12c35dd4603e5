//! Request and response types, route paths, problem codes.
