//! The application around the pages: session, address, language, notices.

use super::{
    components::{layout::Frame, unlock::Unlock},
    context::Ctx,
    pages,
    router::{self, Route},
    services::{
        api,
        browser::{self, Listener},
        keeper::Keeper,
    },
    state::unsaved::Unsaved,
};
use crate::protocol::{Answer, Command};
use stafeta_shared::{
    api::{InstanceResponse, MeResponse},
    i18n::Texts,
    lang::Lang,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// A secret out of the address, waiting for the page that it is for. Taken once.
#[derive(Clone, Default)]
pub struct Fragment(Rc<RefCell<Option<String>>>);

impl PartialEq for Fragment {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Fragment {
    /// Holds what was in the address.
    #[must_use]
    pub fn new(fragment: Option<String>) -> Self {
        Self(Rc::new(RefCell::new(fragment)))
    }

    /// Takes it.
    #[must_use]
    pub fn take(&self) -> Option<String> {
        self.0.borrow_mut().take()
    }

    fn put(&self, fragment: Option<String>) {
        if fragment.is_some() {
            *self.0.borrow_mut() = fragment;
        }
    }
}

/// Who sits here.
#[derive(Debug, Clone, PartialEq)]
pub enum Session {
    /// Not known yet.
    Loading,
    /// Nobody.
    Out,
    /// Somebody whose keeper has to be unlocked with the password.
    Locked {
        /// Who, when the server still knows.
        me: Option<Rc<MeResponse>>,
        /// Pages were open before: they stay, with everything typed into them.
        pages: bool,
    },
    /// Somebody, with everything open.
    Open(Rc<MeResponse>),
}

/// State of the application.
#[derive(Debug, Clone, PartialEq)]
pub struct AppState {
    /// Chosen language.
    pub lang: Lang,
    /// Who sits here.
    pub session: Session,
    /// Whether nothing may be changed, because the server shows an older vault than this device knows.
    pub read_only: bool,
    /// Which page.
    pub route: Route,
    /// What this installation is.
    pub instance: Option<Rc<InstanceResponse>>,
    /// Server's clock minus the browser's.
    pub clock_offset: i64,
    /// Counts unlockings, so that what failed before is fetched again.
    pub openings: u32,
    /// Counts page changes, so that a link opened in this very page is noticed.
    pub turns: u32,
    /// The newest notice, and its number.
    pub toast: Option<(u32, String)>,
}

/// What can happen to it.
#[derive(Debug)]
pub enum Act {
    /// Another language.
    Language(Lang),
    /// Another page.
    Show(Route),
    /// What this installation is; with the browser's time of the answer.
    Instance(InstanceResponse, i64),
    /// Everything open; whether it may only be read.
    Opened(Rc<MeResponse>, bool),
    /// Something about me changed.
    Refreshed(Rc<MeResponse>),
    /// The first look found this.
    Found(Session),
    /// The keeper holds nothing any more.
    Locked,
    /// Logged out.
    Out,
    /// Something to say.
    Toast(String),
    /// That notice was long enough there.
    ToastGone(u32),
}

impl Reducible for AppState {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let mut next = (*self).clone();
        match act {
            Act::Language(lang) => next.lang = lang,
            Act::Show(route) => {
                next.route = route;
                next.turns += 1;
            }
            Act::Instance(instance, now) => {
                next.clock_offset = instance.now - now;
                next.instance = Some(Rc::new(instance));
            }
            Act::Opened(me, read_only) => {
                next.session = Session::Open(me);
                next.read_only = read_only;
                next.openings += 1;
            }
            Act::Refreshed(me) => next.session.refresh(me),
            // A login that was faster than the first look wins.
            Act::Found(session) if next.session == Session::Loading => next.session = session,
            Act::Found(_) => {}
            Act::Locked => next.session = next.session.locked(),
            Act::Out => {
                next.session = Session::Out;
                next.route = Route::Landing;
                next.turns += 1;
            }
            Act::Toast(text) => {
                let number = next.toast.as_ref().map_or(0, |(number, _)| number + 1);
                next.toast = Some((number, text));
            }
            Act::ToastGone(number) => next.toast = next.toast.filter(|(shown, _)| *shown != number),
        }
        Rc::new(next)
    }
}

impl Session {
    fn locked(self) -> Self {
        match self {
            Self::Open(me) => Self::Locked { me: Some(me), pages: true },
            other => other,
        }
    }

    fn refresh(&mut self, new: Rc<MeResponse>) {
        match self {
            Self::Open(me) | Self::Locked { me: Some(me), .. } => *me = new,
            _ => {}
        }
    }
}

/// What the application starts with.
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// The keeper.
    pub keeper: Keeper,
    /// What was in the address.
    pub fragment: Fragment,
}

/// The application.
#[component]
pub fn App(props: &AppProps) -> Html {
    let app = use_reducer(|| AppState {
        lang: browser::language(),
        session: Session::Loading,
        read_only: false,
        route: router::current(),
        instance: None,
        clock_offset: 0,
        openings: 0,
        turns: 0,
        toast: None,
    });
    let unsaved = (*use_memo((), |()| Unsaved::default())).clone();
    let ctx = Ctx {
        texts: Texts::get(app.lang),
        keeper: props.keeper.clone(),
        fragment: props.fragment.clone(),
        unsaved,
        app,
    };
    use_first_look(&ctx);
    use_address(&ctx);
    use_leaving(&ctx);
    use_document(&ctx);

    html! {
        <ContextProvider<Ctx> context={ctx.clone()}>
            <Frame>{ page(&ctx) }</Frame>
        </ContextProvider<Ctx>>
    }
}

/// The page, or what has to come before it.
fn page(ctx: &Ctx) -> Html {
    let route = ctx.app.route;
    if !route.needs_session() {
        return pages::view(route);
    }
    match &ctx.app.session {
        Session::Loading => html! { <pages::Waiting /> },
        Session::Out | Session::Locked { pages: false, .. } => html! { <Unlock /> },
        Session::Locked { pages: true, .. } => beside(true, route),
        Session::Open(_) => beside(false, route),
    }
}

/// A page that stays, with everything typed into it, while its owner unlocks.
fn beside(locked: bool, route: Route) -> Html {
    let unlock = if locked {
        html! { <Unlock /> }
    } else {
        html! {}
    };
    html! { <>{ unlock }<div hidden={locked}>{ pages::view(route) }</div></> }
}

/// Asks once who is here and what this installation is.
#[hook]
fn use_first_look(ctx: &Ctx) {
    let ctx = ctx.clone();
    use_effect_with((), move |()| {
        let (app, keeper) = (ctx.app.clone(), ctx.keeper.clone());
        wasm_bindgen_futures::spawn_local(async move {
            if let Ok(instance) = api::instance().await {
                app.dispatch(Act::Instance(instance, browser::now()));
            }
        });
        let app = ctx.app.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if let Ok(Answer::Session { me: Some(me) }) = keeper.call(&Command::Session).await {
                app.dispatch(Act::Opened(Rc::new(*me), false));
                return;
            }
            let session = match api::me().await {
                Ok(Some(me)) => Session::Locked { me: Some(Rc::new(me)), pages: false },
                Ok(None) | Err(_) => Session::Out,
            };
            app.dispatch(Act::Found(session));
        });
    });
}

/// Follows the browser's own buttons, and links with a fragment opened in this very page.
#[hook]
fn use_address(ctx: &Ctx) {
    let (app, fragment) = (ctx.app.dispatcher(), ctx.fragment.clone());
    use_effect_with((), move |()| {
        let listener = Listener::on_window("popstate", move |_| {
            fragment.put(router::take_fragment());
            app.dispatch(Act::Show(router::current()));
        });
        move || drop(listener)
    });
}

/// Warns before the tab closes over something unsaved.
#[hook]
fn use_leaving(ctx: &Ctx) {
    let unsaved = ctx.unsaved.clone();
    use_effect_with((), move |()| {
        let listener = Listener::on_window("beforeunload", move |event| {
            if unsaved.any() {
                event.prevent_default();
                if let Some(event) = event.dyn_ref::<web_sys::BeforeUnloadEvent>() {
                    event.set_return_value("unsaved");
                }
            }
        });
        move || drop(listener)
    });
}

/// The document says in which language it is.
#[hook]
fn use_document(ctx: &Ctx) {
    let texts = ctx.texts;
    use_effect_with(texts.lang(), move |lang| {
        browser::set_document(*lang, &texts.t("common-brand"));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::ids::AccountId;

    fn me(name: &str) -> Rc<MeResponse> {
        Rc::new(MeResponse {
            account: AccountId::from_bytes([1; 16]),
            name: name.to_owned(),
            email: "eva@example.org".to_owned(),
            phone: None,
            language: "cs".to_owned(),
            zone: "Europe/Prague".to_owned(),
            strong_sign_at: 0,
            is_owner: true,
            is_recipient: false,
            storage_used: 0,
            storage_max: 1,
        })
    }

    fn start() -> Rc<AppState> {
        Rc::new(AppState {
            lang: Lang::Cs,
            session: Session::Loading,
            read_only: false,
            route: Route::Home,
            instance: None,
            clock_offset: 0,
            openings: 0,
            turns: 0,
            toast: None,
        })
    }

    #[test]
    fn a_lost_session_keeps_the_pages() {
        let state = start().reduce(Act::Opened(me("Eva"), false)).reduce(Act::Locked);
        assert_eq!(state.session, Session::Locked { me: Some(me("Eva")), pages: true });
        let state = state.reduce(Act::Opened(me("Eva"), false));
        assert_eq!(state.session, Session::Open(me("Eva")));
        assert_eq!(state.openings, 2);
    }

    #[test]
    fn the_first_look_never_overrules_a_login() {
        let state = start().reduce(Act::Opened(me("Eva"), false)).reduce(Act::Found(Session::Out));
        assert_eq!(state.session, Session::Open(me("Eva")));
    }

    #[test]
    fn a_newer_notice_outlives_the_older_ones_end() {
        let state = start().reduce(Act::Toast("a".into())).reduce(Act::Toast("b".into()));
        assert_eq!(state.reduce(Act::ToastGone(0)).toast, Some((1, "b".to_owned())));
    }

    #[test]
    fn logging_out_leaves_nothing() {
        let state = start().reduce(Act::Opened(me("Eva"), false)).reduce(Act::Out);
        assert_eq!((state.session.clone(), state.route), (Session::Out, Route::Landing));
    }
}
