//! A page in motion: model and context together, its types erased, so that the server, the browser and the
//! test driver each have one loop for all pages.

use std::any::Any;

use super::{Connection, Context, Head, Subscription};
use crate::effect::Effect;
use crate::html::{Element, tree};
use crate::wire::{Decode, Encode};

/// A message of some page, its type erased.
pub type Message = Box<dyn Any>;

/// A page as generated contracts hand it to the runtime.
pub trait Page: 'static {
    /// Whether the page converses with a model on the server.
    const HAS_SERVER_MODEL: bool = false;
    /// What `load` gives; `()` where there is none.
    type Data: Encode + Decode + 'static;
    /// The parameters of the route.
    type Params: Clone + 'static;
    /// The typed search string.
    type Search: Clone + 'static;
    /// The state that all pages of the client share.
    type Client: Clone + 'static;
    /// The state.
    type Model: 'static;
    /// The messages.
    type Msg: 'static;

    /// The first state.
    fn init(
        data: Self::Data,
        cx: &Context<Self::Params, Self::Search, Self::Client>,
    ) -> (Self::Model, Effect<Self::Msg>);

    /// The next state.
    fn update(
        model: &mut Self::Model,
        msg: Self::Msg,
        cx: &Context<Self::Params, Self::Search, Self::Client>,
    ) -> Effect<Self::Msg>;

    /// What is seen.
    fn view(
        model: &Self::Model,
        cx: &Context<Self::Params, Self::Search, Self::Client>,
    ) -> Element<Self::Msg>;

    /// Title and descriptions.
    fn head(model: &Self::Model, cx: &Context<Self::Params, Self::Search, Self::Client>) -> Head;

    /// What the page follows at present; nothing where no `subscribe` is declared.
    fn subscriptions(
        model: &Self::Model,
        cx: &Context<Self::Params, Self::Search, Self::Client>,
    ) -> Vec<Subscription<Self::Msg>> {
        let (_, _) = (model, cx);
        Vec::new()
    }

    /// The message of what the model on the server sent; `None` where the bytes are something else, and where it is
    /// declared to send nothing.
    fn from_server(message: &[u8]) -> Option<Self::Msg> {
        let _ = message;
        None
    }
}

/// Makes a message of an encoded one that the model on the server sent; `None` where the bytes are something else.
pub type FromServer = fn(&[u8]) -> Option<Message>;

/// A page in motion, whichever it is.
pub trait Running: Any {
    /// Takes a message; one of another page's type is dropped, since its page is gone.
    fn update(&mut self, message: Message) -> Effect<Message>;
    /// What is seen.
    fn view(&self) -> tree::Node;
    /// Title and descriptions.
    fn head(&self) -> Head;
    /// Notes whether the server answers.
    fn set_connection(&mut self, connection: Connection);
    /// What the page follows at present.
    fn subscriptions(&self) -> Vec<Subscription<Message>>;
    /// The encoded parameters of the page's route, which its calls take along.
    fn params(&self) -> &[u8];
    /// How the page hears its model on the server; `None` where it declares none.
    fn server_model(&self) -> Option<FromServer>;

    /// Whether it lives on when somebody goes to another page, and then tells by itself which of its parts a message is
    /// for and which nodes are those of a part that is gone.
    fn outlives_pages(&self) -> bool {
        false
    }

    /// Whether a message is for a part that lives on though the page begins anew or another takes its place.
    fn is_for_what_stays(&self, message: &Message) -> bool {
        let _ = message;
        false
    }

    /// Puts the encoded state, which all pages of the client share, in the place of the present one. False where the
    /// bytes are something else, and where the client declares no such state.
    fn replace_context(&mut self, context: &[u8]) -> bool {
        let _ = context;
        false
    }
}

/// The one implementation of [`Running`].
pub struct Mounted<P: Page> {
    model: P::Model,
    context: Context<P::Params, P::Search, P::Client>,
    params: Vec<u8>,
}

impl<P: Page> Mounted<P>
where
    P::Params: Encode,
{
    /// Runs `init`.
    pub fn init(
        data: P::Data,
        context: Context<P::Params, P::Search, P::Client>,
    ) -> (Self, Effect<Message>) {
        let (model, effect) = P::init(data, &context);
        let mut params = Vec::new();
        context.params.encode(&mut params);
        (
            Self {
                model,
                context,
                params,
            },
            effect.map(erase),
        )
    }
}

impl<P: Page> Mounted<P> {
    pub(super) const fn context_mut(&mut self) -> &mut Context<P::Params, P::Search, P::Client> {
        &mut self.context
    }
}

fn erase<Msg: 'static>(msg: Msg) -> Message {
    Box::new(msg)
}

impl<P: Page> Running for Mounted<P> {
    fn update(&mut self, message: Message) -> Effect<Message> {
        match message.downcast::<P::Msg>() {
            Ok(msg) => P::update(&mut self.model, *msg, &self.context).map(erase),
            Err(_) => Effect::none(),
        }
    }

    fn view(&self) -> tree::Node {
        P::view(&self.model, &self.context).into_node()
    }

    fn head(&self) -> Head {
        P::head(&self.model, &self.context)
    }

    fn set_connection(&mut self, connection: Connection) {
        self.context.connection = connection;
    }

    fn subscriptions(&self) -> Vec<Subscription<Message>> {
        let followed = P::subscriptions(&self.model, &self.context).into_iter();
        followed.map(Subscription::erased).collect()
    }

    fn params(&self) -> &[u8] {
        &self.params
    }

    fn server_model(&self) -> Option<FromServer> {
        P::HAS_SERVER_MODEL.then_some(|message| P::from_server(message).map(erase))
    }
}
