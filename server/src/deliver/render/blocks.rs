//! The few shapes a mail consists of, as plain text and as simple HTML.
//!
//! The HTML carries its styles in attributes, because mail programs drop everything else, and
//! loads nothing: no picture, no font, no counting of readers.

use stafeta_shared::lang::Lang;
use std::fmt::Write as _;

/// A piece of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// Paragraphs, parted by blank lines.
    Text(String),
    /// A link that is the point of the mail.
    Button(String, String),
    /// Something to type, with what it is.
    Digits(String, String),
}

/// Plain text.
pub(super) fn text(blocks: &[Block], footer: &str) -> String {
    let mut out = String::new();
    for block in blocks {
        let _ = match block {
            Block::Text(text) => write!(out, "{text}\n\n"),
            Block::Button(label, url) => write!(out, "{label}:\n{url}\n\n"),
            Block::Digits(label, digits) => write!(out, "{label} {digits}\n\n"),
        };
    }
    let _ = write!(out, "-- \n{footer}\n");
    out
}

/// HTML.
pub(super) fn html(blocks: &[Block], subject: &str, footer: &str, lang: Lang) -> String {
    let mut body = String::new();
    for block in blocks {
        match block {
            Block::Text(text) => {
                for paragraph in text.split("\n\n") {
                    let _ =
                        write!(body, "<p>{}</p>", escape(paragraph.trim()).replace('\n', "<br>"));
                }
            }
            Block::Button(label, url) => {
                let (label, url) = (escape(label), escape(url));
                let _ = write!(
                    body,
                    "<p style=\"margin:24px 0\"><a href=\"{url}\" style=\"display:inline-block;\
                     padding:12px 22px;border-radius:8px;background:#1f5f5b;color:#ffffff;\
                     text-decoration:none;font-weight:600\">{label}</a></p>\
                     <p style=\"font-size:13px;color:#5b6668;word-break:break-all\">{url}</p>"
                );
            }
            Block::Digits(label, digits) => {
                let _ = write!(
                    body,
                    "<p>{} <strong style=\"font-size:28px;letter-spacing:4px;\
                     white-space:nowrap\">{}</strong></p>",
                    escape(label),
                    escape(digits)
                );
            }
        }
    }
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title></head>\
         <body style=\"margin:0;padding:24px;background:#f4f6f5\"><div style=\"max-width:560px;\
         margin:0 auto;padding:28px;border-radius:12px;background:#ffffff;color:#1d2526;\
         font:16px/1.55 system-ui,sans-serif\">{body}<p style=\"margin-top:32px;padding-top:16px;\
         border-top:1px solid #dfe5e4;font-size:13px;color:#5b6668\">{}</p></div></body></html>",
        escape(subject),
        escape(footer)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_markup() {
        let blocks = [Block::Text("Hi <b onclick=\"x\">Eve</b> & co.".to_owned())];
        let html = html(&blocks, "<script>", "f", Lang::En);
        assert!(!html.contains("<b ") && !html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;b onclick=&quot;x&quot;&gt;Eve"), "{html}");
    }
}
