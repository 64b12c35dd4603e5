//! Markdown as nodes. Markup in the source stays text; a link is a link only to the web, to a
//! mailbox or to a telephone; pictures from elsewhere are never loaded.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};
use yew::prelude::*;

/// Properties of [`Markdown`].
#[derive(Properties, PartialEq)]
pub struct MarkdownProps {
    /// The source.
    pub md: AttrValue,
}

/// Draws Markdown.
#[component]
pub fn Markdown(props: &MarkdownProps) -> Html {
    html! { <div class="prose">{ for nodes(&props.md) }</div> }
}

struct Open {
    kind: Kind,
    children: Vec<Html>,
}

enum Kind {
    Paragraph,
    Heading(HeadingLevel),
    Quote,
    Code,
    List(Option<u64>),
    Item,
    Emphasis,
    Strong,
    Strike,
    Link(Option<String>),
    Table,
    Head,
    Row,
    Cell,
    Plain,
}

/// Deeper nesting is drawn flat: each level costs stack when it is drawn, and a browser's stack is small.
const DEPTH: usize = 32;

/// The nodes of a source; the fuzz target draws nothing.
pub(crate) fn nodes(md: &str) -> Vec<Html> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut stack = vec![Open { kind: Kind::Plain, children: Vec::new() }];
    let mut flat = 0_usize;
    for event in Parser::new_ext(md, options) {
        match event {
            Event::Start(_) if stack.len() > DEPTH => flat += 1,
            Event::End(_) if flat > 0 => flat -= 1,
            Event::Start(tag) => stack.push(Open { kind: kind(tag), children: Vec::new() }),
            Event::End(_) => close(&mut stack),
            Event::Code(code) => add(&mut stack, html! { <code>{ code.to_string() }</code> }),
            Event::SoftBreak => add(&mut stack, html! { { "\n" } }),
            Event::HardBreak => add(&mut stack, html! { <br /> }),
            Event::Rule => add(&mut stack, html! { <hr /> }),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => add(&mut stack, html! { { text.to_string() } }),
            Event::TaskListMarker(_) => {}
        }
    }
    stack.into_iter().next().map(|open| open.children).unwrap_or_default()
}

fn add(stack: &mut [Open], node: Html) {
    if let Some(open) = stack.last_mut() {
        open.children.push(node);
    }
}

fn kind(tag: Tag<'_>) -> Kind {
    match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(level),
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::CodeBlock(_) => Kind::Code,
        Tag::List(start) => Kind::List(start),
        Tag::Item => Kind::Item,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Strike,
        Tag::Link { dest_url, .. } => Kind::Link(safe_address(&dest_url).map(str::to_owned)),
        Tag::Table(_) => Kind::Table,
        Tag::TableHead => Kind::Head,
        Tag::TableRow => Kind::Row,
        Tag::TableCell => Kind::Cell,
        // A picture becomes its description.
        _ => Kind::Plain,
    }
}

fn close(stack: &mut Vec<Open>) {
    if stack.len() < 2 {
        return;
    }
    if let Some(Open { kind, children }) = stack.pop() {
        add(stack, element(kind, children));
    }
}

fn element(kind: Kind, children: Vec<Html>) -> Html {
    let children = children.into_iter();
    match kind {
        Kind::Paragraph => html! { <p>{ for children }</p> },
        // The page itself holds the first two levels.
        Kind::Heading(HeadingLevel::H1 | HeadingLevel::H2) => html! { <h3>{ for children }</h3> },
        Kind::Heading(_) => html! { <h4>{ for children }</h4> },
        Kind::Quote => html! { <blockquote>{ for children }</blockquote> },
        Kind::Code => html! { <pre tabindex="0"><code>{ for children }</code></pre> },
        Kind::List(None) => html! { <ul>{ for children }</ul> },
        Kind::List(Some(start)) => html! { <ol start={start.to_string()}>{ for children }</ol> },
        Kind::Item => html! { <li>{ for children }</li> },
        Kind::Emphasis => html! { <em>{ for children }</em> },
        Kind::Strong => html! { <strong>{ for children }</strong> },
        Kind::Strike => html! { <s>{ for children }</s> },
        Kind::Link(Some(href)) => html! {
            <a {href} target="_blank" rel="noopener noreferrer">{ for children }</a>
        },
        Kind::Table => {
            html! { <div class="scroll" tabindex="0"><table>{ for children }</table></div> }
        }
        Kind::Head => html! { <thead><tr>{ for children }</tr></thead> },
        Kind::Row => html! { <tr>{ for children }</tr> },
        Kind::Cell => html! { <td>{ for children }</td> },
        Kind::Link(None) | Kind::Plain => html! { <>{ for children }</> },
    }
}

/// The address, if following it is harmless.
#[must_use]
pub fn safe_address(address: &str) -> Option<&str> {
    let address = address.trim();
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let safe = matches!(scheme.as_deref(), Some("http" | "https" | "mailto" | "tel"));
    (safe && !address.contains(char::is_whitespace)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_addresses_become_links() {
        assert_eq!(safe_address(" https://example.org/x "), Some("https://example.org/x"));
        assert_eq!(safe_address("tel:+420777123456"), Some("tel:+420777123456"));
        for bad in
            ["javascript:alert(1)", "data:text/html,x", "/relative", "JaVaScript:x", "blob:x"]
        {
            assert_eq!(safe_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn markup_stays_text() {
        let md = "<script>alert(1)</script>\n\n*a* ![x](https://evil.example/p.png)";
        let shown = format!("{:?}", nodes(md));
        assert!(!shown.contains("\"script\"") && !shown.contains("evil.example"), "{shown}");
        assert!(shown.contains("\"em\""), "{shown}");
    }

    #[test]
    fn endless_nesting_is_drawn_flat() {
        let shown = |levels| format!("{:?}", nodes(&format!("{}deep", ">".repeat(levels))));
        let quotes = |levels| shown(levels).matches("\"blockquote\"").count();
        assert!(shown(20_000).contains("deep"), "the text is lost");
        assert!(quotes(DEPTH / 2) < quotes(DEPTH), "quotes are not counted");
        assert_eq!(quotes(20_000), quotes(DEPTH), "drawn deeper than {DEPTH}");
    }
}
