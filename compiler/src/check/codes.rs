//! The codes of what the checks find, with what the manual says of each.

crate::diagnostics::code_table! {
    WRONG_CASE = "R0103", "name in the wrong case",
        "Types, pages and variants are in `UpperCamelCase`; everything else is in `snake_case`. Names are carried to Rust as they stand.",
        "struct Game { homeScore: Int }\npage { load -> Game }",
        "struct Game { home_score: Int }\npage { load -> Game }";
    GENERATED_NAME = "R0104", "name of something generated",
        "Generated code has this name already, or Rust has no way to write it.",
        "page {\n  model { count: Int }\n  msg { Got(Reply<update>) }\n  rpc update() -> Int\n}",
        "page {\n  model { count: Int }\n  msg { Got(Reply<increment>) }\n  rpc increment() -> Int\n}";
    SAME_GENERATED_NAME = "R0105", "two names that become one",
        "The names of pages, rpcs, queries and clients become names of types or modules in generated code. Two of them differ here in nothing that survives.",
        "query top_2() -> List<_> { SELECT id FROM games }\nquery top2() -> List<_> { SELECT home FROM games }",
        "query top_two_ids() -> List<_> { SELECT id FROM games }\nquery top_two() -> List<_> { SELECT home FROM games }";
    BUILT_IN_NAME = "R0106", "name of a built-in type",
        "A declared type cannot have the name of a type of the language, also not of one that comes later.",
        "enum Result { Won  Lost }\npage { load -> Int }",
        "enum Outcome { Won  Lost }\npage { load -> Outcome }";
    ROUTE_OVERLAP = "R0201", "routes that match the same paths",
        "Where two routes differ, a fixed segment wins over a parameter. These two differ in nothing but the names or types of parameters, so neither wins.",
        "// idl/public/tags/id_.rally\npage {}\n// idl/public/tags/name_.rally\npage {}",
        "// idl/public/tags/id_.rally\npage {}\n// idl/public/tags/by_name/name_.rally\npage {}";
    UNDER_OTHER_MOUNT = "R0207", "route below another client's mount",
        "Everything below the mount of a client belongs to that client, so this page would never be shown.",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\"\nclient admin at \"/admin\"\n// idl/public/admin/users.rally\npage {}",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\"\nclient admin at \"/admin\"\n// idl/admin/users.rally\npage {}";
    RESERVED_PATH = "R0208", "path of the server's own",
        "The server answers paths below `/_rally` itself: bundles, the socket, and whether it is well.",
        "page at \"/_rally/list\" { load -> Int }",
        "page at \"/rally/list\" { load -> Int }";
    NO_ROWS = "R0351", "statement without rows",
        "The shape of the query promises rows, and the statement gives none. An `INSERT`, `UPDATE` or `DELETE` gives rows with `RETURNING`; without `->` a query gives the number of rows changed.",
        "query rename(home: String) -> String { UPDATE games SET home = :home }",
        "query rename(home: String) -> List<String> { UPDATE games SET home = :home RETURNING home }";
    ROWS_IGNORED = "R0352", "query that drops its rows",
        "A query without `->` gives the number of rows changed, and this statement gives rows.",
        "query homes() { SELECT home FROM games }",
        "query homes() -> List<String> { SELECT home FROM games }";
    ROW_COLUMNS = "R0353", "struct and columns of different names",
        "A declared struct is filled by name: every field has its column, and every column its field.",
        "struct Game { id: Int, home: String }\nquery games() -> List<Game> { SELECT id FROM games }",
        "struct Game { id: Int, home: String }\nquery games() -> List<Game> { SELECT id, home FROM games }";
    ROW_TYPE = "R0354", "field and column of different types",
        "The column holds values of another type than the field.",
        "struct Game { id: String }\nquery games() -> List<Game> { SELECT id FROM games }",
        "struct Game { id: Int }\nquery games() -> List<Game> { SELECT id FROM games }";
    ROW_NULL = "R0355", "column that may be NULL",
        "The column may hold NULL, and the field says that it never does. `Option` takes a NULL; `coalesce` gives another value for it; an alias that ends in `!`, `AS \"away!\"`, promises that there is none.",
        "struct Game { away: String }\nquery games() -> List<Game> { SELECT away FROM games }",
        "struct Game { away: Option<String> }\nquery games() -> List<Game> { SELECT away FROM games }";
    SINGLE_COLUMN = "R0356", "single value from several columns",
        "A query that gives single values has one column.",
        "query homes() -> List<String> { SELECT id, home FROM games }",
        "query homes() -> List<String> { SELECT home FROM games }";
    PERHAPS_NO_ROW = "R0357", "row that may be missing",
        "`DO NOTHING` and `OR IGNORE` give no row for what they leave alone, so `RETURNING` may be empty.",
        "query add(id: Int) -> Int { INSERT INTO games (id, home, score) VALUES (:id, '', 0) ON CONFLICT DO NOTHING RETURNING id }",
        "query add(id: Int) -> Option<Int> { INSERT INTO games (id, home, score) VALUES (:id, '', 0) ON CONFLICT DO NOTHING RETURNING id }";
    NO_SQL_VALUE = "R0358", "type that no column has",
        "A row becomes a struct, a built-in type such as `Int` or an enum whose variants carry nothing; anything else is read from one column of JSON.",
        "query pairs() -> List<(Int, String)> { SELECT id, home FROM games }",
        "query pairs() -> List<(Int, String)> { SELECT json_array(id, home) FROM games }";
    COLUMN_MEANING = "R0361", "type that no column has",
        "A `table` declaration gives a column a built-in type or an enum, or a struct, a `List`, a `Map` or a tuple, which is stored as JSON. Whether the column may be NULL is for the table to say.",
        "table games { note: Option<String> }",
        "table games { note: String }";
    ARGUMENT_TYPE = "R0359", "type that no parameter has",
        "A parameter takes a value that a column can hold: a built-in type or an enum whose variants carry nothing, or an `Option` or a `List` of one. A list holds no NULLs and is never NULL itself.",
        "query find(ids: List<Option<Int>>) -> List<String> { SELECT home FROM games WHERE id IN (:ids) }",
        "query find(ids: List<Int>) -> List<String> { SELECT home FROM games WHERE id IN (:ids) }";
    NO_FIELD = "R0360", "column that makes no field",
        "The fields of an inferred row are called as its columns are, and names of fields are in snake case. An expression has no name until `AS` gives it one.",
        "query number() -> _ { SELECT count(*) FROM games }",
        "query number() -> _ { SELECT count(*) AS games FROM games }";
    COLUMN_AND_STRUCT = "R0362", "name of a column and of a struct",
        "A name before a dot is that of a struct, `AS \"author.bio\"`, so no column can have it as well.",
        "query games() -> List<_> { SELECT id, home AS home, id AS \"home.id\" FROM games }",
        "query games() -> List<_> { SELECT id, home AS \"home.name\", id AS \"home.id\" FROM games }";
    NO_PRESENCE = "R0363", "struct of which nothing says whether it is there",
        "An `Option` of a struct is `None` where the columns of those fields are NULL that are no `Option` themselves. Without such a field, a struct that is missing looks like one with nothing in it.",
        "struct Guest { away: Option<String> }\nstruct Game { id: Int, guest: Option<Guest> }\nquery games() -> List<Game> { SELECT g.id, o.away AS \"guest.away\" FROM games g LEFT JOIN games o ON o.id = g.id + 1 }",
        "struct Guest { id: Int, away: Option<String> }\nstruct Game { id: Int, guest: Option<Guest> }\nquery games() -> List<Game> { SELECT g.id, o.id AS \"guest.id\", o.away AS \"guest.away\" FROM games g LEFT JOIN games o ON o.id = g.id + 1 }";
    MIGRATION_FILE = "R0371", "migration in the wrong place",
        "Migrations are called `NNN_name.sql`, numbered from `001` without a gap and each number once, since that is the order they run in.",
        "-- migrations/places.sql\nCREATE TABLE places (id INTEGER PRIMARY KEY);",
        "-- migrations/002_places.sql\nCREATE TABLE places (id INTEGER PRIMARY KEY);";
    ENDLESS_TYPE = "R0408", "type that contains itself",
        "A value would contain another of the same type, and that another, without end. `List`, `Option` and `Map` may be empty, which ends it.",
        "struct Comment { reply: Comment }\npage { load -> Comment }",
        "struct Comment { replies: List<Comment> }\npage { load -> Comment }";
    EMPTY_ENUM = "R0409", "enum without variants",
        "No value could ever be of this type.",
        "enum Status { }\npage { load -> Status }",
        "enum Status { Live }\npage { load -> Status }";
    UNUSED_TYPE = "R0410", "unused type",
        "No page and no query leads to this type. A warning, given once everything else is right.",
        "struct Game { id: Int }\npage { load -> Int }",
        "struct Game { id: Int }\npage { load -> Game }";
    MSG_WITHOUT_MODEL = "R0502", "messages without a model",
        "A message changes the model of its page; without a model there is nothing to change.",
        "page {\n  msg { Clicked }\n}",
        "page {\n  model { clicks: Int }\n  msg { Clicked }\n}";
    UNANSWERED_RPC = "R0503", "rpc whose reply nothing takes",
        "No variant of `msg` takes the `Reply`, so the page could call but never learn what came of it. A warning.",
        "page {\n  model { count: Int }\n  msg { Clicked }\n  rpc increment() -> Int\n}",
        "page {\n  model { count: Int }\n  msg { Clicked  GotIncrement(Reply<increment>) }\n  rpc increment() -> Int\n}";
    UNTAKEN = "R0520", "what comes to a page and no message takes",
        "A page that follows a topic has one variant of `msg` that carries the topic's `Event`, and a page whose `server` sends something has one that carries `ToClient`.",
        "topic clock() -> Int { public }\npage {\n  model { time: Int }\n  msg { Clicked }\n  subscribe clock\n}",
        "topic clock() -> Int { public }\npage {\n  model { time: Int }\n  msg { Clicked  Ticked(Event<clock>) }\n  subscribe clock\n}";
    TAKEN_TWICE = "R0521", "two messages for one thing",
        "The runtime makes the message itself when an event or a word of the server model comes, so exactly one variant of `msg` can take it.",
        "topic clock() -> Int { public }\npage {\n  model { time: Int }\n  msg { Ticked(Event<clock>)  Struck(Event<clock>) }\n  subscribe clock\n}",
        "topic clock() -> Int { public }\npage {\n  model { time: Int }\n  msg { Ticked(Event<clock>) }\n  subscribe clock\n}";
    TOPIC_WITHOUT_IDENTITY = "R0527", "topic for people with an identity, in a client that knows nobody",
        "A `required` topic lets people with an identity follow it. A client without `auth` has nobody with one, so its pages could never follow it.",
        "topic clock() -> Int { required }\npage {\n  model { time: Int }\n  msg { Ticked(Event<clock>) }\n  subscribe clock\n}",
        "topic clock() -> Int { public }\npage {\n  model { time: Int }\n  msg { Ticked(Event<clock>) }\n  subscribe clock\n}";
    UNUSED_TOPIC = "R0522", "topic that no page follows",
        "What is published on it reaches nobody. A warning.",
        "topic clock() -> Int { public }",
        "topic clock() -> Int { public }\npage {\n  model { time: Int }\n  msg { Ticked(Event<clock>) }\n  subscribe clock\n}";
    UNUSED_LAYOUT = "R0523", "layout without pages",
        "No page, and no layout of one, says that it stands in this layout. A warning.",
        "layout Shell\npage {}",
        "layout Shell\npage { layout Shell }";
    UNUSED_FRAGMENT = "R0524", "unused fragment",
        "No query names it. A warning.",
        "fragment names { home, away }\nquery teams() -> List<_> { SELECT home, away FROM games }",
        "fragment names { home, away }\nquery teams() -> List<_> { SELECT {names} FROM games }";
    UNUSED_QUERY = "R0525", "unused query",
        "Nothing in the Rust files of the server names the query. A warning.",
        "// idl/public/example.rally\nquery all() -> List<Int> { SELECT id FROM games }\n// server/src/public/home.rs\nasync fn load(&self, rq: &Request) -> LoadResult<()> { Ok(()) }",
        "// idl/public/example.rally\nquery all() -> List<Int> { SELECT id FROM games }\n// server/src/public/home.rs\nasync fn load(&self, rq: &Request) -> LoadResult<Vec<i64>> { Ok(queries::all(rq.db()).await?) }";
    UNSENT_MESSAGE = "R0526", "message that nothing sends",
        "The Rust files of the client name this variant once at most, where `update` takes it, so nothing can send it. A warning.",
        "// idl/public/example.rally\npage {\n  model { count: Int }\n  msg { Clicked }\n}\n// pages/public/src/example.rs\nmatch msg { Msg::Clicked => model.count += 1 }",
        "// idl/public/example.rally\npage {\n  model { count: Int }\n  msg { Clicked }\n}\n// pages/public/src/example.rs\nmatch msg { Msg::Clicked => model.count += 1 }\nhtml::button([html::on_click(Msg::Clicked)], [html::text(\"One more\")])";
    NO_CLIENT = "R0606", "no client",
        "A client is what one browser loads: its pages, and the path that they are below. An app has one at least.",
        "// idl/app.rally\napp scores { database sqlite }",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\"";
    SAME_MOUNT = "R0607", "two clients at one path",
        "The path says which client is asked for, so each is mounted at a path of its own.",
        "app scores { database sqlite }\nclient public at \"/\"\nclient admin at \"/\"",
        "app scores { database sqlite }\nclient public at \"/\"\nclient admin at \"/admin\"";
    EMPTY_CLIENT = "R0609", "client without pages",
        "There is nothing to show below the client's mount. A warning.",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\"\nclient admin at \"/admin\"",
        "// idl/app.rally\napp scores { database sqlite }\nclient public at \"/\"\nclient admin at \"/admin\"\n// idl/admin/home_.rally\npage {}";
}
