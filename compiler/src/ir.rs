//! The schema with every name bound: what exists, not how it was written.

mod background;
mod page;
mod reading;
mod written;

use std::collections::BTreeMap;
use std::time::Duration;

use rally_idl::source::Span;

pub use background::{Fragment, Job, Table, Topic, TopicPolicy};
pub use page::{
    Access, Layout, Literal, Ordering, Page, Param, ParamType, Policy, Presence, Response, Route,
    RouteTarget, Rpc, RpcId, SearchField, Segment, ServerConversation, Subscription, Transactions,
};
pub use reading::{
    CheckedQuery, ColumnForm, ColumnReading, FieldReading, Reading, RowStruct, StructPresence,
    StructReading,
};

/// Documentation lines, carried to everything generated from the item.
pub type Docs = Vec<String>;

/// A name with the place it was declared at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Everything an app declares.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// The app; absent only in a schema with errors.
    pub app: Option<App>,
    /// The clients, by declaration.
    pub clients: Vec<Client>,
    /// Structs and enums of the whole app, by declaration.
    pub types: Vec<TypeDeclaration>,
    /// Queries at top level and inside pages, by declaration.
    pub queries: Vec<Query>,
    /// Topics, by declaration.
    pub topics: Vec<Topic>,
    /// Jobs, by declaration.
    pub jobs: Vec<Job>,
    /// What columns mean, by declaration.
    pub tables: Vec<Table>,
    /// Shared pieces of SQL, by declaration.
    pub fragments: Vec<Fragment>,
}

/// `app NAME { … }`
#[derive(Debug, Clone)]
pub struct App {
    /// The name: `counter`.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// How frames are written.
    pub protocol: Protocol,
}

/// How frames are written on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Binary MessagePack.
    Msgpack,
    /// The same frames as JSON text.
    Json,
}

/// One browser bundle.
#[derive(Debug, Clone)]
pub struct Client {
    /// The name: `public`.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The path it is mounted at, `/` or `/admin`, never with a slash at the end otherwise.
    pub mount: String,
    /// Where that path is written.
    pub mount_span: Span,
    /// How it knows who is there; `None` where nobody signs in.
    pub auth: Option<ClientAuth>,
    /// The fields of the state that all its pages share.
    pub context: Vec<Field>,
    /// What can happen to that state.
    pub context_messages: Vec<Variant>,
    /// Its layouts, sorted by file.
    pub layouts: Vec<Layout>,
    /// The calls that all its pages and layouts share, sorted by file.
    pub rpcs: Vec<Rpc>,
    /// Its pages, sorted by file.
    pub pages: Vec<Page>,
}

/// How a client knows who is there.
#[derive(Debug, Clone)]
pub struct ClientAuth {
    /// The keyword.
    pub span: Span,
    /// Documentation.
    pub docs: Docs,
    /// What a handler is given of the person: a declared struct or enum, or [`Type::Error`].
    pub identity: Type,
    /// Where that type is written, or the keyword.
    pub identity_span: Span,
    /// The page to which people without identity are sent; `None` where they are refused.
    pub sign_in: Option<SignIn>,
    /// The field of the sign-in page's search string that takes the address to return to.
    pub return_to: Option<Name>,
    /// After this time the identity of a connection is resolved again. 30 minutes where none is written.
    pub recheck: Duration,
}

/// The page on which people sign in, perhaps of another client.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Its client, by its place in [`Schema::clients`].
    pub client: usize,
    /// The page, by its place in [`Client::pages`].
    pub page: usize,
    /// Where it is named.
    pub span: Span,
}

/// A field of a struct, a model, a variant or an argument list.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The type.
    pub ty: Type,
}

/// A variant of an enum or of a `msg`.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The name.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// What it carries.
    pub payload: Payload,
}

/// What a variant carries.
#[derive(Debug, Clone)]
pub enum Payload {
    /// Nothing.
    Unit,
    /// Values by position.
    Positional(Vec<Type>),
    /// Values by name.
    Named(Vec<Field>),
}

/// A struct or an enum, by its place in [`Schema::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A declared struct or enum.
#[derive(Debug, Clone)]
pub struct TypeDeclaration {
    /// The name.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The file it is declared in, for headers.
    pub file: String,
    /// Its form.
    pub kind: TypeDeclarationKind,
    /// Where values of it may be.
    pub home: Home,
}

/// Where the values of a declared type may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// Anywhere: it is data.
    Data,
    /// In the messages of this page alone, since it carries a `Reply`, an `Event` or `ToClient`: an enum.
    Page {
        /// The client, by its place in [`Schema::clients`].
        client: usize,
        /// The page, by its place in [`Client::pages`].
        page: usize,
    },
    /// In the messages of this layout alone.
    Layout {
        /// The client, by its place in [`Schema::clients`].
        client: usize,
        /// The layout, by its place in [`Client::layouts`].
        layout: usize,
    },
}

/// The form of a declared type.
#[derive(Debug, Clone)]
pub enum TypeDeclarationKind {
    /// Fields by name.
    Struct(Vec<Field>),
    /// One of several.
    Enum(Vec<Variant>),
}

/// A type with every name bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `i64`
    Int,
    /// `f64`
    Float,
    /// `bool`
    Bool,
    /// `String`
    String,
    /// `()`
    Unit,
    /// `Vec<u8>`
    Bytes,
    /// An instant, in UTC.
    Time,
    /// A day of the calendar.
    Date,
    /// A UUID.
    Uuid,
    /// A decimal number, exact.
    Decimal,
    /// Any JSON.
    Json,
    /// `Vec<T>`
    List(Box<Type>),
    /// `Option<T>`
    Option(Box<Type>),
    /// `BTreeMap<K, V>`
    Map(Box<Type>, Box<Type>),
    /// `Result<T, E>`
    Result(Box<Type>, Box<Type>),
    /// `(A, B, …)`
    Tuple(Vec<Type>),
    /// A declared struct or enum.
    Declared(TypeId),
    /// `Reply<rpc>`: what comes back from a call.
    Reply(RpcId),
    /// `Event<topic>`: what is published, with the topic's arguments; by its place in [`Schema::topics`].
    Event(usize),
    /// What the page's own server model sends.
    ToClient,
    /// A type that did not bind and has its diagnostic. Checks pass over it in silence, so that one mistake is one
    /// message; a checked schema has none, so rendering never meets it.
    Error,
}

/// A query and, once checked, what SQLite and the resolver say of it.
#[derive(Debug, Clone)]
pub struct Query {
    /// The name: `get_game`.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The file it is declared in, for headers.
    pub file: String,
    /// The arguments, with types where they are written.
    pub arguments: Vec<QueryArgument>,
    /// How many rows, and what a row is.
    pub shape: Shape,
    /// The statement as written.
    pub sql: String,
    /// Where it stands: in the `.rally` file, or the whole text of a file of SQL.
    pub sql_span: Span,
}

/// An argument of a query.
#[derive(Debug, Clone)]
pub struct QueryArgument {
    /// The name.
    pub name: Name,
    /// The type, where it is written.
    pub ty: Option<Type>,
}

/// How many rows are meant, and what a row is.
#[derive(Debug, Clone)]
pub enum Shape {
    /// An execution that gives the number of rows changed.
    Changes,
    /// Any number.
    List(Row),
    /// None or one.
    Option(Row),
    /// Exactly one.
    One(Row),
}

/// What a row becomes.
#[derive(Debug, Clone)]
pub enum Row {
    /// A struct whose fields are inferred.
    Inferred(Span),
    /// A declared struct or a scalar, with its place.
    Declared(Type, Span),
}

/// The queries as checked, by their place in [`Schema::queries`].
pub type CheckedQueries = BTreeMap<usize, CheckedQuery>;
