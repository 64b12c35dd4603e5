//! Blocks of a handover as somebody reads them: for its owner and, after release, its recipients.

mod credential;
mod file_row;

use crate::{
    app::{
        components::{
            feedback::{Notice, Tone},
            markdown::{Markdown, safe_address},
        },
        context::{Ctx, use_ctx},
    },
    protocol::FileEntry,
};
use credential::CredentialView;
use file_row::FileRow;
pub use file_row::{FileAction, FileWish};
use stafeta_shared::content::{Block, Contact, Link, Steps};
use yew::prelude::*;

/// Properties of [`Blocks`].
#[derive(Properties, PartialEq)]
pub struct BlocksProps {
    /// In the order of reading.
    pub blocks: Vec<Block>,
    /// The handover's files.
    pub files: Vec<FileEntry>,
    /// A file is on its way already.
    pub busy: bool,
    /// Somebody wants a file.
    pub on_file: Callback<FileWish>,
}

/// Draws all blocks, and at the end the files that no block mentions.
#[component]
pub fn Blocks(props: &BlocksProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let mentioned = |file: &&FileEntry| {
        !props.blocks.iter().any(|block| match block {
            Block::File(own) => own.att_id == file.attachment,
            _ => false,
        })
    };
    let rest: Vec<&FileEntry> = props.files.iter().filter(mentioned).collect();
    html! {
        <>
            { for props.blocks.iter().map(|block| one(&ctx, props, block)) }
            if !rest.is_empty() {
                <section class="stack">
                    <h2>{ t.t("release-files") }</h2>
                    { for rest.into_iter().map(|file| file_row(props, file, "")) }
                </section>
            }
        </>
    }
}

fn one(ctx: &Ctx, props: &BlocksProps, block: &Block) -> Html {
    match block {
        Block::Text(text) => html! { <section><Markdown md={text.md.clone()} /></section> },
        Block::Steps(steps) => steps_view(ctx, steps),
        Block::Credential(credential) => {
            html! { <CredentialView credential={credential.clone()} /> }
        }
        Block::Link(link) => link_view(link),
        Block::Contact(contact) => contact_view(contact),
        Block::File(file) => {
            match props.files.iter().find(|entry| entry.attachment == file.att_id) {
                Some(entry) => file_row(props, entry, &file.caption),
                None => html! {},
            }
        }
        Block::Unknown(_) => html! {
            <Notice tone={Tone::Info}><p>{ ctx.texts.t("release-unknown-block") }</p></Notice>
        },
    }
}

fn file_row(props: &BlocksProps, file: &FileEntry, caption: &str) -> Html {
    html! {
        <FileRow key={file.attachment.to_string()} file={file.clone()} caption={caption.to_owned()}
            busy={props.busy} on={props.on_file.clone()} />
    }
}

fn steps_view(ctx: &Ctx, steps: &Steps) -> Html {
    html! {
        <section class="card">
            <h2>{ &steps.title }</h2>
            <ol class="steps">
                { for steps.items.iter().map(|step| html! {
                    <li>
                        if step.first { <strong class="badge">{ ctx.texts.t("release-first-hours") }</strong> }
                        <Markdown md={step.md.clone()} />
                    </li>
                }) }
            </ol>
        </section>
    }
}

fn link_view(link: &Link) -> Html {
    let text = if link.text.is_empty() { link.url.clone() } else { link.text.clone() };
    html! {
        <p>
            if let Some(url) = safe_address(&link.url) {
                <a href={url.to_owned()} target="_blank" rel="noopener noreferrer">{ text }</a>
            } else {
                { text }{ " " }<code>{ &link.url }</code>
            }
        </p>
    }
}

fn contact_view(contact: &Contact) -> Html {
    html! {
        <section class="card">
            <h2>{ &contact.name }</h2>
            if !contact.phone.is_empty() {
                <p><a href={format!("tel:{}", contact.phone.replace(' ', ""))}>{ &contact.phone }</a></p>
            }
            if !contact.mail.is_empty() {
                <p><a href={format!("mailto:{}", contact.mail)}>{ &contact.mail }</a></p>
            }
            if !contact.note.is_empty() { <Markdown md={contact.note.clone()} /> }
        </section>
    }
}
