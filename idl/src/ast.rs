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
    /// `layout NAME [in OTHER] { … }`
    Layout(Layout),
    /// `rpc NAME(…) -> T`, shared by the pages of the client in whose folder it stands.
    Rpc(Rpc),
    /// `topic NAME(…) -> T { POLICY }`
    Topic(Topic),
    /// `job NAME(…) { … }`
    Job(Job),
    /// `table NAME { column: Type }`
    Table(Table),
    /// `fragment NAME { SQL }`
    Fragment(Fragment),
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

/// A key with its value, `database sqlite` or `retries 5`, or a key alone, `concurrent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The key: `database`.
    pub key: Name,
    /// The value: `sqlite`; `None` where the key stands alone.
    pub value: Option<Value>,
}

/// A value as written: of a setting, or the default of a search field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its form.
    pub kind: ValueKind,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// The forms of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueKind {
    /// Names between dots: `sqlite`, `true`, `Score`, `public.SignIn`; at least one.
    Word(Vec<Name>),
    /// What begins with a digit or a minus, with its unit: `5`, `-2.5`, `30m`.
    Number(String),
    /// A quoted string, escapes resolved: `"0 3 * * *"`.
    Text(String),
    /// `[]`
    EmptyList,
}

/// `client public at "/" { auth {…} context {…} context_msg {…} }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Documentation.
    pub docs: Docs,
    /// The client's name, which is also its folder under `idl/`.
    pub name: Name,
    /// The path it is mounted at.
    pub mount: Text,
    /// What stands between the braces, in order; empty where there are none.
    pub entries: Vec<ClientEntry>,
    /// The whole item.
    pub span: Span,
}

/// An entry of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientEntry {
    /// `auth { identity Member  sign_in SignIn  return_to next  recheck 30m }`
    Auth(ClientAuth),
    /// `context { theme: Theme }`
    Context(Model),
    /// `context_msg { SetTheme(Theme) }`
    ContextMsg(Msg),
}

/// How a client knows who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAuth {
    /// Documentation.
    pub docs: Docs,
    /// The keyword.
    pub keyword: Span,
    /// The settings, in order, such as `identity Member`.
    pub settings: Vec<Setting>,
}

/// `layout Inner in Shell { model {…} msg {…} }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// The layout around it, where it is nested.
    pub parent: Option<Name>,
    /// What stands between the braces, in order.
    pub entries: Vec<LayoutEntry>,
    /// The whole item.
    pub span: Span,
}

/// An entry of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayoutEntry {
    /// `model { … }`
    Model(Model),
    /// `msg { … }`
    Msg(Msg),
}

/// `topic game(id: Int) -> GameEvent { public }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// The arguments, in order.
    pub arguments: Vec<Field>,
    /// What is published on it.
    pub event: Type,
    /// What stands between the braces: `public`, `required` or `authorize`, as keys alone.
    pub options: Vec<Setting>,
    /// The whole item.
    pub span: Span,
}

/// `job send_digest(member_id: Int) { retries 5  backoff 5s }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Documentation.
    pub docs: Docs,
    /// The name.
    pub name: Name,
    /// The arguments, in order.
    pub arguments: Vec<Field>,
    /// What stands between the braces.
    pub options: Vec<Setting>,
    /// The whole item.
    pub span: Span,
}

/// `table games { status: Status  updated_at: Time }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Documentation.
    pub docs: Docs,
    /// The table's name in the database.
    pub name: Name,
    /// What its columns mean.
    pub columns: Vec<Field>,
    /// The whole item.
    pub span: Span,
}

/// `fragment game_columns { g.id, g.home_score }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Documentation.
    pub docs: Docs,
    /// The name, which queries use as `{name}`.
    pub name: Name,
    /// The SQL between the braces.
    pub sql: Sql,
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
    /// `auth required`
    Auth(PageAuth),
    /// `authorize`, the place of the word.
    Authorize(Span),
    /// `layout Shell`
    Layout(PageLayout),
    /// `search { tab: Tab = Score }`
    Search(Search),
    /// `server { model {…} to_server {…} to_client {…} }`
    Server(Server),
    /// `subscribe game, scores`
    Subscribe(Subscribe),
}

/// `auth required`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAuth {
    /// The keyword.
    pub keyword: Span,
    /// `required`, `optional` or `public`, as written.
    pub policy: Name,
}

/// `layout Shell` inside a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLayout {
    /// The keyword.
    pub keyword: Span,
    /// The layout's name.
    pub name: Name,
}

/// `search { tab: Tab = Score, q: Option<String> }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Documentation.
    pub docs: Docs,
    /// The keyword.
    pub keyword: Span,
    /// The fields, in order.
    pub fields: Vec<SearchField>,
}

/// `tab: Tab = Score`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchField {
    /// Documentation.
    pub docs: Docs,
    /// The name, which is also the key in the address.
    pub name: Name,
    /// The type.
    pub ty: Type,
    /// What it is where the address does not say, where that is written.
    pub default: Option<Value>,
}

/// `server { model {…} to_server {…} to_client {…} }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Documentation.
    pub docs: Docs,
    /// The keyword.
    pub keyword: Span,
    /// What stands between the braces, in order.
    pub entries: Vec<ServerEntry>,
}

/// An entry of a page's `server`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerEntry {
    /// `model { … }`
    Model(Model),
    /// `to_server { … }`
    ToServer(Msg),
    /// `to_client { … }`
    ToClient(Msg),
}

/// `subscribe game, scores`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscribe {
    /// The keyword.
    pub keyword: Span,
    /// The topics, in order.
    pub topics: Vec<Name>,
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
    /// What stands between the braces, such as `auth required` or `concurrent`; empty where there are none.
    pub options: Vec<Setting>,
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
    /// Where its SQL is.
    pub source: QuerySource,
    /// The whole item.
    pub span: Span,
}

/// Where the SQL of a query is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuerySource {
    /// `{ SELECT … }`
    Inline(Sql),
    /// `from "sql/file.sql"`, a path below the app's folder.
    File(Text),
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

impl Value {
    /// The word that the value is; `None` where it is anything else, or a name behind a dot.
    #[must_use]
    pub fn word(&self) -> Option<&Name> {
        match &self.kind {
            ValueKind::Word(names) => match names.as_slice() {
                [name] => Some(name),
                _ => None,
            },
            ValueKind::Number(_) | ValueKind::Text(_) | ValueKind::EmptyList => None,
        }
    }
}
