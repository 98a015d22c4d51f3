//! Subtrees that are built only when their inputs changed.

use std::any::Any;
use std::cell::OnceCell;

use super::Element;
use super::few::Few;
use super::tree::{Content, ElementNode, Key, Mapper, Namespace, Node, Tag};

/// A view function with its inputs, and what it built if it was asked to.
pub struct LazyNode {
    pub(crate) key: Option<Key>,
    pub(crate) mapper: Option<Mapper>,
    view: Box<dyn View>,
    built: OnceCell<Box<ElementNode>>,
}

/// Inputs and view function with their types forgotten.
trait View {
    fn build(&self) -> Node;
    fn is_same(&self, other: &dyn View) -> bool;
    fn as_any(&self) -> &dyn Any;
}

struct TypedView<Inputs, Function, Msg> {
    inputs: Inputs,
    function: Function,
    message: std::marker::PhantomData<fn() -> Msg>,
}

impl<Inputs, Function, Msg> View for TypedView<Inputs, Function, Msg>
where
    Inputs: PartialEq + 'static,
    Function: Fn(&Inputs) -> Element<Msg> + 'static,
    Msg: 'static,
{
    fn build(&self) -> Node {
        (self.function)(&self.inputs).node
    }

    fn is_same(&self, other: &dyn View) -> bool {
        // The type names the function, which captures nothing: equal types and inputs mean an equal view.
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| self.inputs == other.inputs)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A subtree that is built again only when `inputs` changed since the last rendering.
///
/// `view` must be a function or a closure that captures nothing: what it needs is in the inputs. It should return one
/// element; a text or fragment is put into a `span` with `display: contents`.
///
/// ```
/// use rally_runtime::html::{self, Element};
/// # #[derive(Clone, PartialEq)] struct Game { name: String }
/// # enum Msg {}
/// fn row(game: &Game) -> Element<Msg> {
///     html::li([], [html::text(&game.name)])
/// }
/// # let game = Game { name: "Chess".to_string() };
/// let element = html::lazy(&game, row);
/// assert_eq!(element.to_html(), "<li>Chess</li>");
/// ```
pub fn lazy<Inputs, Function, Msg>(inputs: &Inputs, view: Function) -> Element<Msg>
where
    Inputs: PartialEq + Clone + 'static,
    Function: Fn(&Inputs) -> Element<Msg> + 'static,
    Msg: 'static,
{
    const {
        assert!(
            size_of::<Function>() == 0,
            "a lazy view captures nothing: pass what it needs as inputs"
        );
    }
    let view = TypedView {
        inputs: inputs.clone(),
        function: view,
        message: std::marker::PhantomData,
    };
    Element::from_node(Node::Lazy(Box::new(LazyNode {
        key: None,
        mapper: None,
        view: Box::new(view),
        built: OnceCell::new(),
    })))
}

impl LazyNode {
    /// The element, built now if it was not.
    pub(crate) fn element(&self) -> &ElementNode {
        self.built.get_or_init(|| single_element(self.view.build()))
    }

    /// Whether building would give what `old` has built.
    pub(crate) fn is_same(&self, old: &LazyNode) -> bool {
        old.built.get().is_some() && self.view.is_same(old.view.as_ref())
    }

    /// Takes over what `old` has built.
    pub(crate) fn reuse(&self, old: &mut LazyNode) {
        if let Some(built) = old.built.take() {
            // Where this one was built already, its own is as good.
            let _ = self.built.set(built);
        }
    }

    pub(crate) fn element_mut(&mut self) -> &mut ElementNode {
        self.element();
        self.built.get_mut().expect("was built in the line above")
    }
}

const SPAN: Tag = Tag {
    name: "span",
    namespace: Namespace::Html,
    content: Content::Nodes,
};

/// A lazy node stands for exactly one node of the document, so that its siblings' places do not depend on it.
fn single_element(node: Node) -> Box<ElementNode> {
    match node {
        Node::Element(element) => element,
        other => {
            let contents = super::style::<()>("display", "contents").erased;
            Box::new(ElementNode::new(
                SPAN,
                Few::One(contents),
                other.into_roots().into(),
            ))
        }
    }
}
