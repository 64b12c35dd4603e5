//! A QR code as nodes of a picture; nothing is drawn from markup.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;
use yew::prelude::*;

/// Properties of [`Qr`].
#[derive(Properties, PartialEq)]
pub struct QrProps {
    /// What it holds.
    pub text: AttrValue,
    /// What it is, for screen readers.
    pub label: AttrValue,
}

/// Draws a QR code; nothing when the text is too long for one.
#[component]
pub fn Qr(props: &QrProps) -> Html {
    let Some((width, path)) = outline(&props.text) else { return html! {} };
    let side = width + 2 * QUIET;
    html! {
        <svg class="qr" role="img" aria-label={&props.label} viewBox={format!("0 0 {side} {side}")}
            shape-rendering="crispEdges">
            <rect class="qr-paper" width={side.to_string()} height={side.to_string()} />
            <path class="qr-ink" d={path} />
        </svg>
    }
}

/// Empty modules around the code, as the standard asks.
const QUIET: usize = 4;

fn outline(text: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (index % width + QUIET, index / width + QUIET);
            // Writing to a String cannot fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some((width, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_three_corners() {
        let (width, path) = outline("https://stafeta.example/i/x#y").unwrap();
        for (x, y) in [(0, 0), (width - 7, 0), (0, width - 7)] {
            let corner = format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            assert!(path.contains(&corner), "no finder pattern at {x} {y}");
        }
    }

    #[test]
    fn refuses_what_does_not_fit() {
        assert!(outline(&"x".repeat(4000)).is_none());
    }
}
