//! Everything that is on show in a client with layouts or a shared state: the layouts from the outside in, the page
//! inside, and the one state that they share. To the browser and the server it is one [`Running`] page.
//!
//! Each message is addressed to its part, so that what is meant for a part that is gone is dropped, and what is meant
//! for a layout that stays is delivered whichever page is inside by then. `update_context` is carried out here, where
//! the state is; it never reaches whoever carries out the other effects.
//!
//! Clients that have neither know nothing of this: their bundles do not contain it.

mod layer;
#[cfg(test)]
mod tests;

use std::any::{Any, TypeId};
use std::collections::VecDeque;

use super::{
    ClientState, Connection, Content, Context, ContextOwner, FromServer, Head, LayoutContext,
    Message, Mounted, Page, Running, Subscription, Time,
};
use crate::effect::{Command, Effect};
use crate::html::tree;
use crate::wire::Encode;
pub use layer::LayoutSeed;
use layer::{Addressed, LayerId, LayoutLayer, PageLayer, address, connect, mark};

/// What a page takes the place of.
pub enum Entry<'a> {
    /// Nothing: it is the first of its document.
    Document,
    /// What was on show, since somebody went to another address.
    Visit(&'a mut (dyn Running + 'static)),
    /// Itself with another search string: it begins anew, in the nodes that are there.
    Search(&'a mut (dyn Running + 'static)),
    /// Itself, since its data was loaded again.
    Again(&'a mut (dyn Running + 'static)),
}

/// A page that is to be shown: where it stands, and what was there before.
pub struct Arrival<'a, Route> {
    /// Its address.
    pub route: Route,
    /// The path and search string.
    pub url: &'a str,
    /// The encoded data.
    pub data: &'a [u8],
    /// When the server loaded it.
    pub now: Time,
    /// What it takes the place of.
    pub entry: Entry<'a>,
}

/// The state that all parts share is addressed like one of them.
const CONTEXT: LayerId = 0;

/// The layouts around a page and the state that all share.
struct Frame<S: ClientState> {
    client: S::Context,
    connection: Connection,
    layouts: Vec<Placed<S>>,
    page: LayerId,
    /// What the page's nodes are marked with.
    nodes: LayerId,
    last: LayerId,
}

struct Placed<S: ClientState> {
    id: LayerId,
    kind: TypeId,
    layout: Box<dyn LayoutLayer<S>>,
}

/// The layouts, the page inside, and the state that they share.
pub struct Stage<S: ClientState> {
    frame: Frame<S>,
    page: Box<dyn PageLayer<S::Context>>,
}

impl<S: ClientState> Stage<S> {
    /// Sets a page up inside of these layouts, from the outside in. Layouts that stand there already, and have the same
    /// around them, stay as they are; of all others `init` runs, and then that of the page.
    ///
    /// Nothing of what was on show is used any more.
    pub fn enter<P: Page<Client = S::Context>>(
        arrival: Arrival<'_, S::Route>,
        (params, search): (P::Params, P::Search),
        client: S::Context,
        data: P::Data,
        layouts: &[LayoutSeed<S>],
    ) -> (Self, Effect<Message>)
    where
        P::Params: Encode,
    {
        let (url, now) = (arrival.url.to_owned(), arrival.now);
        let (frame, asked) = Frame::enter(arrival, client, layouts);
        let context = Context {
            params,
            search,
            client: frame.client.clone(),
            connection: frame.connection,
            url,
            now,
        };
        let (page, effect) = Mounted::<P>::init(data, context);
        Self::complete(frame, Box::new(page), asked, effect)
    }

    fn complete(
        frame: Frame<S>,
        page: Box<dyn PageLayer<S::Context>>,
        mut asked: Effect<Message>,
        effect: Effect<Message>,
    ) -> (Self, Effect<Message>) {
        let id = frame.page;
        let mut stage = Self { frame, page };
        asked.append(stage.settle(id, effect));
        (stage, asked)
    }

    fn settle(&mut self, id: LayerId, effect: Effect<Message>) -> Effect<Message> {
        let (asked, is_changed) = self.frame.settle(id, effect);
        if is_changed {
            self.page.set_client(&self.frame.client);
        }
        asked
    }
}

impl<S: ClientState> Frame<S> {
    fn enter(
        arrival: Arrival<'_, S::Route>,
        client: S::Context,
        layouts: &[LayoutSeed<S>],
    ) -> (Self, Effect<Message>) {
        let mut frame = match arrival.entry {
            Entry::Document => Self::new(client),
            Entry::Again(shown) => Self::after(shown, client),
            Entry::Visit(shown) => {
                let mut frame = Self::after(shown, client);
                frame.page = frame.next_id();
                frame.nodes = frame.page;
                frame
            }
            Entry::Search(shown) => {
                let mut frame = Self::after(shown, client);
                frame.page = frame.next_id();
                frame
            }
        };
        let mut context = LayoutContext {
            route: arrival.route,
            client: frame.client.clone(),
            connection: frame.connection,
            url: arrival.url.to_owned(),
            now: arrival.now,
        };
        let kept = frame.keep(layouts);
        for placed in &mut frame.layouts {
            *placed.layout.context() = context.clone();
        }
        let mut asked = Effect::none();
        for seed in &layouts[kept..] {
            context.client = frame.client.clone();
            let id = frame.next_id();
            let (layout, effect) = seed.init(context.clone());
            let kind = seed.kind();
            frame.layouts.push(Placed { id, kind, layout });
            asked.append(frame.settle(id, effect).0);
        }
        (frame, asked)
    }

    const fn new(client: S::Context) -> Self {
        Self {
            client,
            connection: Connection::Connecting,
            layouts: Vec::new(),
            page: CONTEXT + 1,
            nodes: CONTEXT + 1,
            last: CONTEXT + 1,
        }
    }

    /// What there is to go on from, where the same client was on show.
    fn after(shown: &mut (dyn Running + 'static), client: S::Context) -> Self {
        let shown: &mut dyn Any = shown;
        let Some(Stage::<S> { frame, .. }) = shown.downcast_mut() else {
            return Self::new(client);
        };
        Self {
            client: match S::OWNER {
                ContextOwner::Browser => frame.client.clone(),
                ContextOwner::Server => client,
            },
            layouts: std::mem::take(&mut frame.layouts),
            ..*frame
        }
    }

    fn next_id(&mut self) -> LayerId {
        self.last += 1;
        self.last
    }

    /// Drops the layouts that are not of the next page; how many stay.
    fn keep(&mut self, layouts: &[LayoutSeed<S>]) -> usize {
        let both = self.layouts.iter().zip(layouts);
        let kept = both
            .take_while(|(placed, seed)| placed.kind == seed.kind())
            .count();
        self.layouts.truncate(kept);
        kept
    }

    /// Changes the state that all share where the effect of a part asks for it, as often as that asks for more. What is
    /// left to be carried out, and whether the state has changed.
    fn settle(&mut self, id: LayerId, effect: Effect<Message>) -> (Effect<Message>, bool) {
        let mut asked = Effect::none();
        let mut is_changed = false;
        let effect = effect.map(move |message| address(id, message));
        let mut commands = VecDeque::from(effect.into_commands());
        while let Some(command) = commands.pop_front() {
            match command {
                Command::UpdateContext(message) => {
                    if let Ok(msg) = message.downcast::<S::Msg>() {
                        let more = S::update(&mut self.client, *msg);
                        commands.extend(
                            more.map(|msg| address(CONTEXT, Box::new(msg)))
                                .into_commands(),
                        );
                        is_changed = true;
                    }
                }
                other => asked.push(other),
            }
        }
        if is_changed {
            self.tell_layouts();
        }
        (asked, is_changed)
    }

    fn tell_layouts(&mut self) {
        for placed in &mut self.layouts {
            placed.layout.context().client = self.client.clone();
        }
    }

    fn has_layout(&self, id: LayerId) -> bool {
        self.layouts.iter().any(|placed| placed.id == id)
    }

    fn layout(&mut self, id: LayerId) -> Option<&mut Placed<S>> {
        self.layouts.iter_mut().find(|placed| placed.id == id)
    }
}

impl<S: ClientState> Running for Stage<S> {
    fn update(&mut self, message: Message) -> Effect<Message> {
        let (to, message) = match message.downcast::<Addressed>() {
            Ok(addressed) => (addressed.to, addressed.message),
            Err(message) => (self.frame.page, message),
        };
        let effect = if to == CONTEXT {
            Effect::change_context(message)
        } else if to == self.frame.page {
            self.page.update(message)
        } else if let Some(placed) = self.frame.layout(to) {
            placed.layout.update(message)
        } else {
            Effect::none()
        };
        self.settle(to, effect)
    }

    fn view(&self) -> tree::Node {
        let page = mark(self.frame.nodes, self.frame.page, self.page.view());
        let around = |content, placed: &Placed<S>| {
            mark(
                placed.id,
                placed.id,
                placed.layout.view(Content::new(content)),
            )
        };
        self.frame.layouts.iter().rev().fold(page, around)
    }

    fn head(&self) -> Head {
        self.page.head()
    }

    fn set_connection(&mut self, connection: Connection) {
        self.frame.connection = connection;
        for placed in &mut self.frame.layouts {
            connect(&mut *placed.layout, connection);
        }
        self.page.set_connection(connection);
    }

    // An event's message has no address, and so it is for the page.
    fn subscriptions(&self) -> Vec<Subscription<Message>> {
        self.page.subscriptions()
    }

    fn params(&self) -> &[u8] {
        self.page.params()
    }

    // Its messages have no address either.
    fn server_model(&self) -> Option<FromServer> {
        self.page.server_model()
    }

    fn outlives_pages(&self) -> bool {
        true
    }

    fn is_for_what_stays(&self, message: &Message) -> bool {
        let addressed = message.downcast_ref::<Addressed>();
        addressed.is_some_and(|it| it.to == CONTEXT || self.frame.has_layout(it.to))
    }

    fn replace_context(&mut self, context: &[u8]) -> bool {
        let Some(client) = S::decode(context) else {
            return false;
        };
        self.frame.client = client;
        self.frame.tell_layouts();
        self.page.set_client(&self.frame.client);
        true
    }
}
