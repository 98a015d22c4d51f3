//! The schema with every name bound: what exists, not how it was written.

mod written;

use std::collections::BTreeMap;

use rally_idl::source::Span;

use crate::sql::CheckedStatement;

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
    /// Its pages, sorted by file.
    pub pages: Vec<Page>,
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
    /// Its route below the client's mount.
    pub route: Route,
    /// The model's fields; `None` where no model is declared.
    pub model: Option<Vec<Field>>,
    /// The messages; empty where no `msg` is declared.
    pub messages: Vec<Variant>,
    /// What `load` gives, where it is declared.
    pub load: Option<Type>,
    /// The calls, by declaration.
    pub rpcs: Vec<Rpc>,
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
    /// `id` and names that end in `_id`.
    Int,
    /// All others.
    String,
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
}

/// What a call answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The value.
    pub ok: Type,
    /// The handler's own error; `None` where the response is no `Result`.
    pub error: Option<Type>,
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
    /// `Reply<rpc>`: what comes back from a call of the same page, by its place in [`Page::rpcs`].
    Reply(usize),
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
    /// Where it stands.
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

/// The statements as checked, by the query's place in [`Schema::queries`].
pub type CheckedQueries = BTreeMap<usize, CheckedStatement>;
