//! A handover while it is written: what can be done to it, and how far it is saved.

use stafeta_shared::{
    content::Block,
    ids::{AccountId, AttachmentId},
};
use std::rc::Rc;
use yew::Reducible;

/// A block with a key that stays while it moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Unique in its draft.
    pub key: u32,
    /// The block.
    pub block: Block,
}

/// What is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// Title.
    pub title: String,
    /// Blocks in order.
    pub items: Vec<Item>,
    /// Recipients chosen.
    pub recipients: Vec<AccountId>,
    /// Rises with every change.
    pub revision: u64,
    next_key: u32,
    removed: Option<(usize, Item)>,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Another title.
    Title(String),
    /// A block more, at the end.
    Add(Block),
    /// A block with other words in it.
    Replace(u32, Block),
    /// A block less; can be brought back once.
    Remove(u32),
    /// The block removed last, back.
    Restore,
    /// One place up.
    Up(u32),
    /// One place down.
    Down(u32),
    /// Somebody gets it, or not.
    Recipient(AccountId, bool),
}

impl Draft {
    /// A draft as it was opened.
    #[must_use]
    pub fn new(title: String, blocks: Vec<Block>, recipients: Vec<AccountId>) -> Self {
        let mut draft = Self { title, recipients, ..Self::default() };
        for block in blocks {
            draft.push(block);
        }
        draft
    }

    /// Blocks without their keys.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        self.items.iter().map(|item| item.block.clone()).collect()
    }

    /// A removed block can be brought back.
    #[must_use]
    pub const fn can_restore(&self) -> bool {
        self.removed.is_some()
    }

    /// Whether some block shows this file.
    #[must_use]
    pub fn shows(&self, attachment: AttachmentId) -> bool {
        self.items
            .iter()
            .any(|item| matches!(&item.block, Block::File(file) if file.att_id == attachment))
    }

    fn push(&mut self, block: Block) {
        self.items.push(Item { key: self.next_key, block });
        self.next_key += 1;
    }

    fn place(&self, key: u32) -> Option<usize> {
        self.items.iter().position(|item| item.key == key)
    }

    /// Does it.
    pub fn apply(&mut self, edit: Edit) {
        self.revision += 1;
        match edit {
            Edit::Title(title) => self.title = title,
            Edit::Add(block) => self.push(block),
            Edit::Replace(key, block) => {
                if let Some(place) = self.place(key) {
                    self.items[place].block = block;
                }
            }
            Edit::Remove(key) => {
                if let Some(place) = self.place(key) {
                    self.removed = Some((place, self.items.remove(place)));
                }
            }
            Edit::Restore => {
                if let Some((place, item)) = self.removed.take() {
                    self.items.insert(place.min(self.items.len()), item);
                }
            }
            Edit::Up(key) => {
                if let Some(place) = self.place(key).filter(|place| *place > 0) {
                    self.items.swap(place, place - 1);
                }
            }
            Edit::Down(key) => {
                if let Some(place) = self.place(key).filter(|place| place + 1 < self.items.len()) {
                    self.items.swap(place, place + 1);
                }
            }
            Edit::Recipient(who, chosen) => {
                self.recipients.retain(|one| *one != who);
                if chosen {
                    self.recipients.push(who);
                }
            }
        }
    }
}

/// How far the newest words are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// All of it.
    Saved,
    /// Not yet.
    Dirty,
    /// On its way.
    Saving,
    /// The server does not answer; kept here, tried again.
    Waiting,
    /// Refused; the person has to see why.
    Refused,
}

/// The editor.
#[derive(Debug, Clone, PartialEq)]
pub struct Editor {
    /// What is written.
    pub draft: Draft,
    /// How far it is saved.
    pub saving: Saving,
    /// When it was saved last.
    pub saved_at: Option<i64>,
}

/// What happens to the editor.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// The person changes something.
    Edit(Edit),
    /// Everything up to this revision is on its way.
    Started,
    /// That revision is saved.
    Saved(u64, i64),
    /// It was not; by the connection, or for good.
    Failed {
        /// Only the connection.
        offline: bool,
    },
}

impl Editor {
    /// With a draft that is saved, or one that was kept when the editor was left too early.
    #[must_use]
    pub const fn new(draft: Draft, saved: bool) -> Self {
        let saving = if saved { Saving::Saved } else { Saving::Dirty };
        Self { draft, saving, saved_at: None }
    }
}

impl Reducible for Editor {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let mut next = (*self).clone();
        match act {
            Act::Edit(edit) => {
                next.draft.apply(edit);
                if next.saving != Saving::Saving {
                    next.saving = Saving::Dirty;
                }
            }
            Act::Started => next.saving = Saving::Saving,
            Act::Saved(revision, at) => {
                next.saved_at = Some(at);
                let all = next.draft.revision <= revision;
                next.saving = if all { Saving::Saved } else { Saving::Dirty };
            }
            Act::Failed { offline: true } => next.saving = Saving::Waiting,
            Act::Failed { offline: false } => next.saving = Saving::Refused,
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::content::{Link, Text};

    fn text(md: &str) -> Block {
        Block::Text(Text { md: md.to_owned(), extra: None })
    }

    fn words(draft: &Draft) -> Vec<String> {
        draft
            .items
            .iter()
            .map(|item| match &item.block {
                Block::Text(text) => text.md.clone(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    fn three() -> Draft {
        Draft::new("t".into(), vec![text("a"), text("b"), text("c")], vec![])
    }

    #[test]
    fn blocks_move_and_keep_their_keys() {
        let mut draft = three();
        let key = draft.items[2].key;
        draft.apply(Edit::Up(key));
        assert_eq!(words(&draft), ["a", "c", "b"]);
        draft.apply(Edit::Up(key));
        draft.apply(Edit::Up(key));
        assert_eq!(words(&draft), ["c", "a", "b"], "the first cannot go higher");
        draft.apply(Edit::Down(draft.items[2].key));
        assert_eq!(words(&draft), ["c", "a", "b"], "the last cannot go lower");
        assert_eq!(draft.items[0].key, key);
    }

    #[test]
    fn a_removed_block_comes_back_where_it_was() {
        let mut draft = three();
        draft.apply(Edit::Remove(draft.items[1].key));
        assert_eq!(words(&draft), ["a", "c"]);
        draft.apply(Edit::Restore);
        assert_eq!(words(&draft), ["a", "b", "c"]);
        assert!(!draft.can_restore());
    }

    #[test]
    fn keys_are_never_used_twice() {
        let mut draft = three();
        draft.apply(Edit::Remove(draft.items[2].key));
        draft.apply(Edit::Add(Block::Link(Link::default())));
        draft.apply(Edit::Restore);
        let mut keys: Vec<u32> = draft.items.iter().map(|item| item.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 4);
    }

    #[test]
    fn words_typed_during_a_save_are_not_called_saved() {
        let editor = Rc::new(Editor::new(three(), true));
        let editor = editor.reduce(Act::Edit(Edit::Title("one".into())));
        let editor = editor.reduce(Act::Started);
        let sent = editor.draft.revision;
        let editor = editor.reduce(Act::Edit(Edit::Title("two".into())));
        assert_eq!(editor.saving, Saving::Saving);
        let editor = editor.reduce(Act::Saved(sent, 5));
        assert_eq!(editor.saving, Saving::Dirty);
        let editor = editor.reduce(Act::Started).reduce(Act::Saved(sent + 1, 6));
        assert_eq!((editor.saving, editor.saved_at), (Saving::Saved, Some(6)));
    }

    #[test]
    fn a_failed_save_says_whether_it_will_be_tried_again() {
        let editor = Rc::new(Editor::new(three(), true));
        let editor = editor.reduce(Act::Failed { offline: true });
        assert_eq!(editor.saving, Saving::Waiting);
        let editor = editor.reduce(Act::Failed { offline: false });
        assert_eq!(editor.saving, Saving::Refused);
    }

    #[test]
    fn a_recipient_is_chosen_once() {
        let mut draft = three();
        let who = AccountId::from_bytes([9; 16]);
        draft.apply(Edit::Recipient(who, true));
        draft.apply(Edit::Recipient(who, true));
        assert_eq!(draft.recipients, [who]);
        draft.apply(Edit::Recipient(who, false));
        assert!(draft.recipients.is_empty());
    }
}
