//! The frame around every page: header with navigation and language, main, footer, notices.

use crate::app::{
    components::link::To,
    context::{Ctx, use_ctx},
    router::Route,
    services::browser,
    shell::{Act, Session},
    test_ids,
};
use stafeta_shared::lang::Lang;
use std::cell::Cell;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Properties of [`Frame`].
#[derive(Properties, PartialEq)]
pub struct FrameProps {
    /// The page.
    pub children: Html,
}

/// The frame.
#[component]
pub fn Frame(props: &FrameProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        browser::focus_heading();
    });
    let home = if signed_in(&ctx) { Route::Home } else { Route::Landing };
    html! {
        <>
            <a class="skip-link" href="#main" onclick={skip}>{ t.t("common-skip") }</a>
            <header class="site-header">
                <To class="brand" route={home}><Mark /><span>{ t.t("common-brand") }</span></To>
                { navigation(&ctx) }
            </header>
            if signed_in(&ctx) && ctx.app.read_only {
                <p class="banner" role="status" data-test={test_ids::READ_ONLY}>{ t.t("common-read-only") }</p>
            }
            <main id="main">{ props.children.clone() }</main>
            <footer class="site-footer">
                <p>{ t.t("common-footer") }</p>
                if signed_in(&ctx) { <LanguageSwitch /> }
            </footer>
            <Toast />
        </>
    }
}

fn signed_in(ctx: &Ctx) -> bool {
    matches!(ctx.app.session, Session::Open(_))
}

fn navigation(ctx: &Ctx) -> Html {
    let t = ctx.texts;
    // On the way to an account nothing leads aside: the kit is shown only once.
    let on_the_way = matches!(ctx.app.route, Route::SignUp | Route::Invitation(_));
    let Some(me) = ctx.me().filter(|_| signed_in(ctx) && !on_the_way) else {
        let log_in = !signed_in(ctx)
            && !matches!(ctx.app.route, Route::Landing | Route::Login | Route::Invitation(_));
        return html! {
            <nav class="site-nav" aria-label={t.t("common-menu")}>
                <LanguageSwitch header=true />
                if log_in { <To route={Route::Login}>{ t.t("common-log-in") }</To> }
            </nav>
        };
    };
    html! {
        <nav class="site-nav" aria-label={t.t("common-menu")}>
            <To route={Route::Home} test={test_ids::NAV_HOME}>{ t.t("common-nav-home") }</To>
            <To route={Route::People} test={test_ids::NAV_PEOPLE}>{ t.t("common-nav-people") }</To>
            <To route={Route::Inbox} test={test_ids::NAV_INBOX}>{ t.t("common-nav-inbox") }</To>
            <To route={Route::Me} test={test_ids::NAV_ME}>{ me.name.clone() }</To>
        </nav>
    }
}

/// The sign of the house: one hand gives a baton to another.
#[component]
pub fn Mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <circle cx="7" cy="20" r="5" />
            <circle cx="25" cy="12" r="5" />
            <path d="M9.5 22.5 24 15" />
        </svg>
    }
}

#[derive(Properties, PartialEq)]
struct SwitchProps {
    #[prop_or_default]
    header: bool,
}

#[component]
fn LanguageSwitch(props: &SwitchProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let onchange = {
        let ctx = ctx.clone();
        Callback::from(move |event: Event| {
            let tag = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some(lang) = Lang::parse(&tag) {
                ctx.app.dispatch(Act::Language(lang));
            }
        })
    };
    let test = props.header.then_some(test_ids::LANGUAGE);
    html! {
        <select class="language" aria-label={t.t("common-language")} {onchange} data-test={test}>
            { for Lang::ALL.into_iter().map(|lang| html! {
                <option key={lang.tag()} value={lang.tag()} lang={lang.tag()} selected={lang == ctx.lang()}>
                    { lang.own_name() }
                </option>
            }) }
        </select>
    }
}

#[component]
fn Toast() -> Html {
    let ctx = use_ctx();
    let toast = ctx.app.toast.clone();
    {
        let app = ctx.app.dispatcher();
        use_effect_with(toast.as_ref().map(|(number, _)| *number), move |number| {
            if let Some(number) = *number {
                wasm_bindgen_futures::spawn_local(async move {
                    browser::sleep(6_000).await;
                    app.dispatch(Act::ToastGone(number));
                });
            }
        });
    }
    html! {
        <div class="toasts" role="status" aria-live="polite" data-test={test_ids::TOAST}>
            if let Some((number, text)) = toast { <p class="toast" key={number}>{ text }</p> }
        </div>
    }
}

/// Properties of [`Page`].
#[derive(Properties, PartialEq)]
pub struct PageProps {
    /// Heading; gets the keyboard at a page change.
    pub title: AttrValue,
    /// A sentence below it.
    #[prop_or_default]
    pub lead: Option<AttrValue>,
    /// Room for pictures and columns.
    #[prop_or_default]
    pub wide: bool,
    /// Where "back" leads.
    #[prop_or_default]
    pub back: Option<Route>,
    /// The page.
    #[prop_or_default]
    pub children: Html,
}

thread_local! {
    /// The first page of all leaves the keyboard where the browser put it.
    static FIRST: Cell<bool> = const { Cell::new(true) };
}

/// A page: heading and content.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let t = use_ctx().texts;
    use_effect_with((), |()| {
        if !FIRST.replace(false) {
            browser::focus_heading();
        }
    });
    let width = if props.wide { "page-wide" } else { "page-narrow" };
    html! {
        <article class={classes!("page", "stack", width)}>
            if let Some(back) = props.back {
                <p class="back"><To route={back}>{ format!("← {}", t.t("common-back")) }</To></p>
            }
            <header class="page-header">
                <h1 tabindex="-1">{ &props.title }</h1>
                if let Some(lead) = &props.lead { <p class="lead">{ lead }</p> }
            </header>
            { props.children.clone() }
        </article>
    }
}
