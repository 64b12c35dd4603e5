//! A state as a word and a shape, never as a colour alone.

use yew::prelude::*;

/// The shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Full, ticked: all is well.
    Full,
    /// Half: on its way.
    Half,
    /// Empty: not begun.
    Empty,
    /// Triangle: look at this.
    Triangle,
    /// Cross: stopped.
    Cross,
    /// Two bars: resting.
    Bars,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Full => {
                "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM6.9 11.4 3.8 8.3l1.2-1.2 1.9 1.9 4.1-4.1 1.2 1.2z"
            }
            Self::Half => "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6v10.8A5.4 5.4 0 0 1 8 2.6z",
            Self::Empty => {
                "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6z"
            }
            Self::Triangle => "M8 1 .8 14.4h14.4zM7.2 6h1.6v4.4H7.2zm0 5.4h1.6V13H7.2z",
            Self::Cross => {
                "M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8l4.6 4.6-1.4 1.4L8 9.4 3.4 14 2 12.6 6.6 8 2 3.4z"
            }
            Self::Bars => "M4 2h3v12H4zm5 0h3v12H9z",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Full => "status-ok",
            Self::Half => "status-info",
            Self::Empty | Self::Bars => "status-idle",
            Self::Triangle => "status-warn",
            Self::Cross => "status-danger",
        }
    }
}

/// Properties of [`Status`].
#[derive(Properties, PartialEq)]
pub struct StatusProps {
    /// Shape.
    pub shape: Shape,
    /// Word.
    pub word: AttrValue,
    /// Name for tests.
    #[prop_or_default]
    pub test: Option<AttrValue>,
}

/// Draws a state.
#[component]
pub fn Status(props: &StatusProps) -> Html {
    html! {
        <span class={classes!("status", props.shape.class())} data-test={props.test.clone()}>
            <svg class="shape" viewBox="0 0 16 16" aria-hidden="true">
                <path fill-rule="evenodd" d={props.shape.path()} />
            </svg>
            { &props.word }
        </span>
    }
}
