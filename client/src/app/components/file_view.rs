//! A decrypted file, shown in the page: PDF in a frame, pictures as pictures.
//!
//! The type is forced by what the name says and only ever one of a short list: content with
//! scripts (HTML, SVG) is never shown, only saved.

use crate::app::{
    components::form::Button,
    context::use_ctx,
    services::browser::{self, BlobUrl},
    test_ids,
};
use std::rc::Rc;
use web_sys::Blob;
use yew::prelude::*;

/// What a file can be shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In the browser's own viewer.
    Pdf,
    /// As a picture of this type.
    Picture(&'static str),
}

/// What the name of a file promises, if that can be shown.
#[must_use]
pub fn kind_of(name: &str) -> Option<Kind> {
    let ending = name.rsplit_once('.')?.1.to_lowercase();
    Some(match ending.as_str() {
        "pdf" => Kind::Pdf,
        "png" => Kind::Picture("image/png"),
        "jpg" | "jpeg" => Kind::Picture("image/jpeg"),
        "gif" => Kind::Picture("image/gif"),
        "webp" => Kind::Picture("image/webp"),
        "avif" => Kind::Picture("image/avif"),
        _ => return None,
    })
}

/// A file that is shown; its address lives as long as this.
#[derive(Clone)]
pub struct Shown {
    name: String,
    kind: Kind,
    blob: Blob,
    url: Rc<BlobUrl>,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.url, &other.url)
    }
}

impl Shown {
    /// Prepares a file for showing, if it can be shown.
    #[must_use]
    pub fn new(blob: &Blob, name: String) -> Option<Self> {
        let kind = kind_of(&name)?;
        let mime = match kind {
            Kind::Pdf => "application/pdf",
            Kind::Picture(mime) => mime,
        };
        let blob = browser::retyped(blob, mime)?;
        let url = Rc::new(BlobUrl::new(&blob)?);
        Some(Self { name, kind, blob, url })
    }
}

/// Properties of [`FileView`].
#[derive(Properties, PartialEq)]
pub struct FileViewProps {
    /// The file.
    pub shown: Shown,
    /// Enough of it.
    pub on_close: Callback<()>,
}

/// Shows it.
#[component]
pub fn FileView(props: &FileViewProps) -> Html {
    let t = use_ctx().texts;
    let Shown { name, kind, blob, url } = &props.shown;
    let save = {
        let (blob, name) = (blob.clone(), name.clone());
        Callback::from(move |()| browser::download(&blob, &name))
    };
    let address = url.as_str().to_owned();
    html! {
        <section class="card stack file-view" aria-label={name.clone()}>
            <div class="row no-print">
                <h2>{ name }</h2>
                <div class="actions">
                    <a class="button secondary" href={address.clone()} target="_blank">{ t.t("release-own-tab") }</a>
                    <Button text={t.t("common-download")} look="secondary" on={save} />
                    <Button text={t.t("common-close")} look="quiet" on={props.on_close.clone()} />
                </div>
            </div>
            { match kind {
                Kind::Pdf => html! {
                    <iframe class="pdf" src={address} title={name.clone()} data-test={test_ids::PDF}></iframe>
                },
                Kind::Picture(_) => html! { <img src={address} alt={name.clone()} /> },
            } }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_run_is_shown() {
        assert_eq!(kind_of("Smlouva.PDF"), Some(Kind::Pdf));
        assert_eq!(kind_of("foto.jpeg"), Some(Kind::Picture("image/jpeg")));
        for never in ["page.html", "drawing.svg", "script.js", "archive.zip", "pdf", ""] {
            assert_eq!(kind_of(never), None, "{never}");
        }
    }
}
