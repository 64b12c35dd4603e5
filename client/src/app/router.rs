//! Which address shows which page. A small router on the History interface.
//!
//! To add a page: a variant of [`Route`], its path in `parse` and `path`, an arm in
//! `pages::view`. Secrets that arrive in a fragment never become part of a route.

use stafeta_shared::ids::{AccountId, HandoverId, InviteId, WatchId};
use wasm_bindgen::JsValue;

/// One page of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// What this is.
    Landing,
    /// Sign up; a token may be waiting in the fragment.
    SignUp,
    /// Log in.
    Login,
    /// Log in with the printed kit.
    Kit,
    /// State of the watches.
    Home,
    /// My people.
    People,
    /// Invite somebody.
    Invite,
    /// One person.
    Person(InviteId),
    /// Choose a template for a new handover.
    HandoverNew,
    /// The editor.
    Handover(HandoverId),
    /// A new watch.
    WatchNew,
    /// One watch.
    Watch(WatchId),
    /// "I'm back" after a release.
    Recall(WatchId),
    /// Somebody asks me; the secret may be waiting in the fragment.
    Invitation(InviteId),
    /// What was prepared for me.
    Inbox,
    /// Reading: whose, and which.
    Read(AccountId, HandoverId),
    /// My account.
    Me,
    /// No such page.
    NotFound,
}

impl Route {
    /// The page at a path.
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Landing,
            ["sign-up"] => Self::SignUp,
            ["login"] => Self::Login,
            ["kit"] => Self::Kit,
            ["home"] => Self::Home,
            ["people"] => Self::People,
            ["people", "invite"] => Self::Invite,
            ["people", id] => id.parse().map_or(Self::NotFound, Self::Person),
            ["handovers", "new"] => Self::HandoverNew,
            ["handovers", id] => id.parse().map_or(Self::NotFound, Self::Handover),
            ["watch", "new"] => Self::WatchNew,
            ["watch", id] => id.parse().map_or(Self::NotFound, Self::Watch),
            ["watch", id, "back"] => id.parse().map_or(Self::NotFound, Self::Recall),
            ["i", id] => id.parse().map_or(Self::NotFound, Self::Invitation),
            ["inbox"] => Self::Inbox,
            ["inbox", owner, id] => match (owner.parse(), id.parse()) {
                (Ok(owner), Ok(id)) => Self::Read(owner, id),
                _ => Self::NotFound,
            },
            ["me"] => Self::Me,
            _ => Self::NotFound,
        }
    }

    /// The path of this page.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Landing => "/".to_owned(),
            Self::SignUp => "/sign-up".to_owned(),
            Self::Login => "/login".to_owned(),
            Self::Kit => "/kit".to_owned(),
            Self::Home => "/home".to_owned(),
            Self::People => "/people".to_owned(),
            Self::Invite => "/people/invite".to_owned(),
            Self::Person(id) => format!("/people/{id}"),
            Self::HandoverNew => "/handovers/new".to_owned(),
            Self::Handover(id) => format!("/handovers/{id}"),
            Self::WatchNew => "/watch/new".to_owned(),
            Self::Watch(id) => format!("/watch/{id}"),
            Self::Recall(id) => format!("/watch/{id}/back"),
            Self::Invitation(id) => format!("/i/{id}"),
            Self::Inbox => "/inbox".to_owned(),
            Self::Read(owner, id) => format!("/inbox/{owner}/{id}"),
            Self::Me => "/me".to_owned(),
            Self::NotFound => "/not-found".to_owned(),
        }
    }

    /// Whether the page shows something only its owner may see, so that the keeper has to be
    /// unlocked first.
    #[must_use]
    pub const fn needs_session(self) -> bool {
        !matches!(
            self,
            Self::Landing
                | Self::SignUp
                | Self::Login
                | Self::Kit
                | Self::Invitation(_)
                | Self::NotFound
        )
    }
}

/// The page of the address bar.
#[must_use]
pub fn current() -> Route {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    Route::parse(&path.unwrap_or_default())
}

/// Puts a page into the address bar and the history.
pub fn push(route: Route) {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        // Refused only for foreign origins, which a path of ours is not.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&route.path()));
    }
}

/// Takes the fragment out of the address bar, so that neither the history nor a shoulder keeps it.
#[must_use]
pub fn take_fragment() -> Option<String> {
    let window = web_sys::window()?;
    let location = window.location();
    let fragment = location.hash().ok()?.trim_start_matches('#').to_owned();
    if fragment.is_empty() {
        return None;
    }
    let path = location.pathname().ok()?;
    let history = window.history().ok()?;
    history.replace_state_with_url(&JsValue::NULL, "", Some(&path)).ok()?;
    Some(fragment)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn every_path_leads_back_to_its_page() {
        for path in ["/", "/sign-up", "/login", "/kit", "/home", "/people", "/people/invite"] {
            assert_eq!(Route::parse(path).path(), path);
        }
        for path in ["/handovers/new", "/watch/new", "/inbox", "/me"] {
            assert_eq!(Route::parse(path).path(), path);
        }
        for area in ["people", "handovers", "watch", "i", &format!("inbox/{ID}")] {
            let path = format!("/{area}/{ID}");
            assert_eq!(Route::parse(&path).path(), path);
        }
        assert_eq!(Route::parse(&format!("/watch/{ID}/back")).path(), format!("/watch/{ID}/back"));
    }

    #[test]
    fn anything_else_is_not_found() {
        for path in ["/nope", "/i/short", "/watch/new/x", "/people/a/b", "/inbox/a/b"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }

    #[test]
    fn public_pages_need_no_session() {
        assert!(!Route::Landing.needs_session());
        assert!(!Route::parse(&format!("/i/{ID}")).needs_session());
        assert!(Route::Home.needs_session());
    }
}
