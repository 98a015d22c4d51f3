//! The codes of what resolving finds, with what the manual says of each.

crate::diagnostics::code_table! {
    DECLARED_TWICE = "R0101", "declared twice",
        "Types, queries and clients have one name in the whole app; fields, variants, arguments and rpcs have one in their list.",
        "struct Game { id: Int, id: Int }\npage { load -> Game }",
        "struct Game { id: Int, home: String }\npage { load -> Game }";
    UNKNOWN_TYPE = "R0102", "unknown type",
        "No file declares a type of this name, and the language has none. Names are global to the app: nothing needs to be imported.",
        "page { load -> Gmae }\nstruct Game { id: Int }",
        "page { load -> Game }\nstruct Game { id: Int }";
    NO_LEADING_SLASH = "R0202", "path without a slash",
        "The path of a route or of a mount begins with `/`. A route is below the mount of its client.",
        "page at \"about\" { load -> Int }",
        "page at \"/about\" { load -> Int }";
    BAD_SEGMENT = "R0203", "segment that no path has",
        "A path consists of segments of ASCII letters, digits, `-`, `.`, `_` and `~`, which are never percent-encoded. It has no empty segment, no `.` and no `..`, and does not end with a slash.",
        "page at \"/a b\" { load -> Int }",
        "page at \"/a-b\" { load -> Int }";
    BAD_PARAM = "R0204", "malformed parameter",
        "A parameter is a segment `:name` or `:name<Type>`. Its name is in snake case, for it becomes a field of `Params`; its type is `Int` or `String`. Without a type, `id` and names that end in `_id` are `Int`, others `String`.",
        "page at \"/games/:gameId\" { load -> Int }",
        "page at \"/games/:game_id\" { load -> Int }";
    REPEATED_PARAM = "R0205", "parameter repeated in a route",
        "The parameters of a route become the fields of one struct, so each has a name of its own.",
        "page at \"/:id/vs/:id\" { load -> Int }",
        "page at \"/:id/vs/:other_id\" { load -> Int }";
    SEVERAL_ROUTES = "R0206", "several routes of one page",
        "A page may have several routes in the language; this version of the compiler builds one.",
        "page at \"/\", \"/start\" { load -> Int }",
        "page at \"/\" { load -> Int }";
    TYPE_NOT_YET = "R0401", "type not supported yet",
        "This type belongs to the language, and this version of the compiler does not build it.",
        "struct Game { starts_at: Time }\npage { load -> Game }",
        "struct Game { starts_at: Int }\npage { load -> Game }";
    TYPE_ARGUMENTS = "R0402", "wrong number of type arguments",
        "`List` and `Option` take one type, `Map` and `Result` two, `Reply` an rpc, and all others none.",
        "page { load -> Map<Int> }",
        "page { load -> Map<Int, String> }";
    NESTED_OPTION = "R0403", "option of an option",
        "On the wire, in JSON and in SQL there is one way to be absent, so `Some(None)` would arrive as `None`.",
        "page { load -> Option<Option<Int>> }",
        "page { load -> Option<Int> }";
    OPTION_OF_UNIT = "R0404", "option of a unit",
        "A `Unit` is written as nothing, so `Some` of it would arrive as `None`.",
        "page { load -> Option<Unit> }",
        "page { load -> Bool }";
    MAP_KEY = "R0405", "type that is no key",
        "Keys are compared and sorted, and are texts in JSON: `Int`, `String`, `Bool` and enums whose variants carry nothing.",
        "page { load -> Map<Float, Int> }",
        "page { load -> Map<Int, Int> }";
    REPLY_OUTSIDE_MSG = "R0406", "reply outside of messages",
        "A `Reply` is what comes back from one call of one page. It is taken by a variant of that page's `msg`, and is no data that could be stored or sent on.",
        "page {\n  model { last: Reply<save> }\n  rpc save() -> Unit\n}",
        "page {\n  model { saved: Bool }\n  msg { Saved(Reply<save>) }\n  rpc save() -> Unit\n}";
    LARGE_TUPLE = "R0407", "large tuple",
        "Rust gives tuples of up to twelve values equality, printing and the rest. More values deserve names.",
        "page { load -> (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int) }",
        "struct Scores { first: Int, last: Int }\npage { load -> Scores }";
    UNKNOWN_RPC = "R0501", "reply of an unknown rpc",
        "A `Reply` names an rpc of the same page.",
        "page {\n  model { count: Int }\n  msg { Got(Reply<incremnt>) Other(Reply<increment>) }\n  rpc increment() -> Int\n}",
        "page {\n  model { count: Int }\n  msg { Got(Reply<increment>) }\n  rpc increment() -> Int\n}";
    NO_CLIENT_OF_FOLDER = "R0504", "folder of no client",
        "The folder below `idl/` says which client a page belongs to, and no client of this name is declared.",
        "", "";
    PAGE_OUTSIDE = "R0505", "page outside of the clients",
        "A page stands in the folder of its client, such as `idl/public/`; a file directly below `idl/` belongs to none.",
        "", "";
    SECOND_PAGE = "R0506", "second page in a file",
        "The path of a file gives the name and the route of its page, so a file has one page at most.",
        "page Home at \"/\" { load -> Int }\npage About at \"/about\" { load -> Int }",
        "page Home at \"/\" { load -> Int }";
    SECOND_SECTION = "R0507", "section repeated in a page",
        "A page has one `model`, one `msg` and one `load`.",
        "page {\n  model { count: Int }\n  model { draft: String }\n}",
        "page {\n  model { count: Int, draft: String }\n}";
    BAD_PAGE_FILE = "R0508", "file that makes no route",
        "The path of a page's file gives its route, unless the page says `at`. Folders and files are in small letters, digits, `_` and `-`; a name that ends in `_` is a parameter. `not_found_.rally` stands directly in the client's folder.",
        "", "";
    NO_PAGE_NAME = "R0509", "file that makes no name",
        "The path of a page's file gives its name, unless the page has one of its own. A name begins with a letter.",
        "", "";
    NO_APP = "R0601", "no app",
        "Every app is declared once, by custom in `idl/app.rally`.",
        "", "";
    SECOND_APP = "R0602", "second app",
        "There is one `app`. What else a browser loads is a further `client` of it.",
        "app scores { database sqlite }\napp teams { database sqlite }\nclient public at \"/\"",
        "app scores { database sqlite }\nclient public at \"/\"";
    UNKNOWN_SETTING = "R0603", "unknown setting",
        "The settings of an app are `database` and `protocol`.",
        "app scores { databse sqlite }\nclient public at \"/\"",
        "app scores { database sqlite }\nclient public at \"/\"";
    UNKNOWN_SETTING_VALUE = "R0604", "unknown value of a setting",
        "The database is `sqlite`; the protocol is `msgpack`.",
        "app scores { database oracle }\nclient public at \"/\"",
        "app scores { database sqlite }\nclient public at \"/\"";
    SETTING_NOT_YET = "R0605", "setting not supported yet",
        "This value belongs to the language, and this version of the compiler does not build it.",
        "app scores { database postgres }\nclient public at \"/\"",
        "app scores { database sqlite }\nclient public at \"/\"";
    BAD_MOUNT = "R0608", "parameter in a mount",
        "A client is mounted at a fixed path, so that the server knows from the path alone which client is asked for.",
        "app scores { database sqlite }\nclient public at \"/:team\"",
        "app scores { database sqlite }\nclient public at \"/team\"";
}
