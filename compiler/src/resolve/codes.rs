//! The codes of what resolving finds, with what the manual says of each.

crate::diagnostics::code_table! {
    DECLARED_TWICE = "R0101", "declared twice",
        "Types, queries, topics, jobs, tables, fragments and clients have one name in the whole app; layouts and shared rpcs in their client; fields, variants, arguments, settings and the rpcs of a page in their list.",
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
        "A parameter is a segment `:name` or `:name<Type>`. Its name is in snake case, for it becomes a field of `Params`; its type is `Int`, `String`, `Bool`, `Date`, `Time`, `Uuid`, `Decimal` or an enum whose variants carry nothing. Without a type, `id` and names that end in `_id` are `Int`, others `String`.",
        "page at \"/games/:gameId\" { load -> Int }",
        "page at \"/games/:game_id\" { load -> Int }";
    REPEATED_PARAM = "R0205", "parameter repeated in a route",
        "The parameters of a route become the fields of one struct, so each has a name of its own.",
        "page at \"/:id/vs/:id\" { load -> Int }",
        "page at \"/:id/vs/:other_id\" { load -> Int }";
    PARAM_TYPES = "R0209", "parameter of two types",
        "The parameters of all routes of a page become the fields of one struct, so one name has one type in all of them.",
        "page at \"/days/:day<Date>\", \"/lists/:day\" { load -> Int }",
        "page at \"/days/:day<Date>\", \"/lists/:name\" { load -> Int }";
    NO_SQL_FILE = "R0381", "no such file of SQL",
        "The SQL of a query is read from a file below the app's folder `sql/`; the path is written from the app's folder on.",
        "query games() -> List<_> from \"games.sql\"",
        "query games() -> List<_> { SELECT id, home FROM games }";
    TYPE_ARGUMENTS = "R0402", "wrong number of type arguments",
        "`List` and `Option` take one type, `Map` and `Result` two, `Reply` an rpc, `Event` a topic, and all others none.",
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
        "Keys are compared and sorted, and are texts in JSON: `Int`, `String`, `Bool`, `Uuid`, `Date` and enums whose variants carry nothing.",
        "page { load -> Map<Float, Int> }",
        "page { load -> Map<Int, Int> }";
    REPLY_OUTSIDE_MSG = "R0406", "reply or event outside of messages",
        "A `Reply` is what comes back from one call of one page, an `Event` what a topic brings to it, and `ToClient` what its model on the server sends. They are taken by variants of that page's `msg`, or of an enum in it, and are no data that could be stored or sent on.",
        "page {\n  model { last: Reply<save> }\n  rpc save() -> Unit\n}",
        "page {\n  model { saved: Bool }\n  msg { Saved(Reply<save>) }\n  rpc save() -> Unit\n}";
    LARGE_TUPLE = "R0407", "large tuple",
        "Rust gives tuples of up to twelve values equality, printing and the rest. More values deserve names.",
        "page { load -> (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int) }",
        "struct Scores { first: Int, last: Int }\npage { load -> Scores }";
    MESSAGES_OF_NONE = "R0411", "enum of messages that no page has",
        "An enum that carries a `Reply`, an `Event` or `ToClient` is a part of the messages of one page. No `msg` has this one, so it means nothing.",
        "enum Answer { Saved(Reply<save>) }\npage {\n  model { saved: Bool }\n  msg { Clicked }\n  rpc save() -> Unit\n}",
        "enum Answer { Saved(Reply<save>) }\npage {\n  model { saved: Bool }\n  msg { Clicked  Got(Answer) }\n  rpc save() -> Unit\n}";
    MESSAGES_OF_TWO = "R0412", "enum of messages of two pages",
        "An enum that carries a `Reply`, an `Event` or `ToClient` is a part of the messages of one page or layout, since what it carries means something there alone. Here two have it.",
        "// idl/public/example.rally\nenum Answer { Got(Reply<save>) }\npage {\n  model { count: Int }\n  msg { Came(Answer) }\n  rpc save() -> Int\n}\n// idl/public/other.rally\npage {\n  model { count: Int }\n  msg { Came(Answer) }\n  rpc save() -> Int\n}",
        "// idl/public/example.rally\nenum Answer { Got(Reply<save>) }\npage {\n  model { count: Int }\n  msg { Came(Answer) }\n  rpc save() -> Int\n}\n// idl/public/other.rally\npage {\n  model { count: Int }\n  msg { Got(Reply<save>) }\n  rpc save() -> Int\n}";
    MESSAGES_AS_DATA = "R0413", "enum of messages used as data",
        "An enum that carries a `Reply`, an `Event` or `ToClient` is a part of messages. It cannot be stored in a model, sent or read.",
        "enum Answer { Saved(Reply<save>) }\npage {\n  model { last: Answer }\n  msg { Got(Answer) }\n  rpc save() -> Unit\n}",
        "enum Answer { Saved(Reply<save>) }\npage {\n  model { saved: Bool }\n  msg { Got(Answer) }\n  rpc save() -> Unit\n}";
    OPTION_OF_JSON = "R0414", "option of JSON",
        "A `Json` may be `null`, so `Some` of that would arrive as `None`.",
        "page { load -> Option<Json> }",
        "page { load -> Json }";
    UNKNOWN_RPC = "R0501", "reply of an unknown rpc",
        "A `Reply` names an rpc of the same page, or one that the pages of its client share.",
        "page {\n  model { count: Int }\n  msg { Got(Reply<incremnt>) Other(Reply<increment>) }\n  rpc increment() -> Int\n}",
        "page {\n  model { count: Int }\n  msg { Got(Reply<increment>) }\n  rpc increment() -> Int\n}";
    NO_CLIENT_OF_FOLDER = "R0504", "folder of no client",
        "The folder below `idl/` says which client a page, a layout or a shared rpc belongs to, and no client of this name is declared.",
        "// idl/pulbic/about.rally\npage {}",
        "// idl/public/about.rally\npage {}";
    PAGE_OUTSIDE = "R0505", "part of a client outside of the clients",
        "A page, a layout or a shared rpc stands in the folder of its client, such as `idl/public/`; a file directly below `idl/` belongs to none.",
        "// idl/about.rally\npage {}",
        "// idl/public/about.rally\npage {}";
    SECOND_PAGE = "R0506", "second page in a file",
        "The path of a file gives the name and the route of its page, so a file has one page at most.",
        "page Home at \"/\" { load -> Int }\npage About at \"/about\" { load -> Int }",
        "page Home at \"/\" { load -> Int }";
    SECOND_SECTION = "R0507", "section repeated",
        "A page has each of `auth`, `authorize`, `layout`, `search`, `model`, `msg`, `load` and `server` once, and follows a topic once. The sections of clients, layouts and `server` stand once in each, too.",
        "page {\n  model { count: Int }\n  model { draft: String }\n}",
        "page {\n  model { count: Int, draft: String }\n}";
    BAD_PAGE_FILE = "R0508", "file that makes no route",
        "The path of a page's file gives its route, unless the page says `at`. Folders and files are in small letters, digits, `_` and `-`; a name that ends in `_` is a parameter. `not_found_.rally` stands directly in the client's folder.",
        "// idl/public/About us.rally\npage {}",
        "// idl/public/about_us.rally\npage {}";
    NO_PAGE_NAME = "R0509", "file that makes no name",
        "The path of a page's file gives its name, unless the page has one of its own. A name begins with a letter.",
        "// idl/public/404.rally\npage {}",
        "// idl/public/404.rally\npage Missing {}";
    UNKNOWN_LAYOUT = "R0510", "unknown layout",
        "The client of the page declares no layout of this name. Layouts belong to the client in whose folder they stand.",
        "page {\n  layout Shell\n  load -> Int\n}",
        "page {\n  load -> Int\n}";
    LAYOUT_CIRCLE = "R0511", "layout around itself",
        "A layout is in another, and that in another, until one that is in none. Here the way leads back to where it began.",
        "layout Outer in Inner\nlayout Inner in Outer\npage { layout Inner }",
        "layout Outer\nlayout Inner in Outer\npage { layout Inner }";
    SEARCH_TYPE = "R0512", "type that no search string has",
        "A field of `search` is written into the address, as one value or as several: an `Int`, `Float`, `Bool`, `String`, `Date`, `Time`, `Uuid`, `Decimal` or an enum whose variants carry nothing, or an `Option` or a `List` of one of these.",
        "page {\n  search { where: Map<String, Int> }\n  load -> Int\n}",
        "page {\n  search { where: List<String> }\n  load -> Int\n}";
    NO_DEFAULT = "R0513", "search field without a default",
        "An address may leave every field of the search string out, so each has a value for that. An `Option` is `None` then, a `List` empty, a `Bool` false and a `String` empty; all others say it.",
        "page {\n  search { page: Int }\n  load -> Int\n}",
        "page {\n  search { page: Int = 1 }\n  load -> Int\n}";
    BAD_DEFAULT = "R0514", "default of another type",
        "The default is a value of the field's type: a number, `true` or `false`, a text in quotes, a variant, or `[]`. A `Date`, `Time`, `Uuid` or `Decimal` is a text in quotes, such as `\"2026-01-31\"`. An `Option` has none: it is `None`.",
        "page {\n  search { page: Int = \"first\" }\n  load -> Int\n}",
        "page {\n  search { page: Int = 1 }\n  load -> Int\n}";
    NOT_FOLLOWED = "R0515", "event of a topic that is not followed",
        "A page hears from the topics that it subscribes to, and from no others. Layouts follow none.",
        "topic game(id: Int) -> Int { public }\npage {\n  model { score: Int }\n  msg { Live(Event<game>) }\n}",
        "topic game(id: Int) -> Int { public }\npage {\n  model { score: Int }\n  msg { Live(Event<game>) }\n  subscribe game\n}";
    NO_TO_CLIENT = "R0516", "message from a server model that sends nothing",
        "`ToClient` is what the page's `server { to_client { … } }` declares, and the page declares none. Layouts have no model on the server.",
        "page {\n  model { names: List<String> }\n  msg { FromServer(ToClient) }\n}",
        "page {\n  model { names: List<String> }\n  msg { FromServer(ToClient) }\n  server { to_client { Typing(String) } }\n}";
    RPC_ALSO_SHARED = "R0517", "rpc of the page and of its client",
        "The pages of a client may call the rpcs that it shares as if they were their own, so none of their own has the same name.",
        "rpc save() -> Int\npage {\n  model { count: Int }\n  msg { Saved(Reply<save>) }\n  rpc save() -> Int\n}",
        "rpc save() -> Int\npage {\n  model { count: Int }\n  msg { Saved(Reply<save>) }\n}";
    RPC_BEHIND_PAGE = "R0518", "rpc that is more open than its page",
        "The rules of the page are kept before any of its rpcs is called, so an `auth optional` or `auth public` on an rpc of a required page opens nothing.",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SignIn } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage { auth public }\n// idl/public/example.rally\npage {\n  model { count: Int }\n  msg { Saved(Reply<save>) }\n  rpc save() -> Int { auth public }\n}",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SignIn } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage { auth public }\n// idl/public/example.rally\npage {\n  auth optional\n  model { count: Int }\n  msg { Saved(Reply<save>) }\n  rpc save() -> Int { auth public }\n}";
    NOBODY_SIGNS_IN = "R0519", "policy in a client that knows nobody",
        "`auth` says what must be known of a person. In a client without `auth { identity … }` nothing is ever known, and everybody may come in.",
        "page {\n  auth required\n  load -> Int\n}",
        "page {\n  load -> Int\n}";
    NO_APP = "R0601", "no app",
        "Every app is declared once, by custom in `idl/app.rally`.",
        "// idl/app.rally\nclient public at \"/\"",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\"";
    SECOND_APP = "R0602", "second app",
        "There is one `app`. What else a browser loads is a further `client` of it.",
        "app scores { database sqlite }\napp teams { database sqlite }\nclient public at \"/\"",
        "app scores { database sqlite }\nclient public at \"/\"";
    UNKNOWN_SETTING = "R0603", "unknown setting",
        "The settings of an app are `database` and `protocol`; those of `auth` in a client are `identity`, `sign_in`, `return_to` and `recheck`; of an rpc `auth`, `concurrent` and `transactions`; of a job `retries`, `backoff`, `timeout` and `every`; of a topic `public`, `required` and `authorize`.",
        "app scores { databse sqlite }\nclient public at \"/\"",
        "app scores { database sqlite }\nclient public at \"/\"";
    UNKNOWN_SETTING_VALUE = "R0604", "unknown value of a setting",
        "The setting takes a value of another kind, or none. The database is `sqlite`; the protocol is `msgpack` or `json`; `auth` is `required`, `optional` or `public`; `transactions` is `one` or `many`; `retries` is a number from 0 to 100; `concurrent` and the rules of topics stand alone.",
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
    IDENTITY = "R0610", "client without an identity",
        "The identity is what handlers are told of the person who asks: a declared struct or enum.",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { sign_in SignIn } }\n// idl/public/sign_in.rally\npage { auth public }",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SignIn } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage { auth public }";
    UNKNOWN_SIGN_IN = "R0611", "unknown sign-in page",
        "`sign_in` names a page of the same client, or with a dot one of another: `public.SignIn`. A page is called as its file is, unless it has a name of its own.",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SingIn } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage { auth public }",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SignIn } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage { auth public }";
    UNUSABLE_SIGN_IN = "R0612", "sign-in page that nobody can reach",
        "People without an identity are sent to the sign-in page by its address alone. So it is `auth optional` or `auth public`, and its first route has no parameter.",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SignIn } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage {}",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SignIn } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage { auth public }";
    RETURN_TO = "R0613", "address to return to that nothing takes",
        "`return_to` names a field of the sign-in page's `search`, an `Option<String>` or a `String`, which is given the address that was asked for.",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SignIn  return_to next } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage { auth public }",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\" { auth { identity Member  sign_in SignIn  return_to next } }\nstruct Member { id: Int }\n// idl/public/sign_in.rally\npage {\n  auth public\n  search { next: Option<String> }\n}";
    BAD_DURATION = "R0614", "no duration",
        "A duration is a whole number and its unit, without a space: `500ms`, `5s`, `30m`, `2h` or `1d`. It is longer than nothing, and at most a hundred years.",
        "job send(id: Int) { backoff 5 }",
        "job send(id: Int) { backoff 5s }";
    UNKNOWN_TOPIC = "R0701", "unknown topic",
        "No file declares a topic of this name. Topics are global to the app.",
        "page {\n  subscribe game\n  load -> Int\n}",
        "topic game(id: Int) -> Int { public }\npage {\n  subscribe game\n  model { score: Int }\n  msg { Live(Event<game>) }\n}";
    TOPIC_POLICY = "R0702", "topic without a rule, or with several",
        "A topic says who may follow it, for nothing is open by accident: `public` is everybody, `required` people with an identity, `authorize` whom the app lets.",
        "topic game(id: Int) -> Int",
        "topic game(id: Int) -> Int { public }";
    TOPIC_ARGUMENT = "R0703", "type that names no topic",
        "The arguments of a topic tell one from another, so they are compared: an `Int`, `Bool`, `String`, `Date`, `Time`, `Uuid`, `Decimal` or an enum whose variants carry nothing.",
        "topic game(ids: List<Int>) -> Int { public }",
        "topic game(id: Int) -> Int { public }";
    BAD_CRON = "R0704", "no time of cron",
        "`every` takes the five fields of cron in quotes: minute, hour, day of the month, month, day of the week, in UTC. A field is `*`, a number, a range `1-5`, a step `*/5` or `8-18/2`, or several with commas. Months and days of the week have names too, `jan` to `dec` and `mon` to `sun`.",
        "job nightly() { every \"0 25 * * *\" }",
        "job nightly() { every \"0 3 * * *\" }";
    JOB_ARGUMENTS = "R0705", "arguments of a job that runs by the clock",
        "Nobody enqueues a job that runs by the clock, so nobody gives it arguments.",
        "job nightly(day: Date) { every \"0 3 * * *\" }",
        "job nightly() { every \"0 3 * * *\" }";
}
