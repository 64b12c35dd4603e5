//! A value as a property of a component.

use std::{ops::Deref, rc::Rc};

/// Shared, and equal only to its own clones: one loading is one value, and comparing costs nothing.
pub struct Same<T>(Rc<T>);

impl<T> Same<T> {
    /// A new value, equal to no other.
    pub fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Same<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_is_only_what_came_from_one_loading() {
        let one = Same::new("text");
        assert!(one == one.clone(), "a clone is the same value");
        assert!(one != Same::new("text"), "another loading is another value, whatever it says");
    }
}
