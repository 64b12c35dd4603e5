//! What every component may use: texts, session, address, keeper, notices.

use super::{
    router::{self, Route},
    services::{browser, failure::Failure, keeper::Keeper},
    shell::{Act, AppState, Fragment, Session},
    state::unsaved::Unsaved,
};
use stafeta_shared::{
    api::{InstanceResponse, MeResponse},
    i18n::Texts,
    lang::Lang,
};
use std::rc::Rc;
use yew::prelude::*;

/// The context. Cheap to clone; use it through [`use_ctx`].
#[derive(Clone, PartialEq)]
pub struct Ctx {
    /// Texts of the chosen language.
    pub texts: Texts,
    /// The way to the keeper.
    pub keeper: Keeper,
    /// What was in the address's fragment.
    pub fragment: Fragment,
    /// Editors that hold something not saved yet.
    pub unsaved: Unsaved,
    /// State of the page.
    pub app: UseReducerHandle<AppState>,
}

impl Ctx {
    /// The chosen language.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.texts.lang()
    }

    /// Who is logged in, locked or not.
    #[must_use]
    pub fn me(&self) -> Option<Rc<MeResponse>> {
        match &self.app.session {
            Session::Open(me) | Session::Locked { me: Some(me), .. } => Some(me.clone()),
            _ => None,
        }
    }

    /// What this installation is, once it is known.
    #[must_use]
    pub fn instance(&self) -> Option<Rc<InstanceResponse>> {
        self.app.instance.clone()
    }

    /// Now: the server's clock (in a demo it is moved), carried on by the browser's.
    #[must_use]
    pub fn now(&self) -> i64 {
        browser::now() + self.app.clock_offset
    }

    /// Goes to a page.
    pub fn go(&self, route: Route) {
        if route != self.app.route {
            router::push(route);
        }
        self.app.dispatch(Act::Show(route));
    }

    /// The session is open; what was locked may go on.
    pub fn opened(&self, me: MeResponse, read_only: bool) {
        self.app.dispatch(Act::Opened(Rc::new(me), read_only));
    }

    /// Reads again who I am, after something about me has changed.
    pub fn refresh_me(&self) {
        let ctx = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if let Ok(Some(me)) = super::services::api::me().await {
                ctx.app.dispatch(Act::Refreshed(Rc::new(me)));
            }
        });
    }

    /// A short notice that everybody hears.
    pub fn toast(&self, text: impl Into<String>) {
        self.app.dispatch(Act::Toast(text.into()));
    }

    /// What every failed call does besides being shown: a lost session asks for the password.
    pub fn note(&self, failure: &Failure) {
        if failure.is_locked() {
            self.app.dispatch(Act::Locked);
        }
    }
}

/// The context of this component.
#[hook]
#[expect(clippy::expect_used, reason = "the application draws every component inside its provider")]
pub fn use_ctx() -> Ctx {
    use_context::<Ctx>().expect("inside the provider")
}
