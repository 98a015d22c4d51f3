//! What a layout is to the runtime: chrome around pages, with a state that survives navigation inside its client.

use super::{Connection, Time};
use crate::effect::Effect;
use crate::html::Element;
use crate::html::tree::Node;

/// What a layout is given beside its model.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutContext<Route, Client> {
    /// The page inside.
    pub route: Route,
    /// The state that all pages of the client share.
    pub client: Client,
    /// Whether the page can speak to its server.
    pub connection: Connection,
    /// The path and search string of the page inside.
    pub url: String,
    /// When the server rendered the page.
    pub now: Time,
}

/// The view of the page inside a layout, or of the layout inside: a leaf which the layout puts somewhere once. Its
/// messages are not those of the layout and pass it by.
pub struct Content(Node);

impl Content {
    /// The content that this node shows.
    #[must_use]
    pub const fn new(node: Node) -> Self {
        Self(node)
    }
}

impl<Msg> From<Content> for Element<Msg> {
    fn from(content: Content) -> Self {
        Self::from_node(content.0)
    }
}

/// A layout as generated contracts hand it to the runtime.
pub trait Layout: 'static {
    /// The addresses of its client.
    type Route: Clone + 'static;
    /// The state that all pages of the client share.
    type Client: Clone + 'static;
    /// The state.
    type Model: 'static;
    /// The messages.
    type Msg: 'static;

    /// The first state.
    fn init(cx: &LayoutContext<Self::Route, Self::Client>) -> (Self::Model, Effect<Self::Msg>);

    /// The next state.
    fn update(
        model: &mut Self::Model,
        msg: Self::Msg,
        cx: &LayoutContext<Self::Route, Self::Client>,
    ) -> Effect<Self::Msg>;

    /// What is seen around the content.
    fn view(
        model: &Self::Model,
        cx: &LayoutContext<Self::Route, Self::Client>,
        content: Content,
    ) -> Element<Self::Msg>;
}
