//! Pages that the server renders: no script, one style sheet, phone first.
//!
//! Text goes in through [`Html::text`] and is escaped; only this file and literals of the callers
//! make markup. To add a page: a route that fills an [`Html`] and returns [`Html::page`].

use super::site;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use stafeta_shared::{i18n::Texts, lang::Lang};
use std::fmt::Write as _;

/// A page being written.
#[derive(Debug, Default, Clone)]
pub struct Html(String);

/// Which sign a notice carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Ok,
    /// Something to know.
    Info,
    /// Something is in the way.
    Warn,
}

impl Html {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Literal markup.
    pub fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// An element around text: `tag("h1", "title")`, `tag("p class=\"lead\"", "…")`.
    pub fn tag(&mut self, tag: &str, text: &str) -> &mut Self {
        let name = tag.split(' ').next().unwrap_or(tag);
        let _ = write!(self.0, "<{tag}>");
        self.text(text);
        let _ = write!(self.0, "</{name}>");
        self
    }

    /// Paragraphs, parted by blank lines.
    pub fn paragraphs(&mut self, text: &str) -> &mut Self {
        for paragraph in text.split("\n\n") {
            self.tag("p", paragraph.trim());
        }
        self
    }

    /// A notice with a sign and words, announced when it arrives.
    pub fn notice(&mut self, tone: Tone, title: &str, text: &str) -> &mut Self {
        let (class, sign) = match tone {
            Tone::Ok => ("notice-ok", "✓"),
            Tone::Info => ("notice-info", "i"),
            Tone::Warn => ("notice-warn", "!"),
        };
        let _ = write!(
            self.0,
            "<div class=\"notice {class}\" role=\"status\"><span class=\"sign\" \
             aria-hidden=\"true\">{sign}</span><div class=\"notice-body\">"
        );
        self.tag("p class=\"notice-title\"", title);
        if !text.is_empty() {
            self.paragraphs(text);
        }
        self.raw("</div></div>")
    }

    /// Everything of another piece.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        self.raw(&other.0)
    }

    /// The whole answer. `wide` for overviews.
    #[must_use]
    pub fn page(&self, status: StatusCode, title: &str, lang: Lang, wide: bool) -> Response {
        let t = Texts::get(lang);
        let mut out = Self::new();
        let _ =
            write!(out.0, "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">");
        out.tag("title", &format!("{title} · {}", t.t("common-brand")));
        // The form below posts to this same address: with the header's `no-referrer` browsers
        // would send no origin along, and the wall against other sites would refuse it. To other
        // sites nothing is told either way.
        let _ = write!(
            out.0,
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <meta name=\"robots\" content=\"noindex\">\
             <meta name=\"referrer\" content=\"same-origin\">\
             <link rel=\"stylesheet\" href=\"{}\"><link rel=\"icon\" type=\"image/svg+xml\" \
             href=\"{icon}\"></head><body class=\"shell\"><header class=\"site-header\">\
             <span class=\"brand\"><img class=\"mark\" src=\"{icon}\" alt=\"\" width=\"30\" \
             height=\"30\">",
            site::style_path(),
            icon = site::icon_path(),
        );
        out.text(&t.t("common-brand"));
        out.raw("</span></header><main class=\"");
        out.raw(if wide { "page page-wide" } else { "page page-narrow" });
        out.raw("\">").append(self).raw("</main></body></html>");
        let mut response = Response::new(Body::from(out.0));
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response
    }
}

/// A field of a form-encoded body.
#[must_use]
pub fn field<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    #[tokio::test]
    async fn text_is_never_markup() {
        let mut html = Html::new();
        html.tag("p", "<script>'\"&");
        let body = html.page(StatusCode::OK, "<b>", Lang::Cs, false).into_body();
        let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
        assert!(body.contains("<p>&lt;script&gt;&#39;&quot;&amp;</p>"), "{body}");
        assert!(body.contains("<title>&lt;b&gt;") && !body.contains("<script"), "{body}");
        assert!(!body.contains("style="), "the policy forbids style attributes");
    }
}
