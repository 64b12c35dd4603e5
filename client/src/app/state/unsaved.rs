//! What was typed and is not saved yet, kept while the page lives.
//!
//! An editor that is left puts its content here until the keeper has it; coming back finds it.
//! Whatever else would be lost with the tab (a kit that was not printed) holds it open.

use super::draft::Draft;
use stafeta_shared::ids::HandoverId;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

/// Clones share everything.
#[derive(Clone, Default)]
pub struct Unsaved(Rc<Inner>);

#[derive(Default)]
struct Inner {
    drafts: RefCell<BTreeMap<HandoverId, Draft>>,
    holds: Cell<u32>,
}

impl PartialEq for Unsaved {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Holds the tab open while it lives.
pub struct Hold(Unsaved);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.0.holds.set(self.0.0.holds.get() - 1);
    }
}

impl Unsaved {
    /// Something would be lost with this tab.
    #[must_use]
    pub fn any(&self) -> bool {
        self.0.holds.get() > 0 || !self.0.drafts.borrow().is_empty()
    }

    /// Asks before the tab closes, until the value is dropped.
    #[must_use]
    pub fn hold(&self) -> Hold {
        self.0.holds.set(self.0.holds.get() + 1);
        Hold(self.clone())
    }

    /// Keeps a draft.
    pub fn keep(&self, handover: HandoverId, draft: Draft) {
        self.0.drafts.borrow_mut().insert(handover, draft);
    }

    /// The keeper has everything up to `revision`.
    pub fn saved(&self, handover: HandoverId, revision: u64) {
        let mut drafts = self.0.drafts.borrow_mut();
        if drafts.get(&handover).is_some_and(|draft| draft.revision <= revision) {
            drafts.remove(&handover);
        }
    }

    /// What was kept of a handover.
    #[must_use]
    pub fn find(&self, handover: HandoverId) -> Option<Draft> {
        self.0.drafts.borrow().get(&handover).cloned()
    }

    /// Forgets everything (log-out).
    pub fn clear(&self) {
        self.0.drafts.borrow_mut().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::draft::Edit;

    #[test]
    fn keeps_what_was_typed_after_the_saved_revision() {
        let (unsaved, id) = (Unsaved::default(), HandoverId::from_bytes([1; 16]));
        let mut draft = Draft::new("a".into(), vec![], vec![]);
        draft.apply(Edit::Title("b".into()));
        unsaved.keep(id, draft.clone());
        unsaved.saved(id, draft.revision - 1);
        assert!(unsaved.any());
        unsaved.saved(id, draft.revision);
        assert!(!unsaved.any());
    }

    #[test]
    fn holds_end_with_their_value() {
        let unsaved = Unsaved::default();
        let hold = unsaved.hold();
        assert!(unsaved.any());
        drop(hold);
        assert!(!unsaved.any());
    }
}
