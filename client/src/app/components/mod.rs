//! What pages are made of. A component gets everything as properties and says everything by
//! callbacks; it speaks neither HTTP nor to the keeper. `unlock` and `login_flow` are the two
//! exceptions: log-in is the same everywhere, so it is wired once.

pub mod code_form;
pub mod confirm;
pub mod content;
pub mod copy;
pub mod feedback;
pub mod file_view;
pub mod form;
pub mod kit_sheet;
pub mod layout;
pub mod link;
pub mod login_flow;
pub mod markdown;
pub mod number;
pub mod older_vault;
pub mod password_choice;
pub mod phone;
pub mod qr;
pub mod status;
pub mod timeline;
pub mod unlock;
pub mod watch_picture;
pub mod watch_status;
