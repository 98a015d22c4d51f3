//! The syntax tree of one `.rally` file: what was written, where. Names are not yet bound to anything.

use crate::source::{FileId, Span};

/// A name as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text, without any quoting.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// The lines of `///` before an item, without the slashes and one leading space, in order.
pub type Docs = Vec<String>;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The file this was read from.
    pub id: FileId,
    /// The items that could be read, in order; a damaged one is left out and has its diagnostic.
    pub items: Vec<Item>,
}

/// A declaration at the top level of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// `app NAME { … }`
    App(App),
    /// `client NAME at "/path"`
    Client(Client),
    /// `page { … }`
    Page(Page),
    /// `struct NAME { … }`
    Struct(Struct),
    /// `enum NAME { … }`
    Enum(Enum),
    /// `query NAME(…) -> Shape { SQL }`
    Query(Query),
}

/// `app scoreboard { database sqlite, protocol msgpack }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Documentation.
    pub docs: Docs,
    /// The app's name.
    pub name: Name,
    /// The settings, in order, such as `database sqlite`.
    pub settings: Vec<Setting>,
    /// The whole item.
    pub span: Span,
}

/// A key and a word: `database sqlite`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The key: `database`.
    pub key: Name,
    /// The value: `sqlite`.
    pub value: Name,
}

/// `client public at "/"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Documentation.
    pub docs: Docs,
    /// The client's name, which is also its folder under `idl/`.
    pub name: Name,
    /// The path it is mounted at.
    pub mount: Text,
    /// The whole item.
    pub span: Span,
}

/// A quoted string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The value, escapes resolved.
    pub value: String,
    /// The place, quotes included.
    pub span: Span,
}

/// `page [Name] [at "/path/:param"] { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Documentation.
    pub docs: Docs,
    /// The keyword, for diagnostics about the page as a whole.
    pub keyword: Span,
    /// The name, where one is written; otherwise the file's path gives it.
    pub name: Option<Name>,
    /// The routes written with `at`; empty where the file's path gives the route.
    pub routes: Vec<Text>,
    /// What stands between the braces, in order.
    pub entries: Vec<PageEntry>,
    /// The whole item.
    pub span: Span,
}

/// An entry of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageEntry {
    /// `model { … }`
    Model(Model),
    /// `msg { … }`
    Msg(Msg),
    /// `load -> T`
    Load(Load),
    /// `rpc name(…) -> T`
    Rpc(Rpc),
    /// `query name(…) -> Shape { SQL }`
    Query(Query),
}

/// `model { count: Int }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Documentation.
    pub docs: Docs,
    /// The keyword.
    pub keyword: Span,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// `msg { Clicked  Got(Reply<increment>) }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Msg {
    /// Documentation.
    pub docs: Docs,
    /// The keyword.
    pub keyword: Span,
    /// The variants, in order.
    pub variants: Vec<Variant>,
}

/// `load -> GameView`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Documentation.
    pub docs: Docs,
    /// The keyword.
    pub keyword: Span,
    /// What it gives the page.
    pub data: Type,
}

/// `rpc increment(amount: Int) -> Result<Int, List<String>>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rpc {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// The arguments, in order.
    pub arguments: Vec<Field>,
    /// What it answers; `Unit` is written out, so that nothing is meant by silence.
    pub response: Type,
    /// The whole entry.
    pub span: Span,
}

/// `struct GameView { id: Int, home: String }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Struct {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// The whole item.
    pub span: Span,
}

/// `enum Status { Scheduled  Live(minute: Int)  Final }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// The variants, in order.
    pub variants: Vec<Variant>,
    /// The whole item.
    pub span: Span,
}

/// `id: Int`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: Type,
}

/// A variant of an enum or of a `msg`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// What it carries.
    pub payload: Payload,
}

/// What a variant carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// Nothing.
    Unit,
    /// `DraftChanged(String)`
    Positional(Vec<Type>),
    /// `Scored(game: GameView, period: Int)`
    Named(Vec<Field>),
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// Its form.
    pub kind: TypeKind,
    /// The whole type.
    pub span: Span,
}

/// The forms of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// `Int`, `GameView`, `List<String>`, `Reply<increment>`
    Named {
        /// The name before any `<`.
        name: Name,
        /// What stands between `<` and `>`.
        arguments: Vec<Type>,
    },
    /// `(Int, String)`, two or more
    Tuple(Vec<Type>),
}

/// `query get_game(id: Int) -> Option<GameView> { SELECT … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// The arguments, in order.
    pub arguments: Vec<QueryArgument>,
    /// What it answers.
    pub shape: Shape,
    /// The SQL between the braces.
    pub sql: Sql,
    /// The whole item.
    pub span: Span,
}

/// An argument of a query; its type is inferred where it is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryArgument {
    /// The name, which the SQL uses as `:name`.
    pub name: Name,
    /// The type, where it is written.
    pub ty: Option<Type>,
}

/// How many rows are meant, and what a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// No `->`: an execution that gives the number of rows changed.
    Changes,
    /// `-> List<Row>`: any number.
    List(Row),
    /// `-> Option<Row>`: none or one.
    Option(Row),
    /// `-> Row`: exactly one.
    One(Row),
}

/// What a row becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// `_`: a struct whose name and fields are inferred.
    Inferred(Span),
    /// A declared struct or a built-in type.
    Declared(Type),
}

/// The text of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql {
    /// The statement, from its first to its last character that is not white space.
    pub text: String,
    /// Where that text stands; `text` is exactly the file's text in this range.
    pub span: Span,
}
