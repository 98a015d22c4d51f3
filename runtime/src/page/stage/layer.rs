//! One part of a stage, a layout or the page, its types erased; and how its messages and nodes are told from those of
//! other parts.

use std::any::TypeId;
use std::borrow::Cow;
use std::rc::Rc;

use crate::effect::Effect;
use crate::html::ToText;
use crate::html::tree::{Key, Node};
use crate::page::{
    ClientState, Connection, Content, Layout, LayoutContext, Message, Mounted, Page, Running,
};

/// Names a part of a stage; none that comes later has the same.
pub(super) type LayerId = u32;

/// A message and the part that it is meant for.
pub(super) struct Addressed {
    pub(super) to: LayerId,
    pub(super) message: Message,
}

/// Says which part a message is meant for, unless a part inside has said so.
pub(super) fn address(to: LayerId, message: Message) -> Message {
    if message.is::<Addressed>() {
        message
    } else {
        Box::new(Addressed { to, message })
    }
}

/// What a layout is given beside its model, in a client of this state.
pub(super) type ContextOf<S> =
    LayoutContext<<S as ClientState>::Route, <S as ClientState>::Context>;

/// A layout in motion, whichever it is.
pub(super) trait LayoutLayer<S: ClientState> {
    fn update(&mut self, message: Message) -> Effect<Message>;
    fn view(&self, content: Content) -> Node;
    fn context(&mut self) -> &mut ContextOf<S>;
}

struct MountedLayout<L: Layout> {
    model: L::Model,
    context: LayoutContext<L::Route, L::Client>,
}

impl<S: ClientState, L: Layout<Route = S::Route, Client = S::Context>> LayoutLayer<S>
    for MountedLayout<L>
{
    fn update(&mut self, message: Message) -> Effect<Message> {
        match message.downcast::<L::Msg>() {
            Ok(msg) => erased(L::update(&mut self.model, *msg, &self.context)),
            Err(_) => Effect::none(),
        }
    }

    fn view(&self, content: Content) -> Node {
        L::view(&self.model, &self.context, content).into_node()
    }

    fn context(&mut self) -> &mut ContextOf<S> {
        &mut self.context
    }
}

fn erased<Msg: 'static>(effect: Effect<Msg>) -> Effect<Message> {
    effect.map(|msg| -> Message { Box::new(msg) })
}

/// A layout that is to stand around a page.
pub struct LayoutSeed<S: ClientState> {
    kind: fn() -> TypeId,
    init: fn(ContextOf<S>) -> Sprouted<S>,
}

/// A layout that has been set up, and what its `init` asked for.
type Sprouted<S> = (Box<dyn LayoutLayer<S>>, Effect<Message>);

impl<S: ClientState> LayoutSeed<S> {
    /// This layout.
    #[must_use]
    pub const fn of<L: Layout<Route = S::Route, Client = S::Context>>() -> Self {
        Self {
            kind: TypeId::of::<L>,
            init: |context| {
                let (model, effect) = L::init(&context);
                (
                    Box::new(MountedLayout::<L> { model, context }),
                    erased(effect),
                )
            },
        }
    }

    pub(super) fn kind(&self) -> TypeId {
        (self.kind)()
    }

    pub(super) fn init(&self, context: ContextOf<S>) -> Sprouted<S> {
        (self.init)(context)
    }
}

/// A page whose client has a state that changes.
pub(super) trait PageLayer<Client>: Running {
    fn set_client(&mut self, client: &Client);
}

impl<P: Page> PageLayer<P::Client> for Mounted<P> {
    fn set_client(&mut self, client: &P::Client) {
        self.context_mut().client = client.clone();
    }
}

/// Connection of all parts is one; that of a layout is in its context.
pub(super) fn connect<S: ClientState>(layout: &mut dyn LayoutLayer<S>, connection: Connection) {
    layout.context().connection = connection;
}

/// Marks the view of a part as its own: messages are addressed to it, and nodes never become those of another part that
/// stands in the same place later, but for one that is to have the same `nodes`.
pub(super) fn mark(nodes: LayerId, id: LayerId, view: Node) -> Node {
    let mut roots = view.into_roots();
    let mut names: Vec<&'static str> = Vec::with_capacity(roots.len());
    for root in &mut roots {
        let name = match root {
            Node::Element(element) => element.tag().name,
            // A lazy one is not built to learn its name.
            _ => "",
        };
        let nth = names.iter().filter(|earlier| **earlier == name).count();
        names.push(name);
        let own = match root.key() {
            Some(Key::Number(number)) => ["=", &number.to_text()].concat(),
            Some(Key::Text(text)) => ["=", text].concat(),
            None => [name, &nth.to_text()].concat(),
        };
        let key = [&nodes.to_text(), "/", own.as_str()].concat();
        root.set_key(Key::Text(Cow::Owned(key)));
    }
    let mut marked = Node::Fragment(roots);
    marked.add_mapper(Rc::new(move |message| address(id, message)));
    marked
}
