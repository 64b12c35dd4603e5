//! One block while it is written: its fields, its place, its end.

use super::{files::FileOpener, steps::StepsEditor};
use crate::{
    app::{
        components::{
            confirm::Confirm,
            content::{FileAction, FileWish},
            copy::Copy,
            feedback::task_failure,
            form::{Area, Button, Field, Password},
            markdown::Markdown,
        },
        context::{Ctx, use_ctx},
        services::browser,
        state::{
            draft::{Edit, Item},
            size,
        },
        task::use_task,
        test_ids,
    },
    protocol::{Command, FileEntry},
};
use stafeta_shared::{
    content::{Block, Contact, Credential, File, Link, Text},
    ids::HandoverId,
};
use yew::prelude::*;

/// Properties of [`BlockEditor`].
#[derive(Properties, PartialEq)]
pub(super) struct BlockProps {
    pub handover: HandoverId,
    pub index: usize,
    pub last: bool,
    /// It was put there just now: the keyboard goes to it.
    pub added: bool,
    pub item: Item,
    pub entry: Option<FileEntry>,
    pub on: Callback<Edit>,
    pub opener: FileOpener,
}

/// Writes one block.
#[component]
pub(super) fn BlockEditor(props: &BlockProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let remove_file = use_task();
    let key = props.item.key;
    let (kind, name) = kind(&ctx, &props.item.block);
    let number = i64::try_from(props.index + 1).unwrap_or_default();
    let label = |what: String| format!("{what}: {name} {number}");
    {
        let field = first_field(&props.item.block).filter(|_| props.added);
        let index = props.index;
        // Once, and before anybody can reach another field: later it would take the words away
        // from the field they are typed into.
        use_effect_with((), move |()| {
            if let Some(field) = field {
                browser::focus(&format!("b{index}-{field}"));
            }
        });
    }
    let on_remove_file = {
        let (ctx, task, on) = (ctx.clone(), remove_file.clone(), props.on.clone());
        let (handover, block) = (props.handover, props.item.block.clone());
        Callback::from(move |()| {
            let Block::File(File { att_id: attachment, .. }) = block else { return };
            let on = on.clone();
            let call = ctx.keeper.call(&Command::FileRemove { handover, attachment });
            task.run(call, move |_| on.emit(Edit::Remove(key)));
        })
    };
    html! {
        <section class="card block" data-test={test_ids::BLOCK} data-kind={kind}
            aria-label={format!("{name} {number}")}>
            <div class="row spread block-head">
                <h2>{ format!("{number}. {name}") }</h2>
                <div class="row block-tools">
                    <Button text="↑" label={label(t.t("handover-move-up"))} look="quiet"
                        disabled={props.index == 0} on={props.on.reform(move |()| Edit::Up(key))} />
                    <Button text="↓" label={label(t.t("handover-move-down"))} look="quiet"
                        disabled={props.last} on={props.on.reform(move |()| Edit::Down(key))} />
                    if kind == "file" {
                        <Confirm text={t.t("common-remove")} look="quiet" question={t.t("handover-file-remove-question")}
                            yes={t.t("handover-file-remove-yes")} on={on_remove_file} busy={remove_file.busy()} />
                    } else {
                        <Button text={t.t("common-remove")} label={label(t.t("common-remove"))} look="quiet"
                            on={props.on.reform(move |()| Edit::Remove(key))} />
                    }
                </div>
            </div>
            { task_failure(&remove_file) }
            { fields(&ctx, props) }
        </section>
    }
}

fn kind(ctx: &Ctx, block: &Block) -> (&'static str, String) {
    let t = ctx.texts;
    match block {
        Block::Text(_) => ("text", t.t("handover-add-text")),
        Block::Steps(_) => ("steps", t.t("handover-add-steps")),
        Block::Credential(_) => ("credential", t.t("handover-add-credential")),
        Block::Link(_) => ("link", t.t("handover-add-link")),
        Block::File(_) => ("file", t.t("handover-add-file")),
        Block::Contact(_) => ("contact", t.t("handover-add-contact")),
        Block::Unknown(_) => ("unknown", t.t("handover-block-unknown")),
    }
}

/// The end of the id of the field one writes first.
const fn first_field(block: &Block) -> Option<&'static str> {
    match block {
        Block::Text(_) => Some("md"),
        Block::Steps(_) => Some("title"),
        Block::Credential(_) => Some("site"),
        Block::Link(_) => Some("url"),
        Block::Contact(_) => Some("name"),
        Block::File(_) | Block::Unknown(_) => None,
    }
}

fn fields(ctx: &Ctx, props: &BlockProps) -> Html {
    let t = ctx.texts;
    let (n, key, on) = (props.index, props.item.key, props.on.clone());
    let put = on.reform(move |block: Block| Edit::Replace(key, block));
    match &props.item.block {
        Block::Text(text) => text_fields(ctx, n, text, &put),
        Block::Steps(steps) => html! {
            <StepsEditor {n} steps={steps.clone()} on={put.reform(Block::Steps)} />
        },
        Block::Credential(credential) => credential_fields(ctx, n, credential, &put),
        Block::Link(link) => link_fields(ctx, n, link, &put),
        Block::Contact(contact) => contact_fields(ctx, n, contact, &put),
        Block::File(file) => file_fields(ctx, n, file, props, &put),
        Block::Unknown(_) => html! { <p>{ t.t("handover-block-unknown-text") }</p> },
    }
}

/// A field's callback: the typed words go into a copy of the part, the copy back as a block.
fn set<P: Clone + 'static>(
    part: &P,
    put: &Callback<Block>,
    wrap: fn(P) -> Block,
    change: fn(&mut P, String),
) -> Callback<String> {
    let (part, put) = (part.clone(), put.clone());
    Callback::from(move |value: String| {
        let mut next = part.clone();
        change(&mut next, value);
        put.emit(wrap(next));
    })
}

fn text_fields(ctx: &Ctx, n: usize, text: &Text, put: &Callback<Block>) -> Html {
    let t = ctx.texts;
    html! {
        <>
            <Area id={format!("b{n}-md")} label={t.t("handover-text")} value={text.md.clone()} rows=8
                on={set(text, put, Block::Text, |text, value| text.md = value)} hint={t.t("handover-text-hint")} />
            <details>
                <summary>{ t.t("handover-text-preview") }</summary>
                <Markdown md={text.md.clone()} />
            </details>
        </>
    }
}

fn credential_fields(ctx: &Ctx, n: usize, one: &Credential, put: &Callback<Block>) -> Html {
    let t = ctx.texts;
    let on = |change: fn(&mut Credential, String)| set(one, put, Block::Credential, change);
    html! {
        <>
            <Field id={format!("b{n}-site")} label={t.t("handover-credential-site")} value={one.site.clone()}
                on={on(|one, value| one.site = value)} hint={t.t("handover-credential-site-hint")} />
            <Field id={format!("b{n}-url")} label={t.t("handover-credential-url")} inputmode="url"
                value={one.url.clone()} on={on(|one, value| one.url = value)} />
            <Field id={format!("b{n}-user")} label={t.t("handover-credential-user")} value={one.user.clone()}
                on={on(|one, value| one.user = value)} />
            <Password id={format!("b{n}-password")} label={t.t("common-password")} value={one.password.clone()}
                autocomplete="off" on={on(|one, value| one.password = value)} />
            if !one.password.is_empty() {
                <div class="actions"><Copy text={one.password.clone()} what={t.t("common-password")} /></div>
            }
            <Password id={format!("b{n}-totp")} label={t.t("handover-credential-totp")} value={one.totp.clone()}
                autocomplete="off" on={on(|one, value| one.totp = value)} hint={t.t("handover-credential-totp-hint")} />
            <Area id={format!("b{n}-note")} label={t.t("handover-note")} value={one.note.clone()} rows=3
                on={on(|one, value| one.note = value)} />
        </>
    }
}

fn link_fields(ctx: &Ctx, n: usize, link: &Link, put: &Callback<Block>) -> Html {
    let t = ctx.texts;
    html! {
        <>
            <Field id={format!("b{n}-url")} label={t.t("handover-link-url")} inputmode="url" value={link.url.clone()}
                on={set(link, put, Block::Link, |link, value| link.url = value)} hint={t.t("handover-link-hint")} />
            <Field id={format!("b{n}-text")} label={t.t("handover-link-text")} value={link.text.clone()}
                on={set(link, put, Block::Link, |link, value| link.text = value)} />
        </>
    }
}

fn contact_fields(ctx: &Ctx, n: usize, one: &Contact, put: &Callback<Block>) -> Html {
    let t = ctx.texts;
    let on = |change: fn(&mut Contact, String)| set(one, put, Block::Contact, change);
    html! {
        <>
            <Field id={format!("b{n}-name")} label={t.t("common-name")} value={one.name.clone()}
                on={on(|one, value| one.name = value)} />
            <Field id={format!("b{n}-phone")} label={t.t("common-phone")} kind="tel" value={one.phone.clone()}
                on={on(|one, value| one.phone = value)} />
            <Field id={format!("b{n}-mail")} label={t.t("common-email")} kind="email" value={one.mail.clone()}
                on={on(|one, value| one.mail = value)} />
            <Area id={format!("b{n}-note")} label={t.t("handover-contact-note")} value={one.note.clone()} rows=3
                on={on(|one, value| one.note = value)} />
        </>
    }
}

fn file_fields(
    ctx: &Ctx,
    n: usize,
    file: &File,
    props: &BlockProps,
    put: &Callback<Block>,
) -> Html {
    let t = ctx.texts;
    let attachment = file.att_id;
    let save =
        props.opener.wish().reform(move |()| FileWish { attachment, action: FileAction::Save });
    html! {
        <>
            if let Some(entry) = &props.entry {
                <div class="file-row" data-test={test_ids::FILE_ROW} data-complete={entry.complete.to_string()}>
                    <div>
                        <p><strong>{ &entry.name }</strong></p>
                        <p class="small">{ size::in_words(ctx.lang(), entry.len) }</p>
                    </div>
                    <Button text={t.t("common-download")} look="secondary" on={save}
                        label={format!("{}: {}", t.t("common-download"), entry.name)} busy={props.opener.busy()} />
                </div>
            } else {
                <p>{ t.t("handover-file-missing") }</p>
            }
            <Field id={format!("b{n}-caption")} label={t.t("handover-file-caption")} value={file.caption.clone()}
                on={set(file, put, Block::File, |file, value| file.caption = value)} />
        </>
    }
}
