//! The stable codes of syntax errors, with what an error's page of the manual says about each.

use super::Code;

/// What the manual says about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeDoc {
    /// The code.
    pub code: Code,
    /// A few words, for a list.
    pub title: &'static str,
    /// What it means and why it is so.
    pub explanation: &'static str,
    /// A short text that is reported with this code; empty where none is short enough.
    pub wrong: &'static str,
    /// The same text, put right.
    pub right: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $explanation:literal, $wrong:expr, $right:literal;)+) => {
        $(#[doc = concat!("`", $code, "`: ", $title, ". ", $explanation)]
        pub const $name: Code = Code($code);)+

        /// The codes of syntax errors, in order.
        pub const SYNTAX: &[CodeDoc] = &[$(CodeDoc {
            code: $name,
            title: $title,
            explanation: $explanation,
            wrong: $wrong,
            right: $right,
        }),+];
    };
}

codes! {
    UNKNOWN_DECLARATION = "R0001", "unknown declaration",
        "A file consists of declarations, and each begins with its keyword. This word is none of them.",
        "pge {\n  model { count: Int }\n}",
        "page {\n  model { count: Int }\n}";
    UNKNOWN_ENTRY = "R0002", "unknown entry",
        "Each entry of a page, of a client, of a layout and of a `server` begins with its keyword. This word is none of them.",
        "page {\n  modle { count: Int }\n}",
        "page {\n  model { count: Int }\n}";
    UNEXPECTED = "R0003", "unexpected text",
        "Something stands here that is no entry of the block it stands in. The rest of the line is skipped.",
        "struct Game { id: Int = 0 }",
        "struct Game { id: Int }";
    MISSING_COLON = "R0004", "missing colon",
        "A field or argument is its name, a colon and its type.",
        "struct Game { id Int }",
        "struct Game { id: Int }";
    MISSING_TYPE = "R0005", "missing type",
        "Every field, every argument of an rpc, a topic or a job and every `->` has a type. Only the arguments of a query may leave theirs out.",
        "struct Game { id }",
        "struct Game { id: Int }";
    MISSING_ARROW = "R0006", "missing arrow",
        "What a load, an rpc or a query gives, and what is published on a topic, stands behind `->`. An rpc that gives nothing says `-> Unit`, so that silence never means anything.",
        "page {\n  rpc save(name: String)\n}",
        "page {\n  rpc save(name: String) -> Unit\n}";
    UNCLOSED = "R0007", "unclosed bracket",
        "A `{`, `(` or `<` has no partner. The second place is the first that cannot stand inside of it.",
        "page {\n  model {\n    count: Int\n  msg { Clicked }\n}",
        "page {\n  model {\n    count: Int\n  }\n  msg { Clicked }\n}";
    STRAY_CLOSE = "R0008", "closing brace without a partner",
        "This `}` closes nothing: it is one too many, or a block above it was closed too early.",
        "struct Game { id: Int }\n}",
        "struct Game { id: Int }";
    OPEN_QUOTE = "R0009", "unclosed quote",
        "A quoted text has no closing quote. In `.rally` text a string ends on its own line; in SQL a quote inside of a string is written twice.",
        "client public at \"/",
        "client public at \"/\"";
    NOT_YET = "R0010", "reserved for later",
        "The language keeps `extern` and the type `File` for a later version, so that no file that is right today will be wrong then.",
        "struct Upload { content: File }",
        "struct Upload { content: Bytes }";
    INVALID_NAME = "R0011", "invalid name",
        "Names become names in Rust and SQL: they are ASCII letters, digits and `_`, begin with a letter, and are not quoted.",
        "struct Game { home-score: Int }",
        "struct Game { home_score: Int }";
    MISSING_NAME = "R0012", "missing name",
        "This declaration is referred to by its name, so it must have one, on the line of its keyword.",
        "struct { id: Int }",
        "struct Game { id: Int }";
    FOREIGN_TYPE = "R0013", "type of another language",
        "This way to write a type is another language's. The compiler read it as what it says to write.",
        "struct Game { winner: String? }",
        "struct Game { winner: Option<String> }";
    TYPE_TOO_DEEP = "R0014", "type nests too deep",
        "Types nest at most 64 levels deep, so that no text can exhaust the compiler or the programs it writes.",
        DEEP_TYPE,
        "struct Deep { it: List<List<Int>> }";
    FILE_TOO_LARGE = "R0015", "file too large",
        "A `.rally` file has at most 1 MiB (1,048,576 bytes). Names are global, so that a large file can be split anywhere between two declarations.",
        "",
        "";
    FOREIGN_COMMENT = "R0016", "comment of another language",
        "Comments begin with `//` and end with their line; documentation begins with `///`. There are no block comments.",
        "# the games\nstruct Game { id: Int }",
        "// the games\nstruct Game { id: Int }";
    WRONG_SEPARATOR = "R0017", "wrong separator",
        "Entries are separated by white space or by commas. Reported once for a file.",
        "struct Game { id: Int; home: String }",
        "struct Game { id: Int, home: String }";
    UNATTACHED_DOC = "R0018", "documentation of nothing",
        "A `///` comment documents what follows it, and stands on lines of its own above it.",
        "struct Game {\n  id: Int  /// unique\n}",
        "struct Game {\n  /// unique\n  id: Int\n}";
    WRONG_PLACE = "R0019", "declaration in the wrong place",
        "Declarations stand outside of all braces, since their names are global; entries stand inside of the page, client, layout or `server` they belong to. An rpc stands in its page, or outside of all where several pages share it.",
        "page {\n  struct Game { id: Int }\n}",
        "page {\n}\n\nstruct Game { id: Int }";
    MISSING_BODY = "R0020", "missing body",
        "This declaration or entry is followed by a block in braces. Parentheses are for arguments.",
        "struct Game",
        "struct Game { id: Int }";
    BAD_SETTING = "R0021", "malformed setting",
        "A setting is a key and a value, or for a few a key alone, on one line and without sign, parentheses or quotes; only a schedule is quoted. It is so in an app, in the `auth` of a client and of a page, and behind an rpc, a topic and a job.",
        "app scores { database: sqlite }",
        "app scores { database sqlite }";
    BAD_VARIANT = "R0022", "malformed variant",
        "A variant carries nothing, or types in parentheses, or fields in parentheses; never an empty pair, and never some of its values with names and others without.",
        "enum Event { Scored { points: Int } }",
        "enum Event { Scored(points: Int) }";
    UNKNOWN_ESCAPE = "R0023", "unknown escape",
        "A quoted text knows the escapes `\\\"`, `\\\\`, `\\n` and `\\t`.",
        "client public at \"/a\\d\"",
        "client public at \"/a\"";
    MISSING_AT = "R0024", "missing `at`",
        "A client is mounted, and a page is routed, at the path behind `at`. A client must say its path; a page without one has the route of its file.",
        "client public",
        "client public at \"/\"";
    UNQUOTED_PATH = "R0025", "path without quotes",
        "The path of a client or a page, and the file of a query, is a quoted text.",
        "client public at /games",
        "client public at \"/games\"";
    UNEXPECTED_IN_HEAD = "R0026", "unexpected text before a body",
        "Something stands between the head of a declaration and its body, or behind its last word on the line.",
        "struct Game = { id: Int }",
        "struct Game { id: Int }";
    EMPTY_QUERY = "R0027", "query without SQL",
        "Between the braces of a query stands one SQL statement, between those of a fragment a part of one.",
        "query games() -> List<_> { }",
        "query games() -> List<_> { SELECT id FROM games }";
    MISSING_ARGUMENTS = "R0028", "missing parentheses",
        "The name of an rpc, a query, a topic and a job is followed by its arguments in parentheses, also where there are none.",
        "query games -> List<_> { SELECT id FROM games }",
        "query games() -> List<_> { SELECT id FROM games }";
    MISSING_COMMA = "R0029", "missing comma",
        "Types beside each other are separated by a comma, and so are the topics behind `subscribe`.",
        "struct Scores { of: Map<String Int> }",
        "struct Scores { of: Map<String, Int> }";
    MISPLACED_BLANK = "R0030", "misplaced `_`",
        "Only the rows of a query can be inferred, from its SQL. Everywhere else a type is written out.",
        "struct Game { id: _ }",
        "struct Game { id: Int }";
    ODD_SPACE = "R0031", "invisible character",
        "A character that looks like nothing or like a space, and is neither a space, a tab nor a new line. It often comes along with text copied from a web page.",
        "struct\u{a0}Game { id: Int }",
        "struct Game { id: Int }";
    BAD_VALUE = "R0032", "malformed value",
        "A value is a word (`Score`, `true`, `public.SignIn`), a number with its unit (`5`, `-2.5`, `30m`), a text in double quotes, or `[]`.",
        "job send() { backoff 5 s }",
        "job send() { backoff 5s }";
    BAD_DEFAULT = "R0033", "malformed default",
        "The default of a field of `search` stands behind its type and a `=`.",
        "page {\n  search { page: Int := 1 }\n}",
        "page {\n  search { page: Int = 1 }\n}";
    BAD_SUBSCRIBE = "R0034", "malformed `subscribe`",
        "The names of one or more topics stand behind `subscribe`, with commas between them and nothing around them. With which arguments they are followed is decided in Rust.",
        "page {\n  subscribe [game, scores]\n}",
        "page {\n  subscribe game, scores\n}";
    MISSING_IN = "R0035", "missing `in`",
        "A layout that stands inside of another says so by `in` and the name of the outer one.",
        "layout Inner Shell { model { open: Bool } }",
        "layout Inner in Shell { model { open: Bool } }";
}

// 65 levels, one more than are allowed.
const DEEP_TYPE: &str = concat!(
    "struct Deep { it: ",
    "List<List<List<List<List<List<List<List<List<List<List<List<List<",
    "List<List<List<List<List<List<List<List<List<List<List<List<List<",
    "List<List<List<List<List<List<List<List<List<List<List<List<List<",
    "List<List<List<List<List<List<List<List<List<List<List<List<List<",
    "List<List<List<List<List<List<List<List<List<List<List<List<List<",
    "Int",
    ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>",
    " }",
);
