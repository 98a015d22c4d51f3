//! Pages with everything that belongs to one, and layouts.

use rally_idl::source::Span;

use super::{Docs, Field, Name, Type, TypeId, Variant};

/// Chrome around pages, with a state of its own.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The name: `Shell`.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// Its file, for headers.
    pub file: String,
    /// The layout around it, by its place in [`Client::layouts`]; never in a circle.
    pub parent: Option<usize>,
    /// The model's fields; empty where no model is declared.
    pub model: Vec<Field>,
    /// The messages; empty where no `msg` is declared.
    pub messages: Vec<Variant>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The name in upper camel case: `GamesId`; place of the name, or of the keyword where the file gives the name.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// Its file, for headers: `idl/public/games/id_.rally`.
    pub file: String,
    /// Its routes below the client's mount, at least one; the first is the one that is printed where several fit.
    pub routes: Vec<Route>,
    /// The parameters of all its routes, in order of first appearance.
    pub params: Vec<Param>,
    /// The fields of its search string.
    pub search: Vec<SearchField>,
    /// Who may see it.
    pub access: Access,
    /// The word `authorize`, where it is written: the app is asked for each request.
    pub authorize: Option<Span>,
    /// The layout around it, by its place in [`Client::layouts`].
    pub layout: Option<usize>,
    /// The model's fields; `None` where no model is declared.
    pub model: Option<Vec<Field>>,
    /// The messages; empty where no `msg` is declared.
    pub messages: Vec<Variant>,
    /// What `load` gives, where it is declared.
    pub load: Option<Type>,
    /// The calls, by declaration.
    pub rpcs: Vec<Rpc>,
    /// The conversation with a model on the server, where it is declared.
    pub server: Option<ServerConversation>,
    /// The topics that it may follow, in order.
    pub subscriptions: Vec<Subscription>,
}

/// Who may see a page or make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// The rule.
    pub policy: Policy,
    /// Where it is written; `None` where it follows from the client or the page.
    pub span: Option<Span>,
}

/// What must be known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Only people with an identity; handlers get `&Identity`.
    Required,
    /// Everybody; handlers get `Option<&Identity>`.
    Optional,
    /// Everybody, and handlers are not told who it is. Always so in a client without `auth`.
    Public,
}

/// A parameter of a page's addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The name: `id`.
    pub name: String,
    /// What it parses to.
    pub ty: ParamType,
    /// Whether each route has it.
    pub presence: Presence,
}

/// Whether each route of a page has a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// All have it.
    Always,
    /// Some do not: its field is an `Option`.
    Sometimes,
}

/// A field of a search string.
#[derive(Debug, Clone)]
pub struct SearchField {
    /// The name, also the key in the address.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The type: a scalar, an enum without payload, or an `Option` or `List` of one.
    pub ty: Type,
    /// What it is where the address does not say.
    pub default: Literal,
}

/// A value that is written in the schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `3`
    Int(i64),
    /// `2.5`
    Float(f64),
    /// `true`
    Bool(bool),
    /// `"all"`; also a `Date`, `Time`, `Uuid` or `Decimal` in its canonical text, which has been checked.
    Text(String),
    /// A variant of the field's enum, by its place in the declaration.
    Variant(usize),
    /// No value: of an `Option`.
    Nothing,
    /// `[]`
    EmptyList,
}

/// A model on the server with which a page converses.
#[derive(Debug, Clone)]
pub struct ServerConversation {
    /// The keyword.
    pub span: Span,
    /// Documentation.
    pub docs: Docs,
    /// The fields of the model.
    pub model: Vec<Field>,
    /// What the page may send.
    pub to_server: Vec<Variant>,
    /// What the server may send.
    pub to_client: Vec<Variant>,
}

impl ServerConversation {
    /// Whether there is a model; a page that only takes what is broadcast to it has none.
    #[must_use]
    pub fn has_model(&self) -> bool {
        !self.model.is_empty() || !self.to_server.is_empty()
    }
}

/// A topic that a page may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    /// The topic, by its place in [`Schema::topics`].
    pub topic: usize,
    /// Where it is named.
    pub span: Span,
}

/// The route of a page.
#[derive(Debug, Clone)]
pub struct Route {
    /// Where it is written, or the page's keyword.
    pub span: Span,
    /// Where it leads.
    pub target: RouteTarget,
}

/// Where a route leads.
#[derive(Debug, Clone)]
pub enum RouteTarget {
    /// The path that these segments make; none is the mount itself.
    Path(Vec<Segment>),
    /// Any path that no other route takes.
    NotFound,
}

/// A piece of a path between slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// As it stands.
    Static(String),
    /// A parameter.
    Param {
        /// Its name: `id`.
        name: String,
        /// What it parses to.
        ty: ParamType,
    },
}

/// The types of a parameter in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamType {
    /// `id` and names that end in `_id`, where nothing else is written.
    Int,
    /// All others, where nothing else is written.
    String,
    /// `:open<Bool>`
    Bool,
    /// `:day<Date>`
    Date,
    /// `:at<Time>`
    Time,
    /// `:key<Uuid>`
    Uuid,
    /// `:price<Decimal>`
    Decimal,
    /// An enum without payload, whose variants are written in snake case.
    Enum(TypeId),
}

/// A call from the browser to the server.
#[derive(Debug, Clone)]
pub struct Rpc {
    /// The name: `increment`.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The arguments.
    pub arguments: Vec<Field>,
    /// What it answers.
    pub response: Response,
    /// The file it is declared in, for headers.
    pub file: String,
    /// Who may call it.
    pub access: Access,
    /// Whether it waits for the calls before it.
    pub ordering: Ordering,
    /// How often its handler may write.
    pub transactions: Transactions,
}

/// Whether a call waits for those that the same tab made before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordering {
    /// One call at a time, in order.
    InOrder,
    /// `concurrent`: beside others.
    Concurrent,
}

/// How many transactions the handler of a call may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transactions {
    /// One, which holds the receipt too: exactly once.
    One,
    /// `transactions many`: at least once after a crash.
    Many,
}

/// What a call answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The value.
    pub ok: Type,
    /// The handler's own error; `None` where the response is no `Result`.
    pub error: Option<Type>,
}

/// A call that a page can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RpcId {
    /// One of the same page, by its place in [`Page::rpcs`].
    Page(usize),
    /// One that the pages of its client share, by its place in [`Client::rpcs`].
    Shared(usize),
}

impl Policy {
    /// The one of two that asks for more. A call asks for all that its page asks for, and for more where it says so.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        match (self, other) {
            (Self::Required, _) | (_, Self::Required) => Self::Required,
            (Self::Optional, _) | (_, Self::Optional) => Self::Optional,
            (Self::Public, Self::Public) => Self::Public,
        }
    }
}

impl Page {
    /// The route that is printed where several fit.
    ///
    /// # Panics
    /// Never on a resolved page, which has at least one.
    #[must_use]
    pub fn route(&self) -> &Route {
        self.routes.first().expect("a resolved page has a route")
    }
}
