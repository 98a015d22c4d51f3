//! The codes of everything that can be wrong with migrations and queries, with what the manual says of each.
//!
//! The examples read a table `games(id INTEGER PRIMARY KEY, home TEXT NOT NULL, score INTEGER NOT NULL, note TEXT)`.

crate::diagnostics::code_table! {
    MIGRATION_FAILED = "R0301", "migration that fails",
        "The migrations are run, in order, in an empty database in memory, each in a transaction and with foreign keys checked at its end, as the server runs them. SQLite rejected a statement of this one.",
        "-- migrations/002_places.sql\nALTER TABLE gmaes ADD COLUMN place TEXT;",
        "-- migrations/002_places.sql\nALTER TABLE games ADD COLUMN place TEXT;";
    MIGRATION_FORBIDDEN = "R0302", "statement that no migration may have",
        "A migration changes the schema and the rows of the application's database, inside a transaction that the server opens. It reaches no other file, opens no transaction, sets no option of the connection, makes nothing temporary, and leaves names that begin with `rally_` to the runtime.",
        "-- migrations/002_places.sql\nBEGIN;\nCREATE TABLE places (id INTEGER PRIMARY KEY);\nCOMMIT;",
        "-- migrations/002_places.sql\nCREATE TABLE places (id INTEGER PRIMARY KEY);";
    SEED_FAILED = "R0303", "seed that fails",
        "The files of `seeds/` are run, in the order of their names, on the schema that the migrations leave, in one transaction with foreign keys checked at its end, as `rallyc seed` runs them. SQLite rejected a statement of this one.",
        "-- seeds/001_games.sql\nINSERT INTO games (home, score) VALUES (NULL, 0);",
        "-- seeds/001_games.sql\nINSERT INTO games (home, score) VALUES ('Reds', 0);";
    SEED_FORBIDDEN = "R0304", "statement that no seed may have",
        "A seed changes the rows of the application's database. The schema belongs to the migrations, options of the connection to the runtime, and all seeds together are one transaction.",
        "-- seeds/001_games.sql\nCREATE TABLE places (id INTEGER PRIMARY KEY) STRICT;",
        "-- seeds/001_games.sql\nINSERT INTO games (home, score) VALUES ('Reds', 0);";
    FOREIGN_TYPE = "R0305", "type that SQLite does not have",
        "SQLite takes any words as a type and knows few: a `SERIAL` or `AUTO_INCREMENT` numbers nothing, a `STRING` makes numbers of texts, a `DATETIME` or `TIMESTAMP` holds whatever is put in. A warning, for the columns that the migrations leave.",
        "-- migrations/002_lists.sql\nCREATE TABLE lists (id SERIAL PRIMARY KEY, name STRING NOT NULL);",
        "-- migrations/002_lists.sql\nCREATE TABLE lists (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;";
    DOUBLE_QUOTES = "R0306", "text in double quotes",
        "Double quotes are for names. Where nothing has the name, SQLite takes it in a migration for a text, and goes on doing so when a column of that name is added. A warning.",
        "-- migrations/002_lists.sql\nCREATE TABLE lists (name TEXT NOT NULL DEFAULT \"none\") STRICT;",
        "-- migrations/002_lists.sql\nCREATE TABLE lists (name TEXT NOT NULL DEFAULT 'none') STRICT;";
    EMPTY_QUERY = "R0310", "query without SQL",
        "A query is one SQL statement.",
        "query nothing() { ; }",
        "query reset() { UPDATE games SET score = 0 }";
    SEVERAL_STATEMENTS = "R0311", "several statements in one query",
        "A query is one SQL statement. Several that belong together are several queries that a handler runs in one transaction.",
        "query clear() { DELETE FROM games; DELETE FROM games }",
        "query clear() { DELETE FROM games }";
    FORBIDDEN_STATEMENT = "R0312", "statement that no query may be",
        "A query reads or writes rows. The schema belongs to the migrations, transactions to the handlers, and options of the connection to the runtime.",
        "query rebuild() { VACUUM }",
        "query clear() { DELETE FROM games }";
    FORBIDDEN_ROLLBACK = "R0313", "rollback on conflict",
        "Transactions are committed in groups, so `OR ROLLBACK` and `RAISE(ROLLBACK, …)` would undo what others did. `ABORT` undoes the statement alone.",
        "query rename(id: Int, home: String) { UPDATE OR ROLLBACK games SET home = :home WHERE id = :id }",
        "query rename(id: Int, home: String) { UPDATE OR ABORT games SET home = :home WHERE id = :id }";
    REJECTED = "R0314", "SQL that SQLite rejects",
        "SQLite, in the version that the server links, does not accept this statement. What other databases write and SQLite does not have is told with SQLite's way.",
        "query all() -> List<Int> { SELECT id FORM games }",
        "query all() -> List<Int> { SELECT id FROM games }";
    TOO_DEEP = "R0315", "SQL nested too deeply",
        "Expressions and subqueries may be nested as deeply as people write them, with a limit that keeps a hostile text from exhausting the compiler.",
        "", "";
    UNKNOWN_FRAGMENT = "R0316", "unknown fragment",
        "A name between braces stands for a `fragment`, whose SQL is put in its place.",
        "fragment names { home, away }\nquery teams() -> List<_> { SELECT {nmaes} FROM games }",
        "fragment names { home, away }\nquery teams() -> List<_> { SELECT {names} FROM games }";
    ENDLESS_FRAGMENT = "R0317", "fragment that contains itself",
        "A fragment may name others, up to 64 deep, but never, by way of these, itself; and the whole query may be 1 MiB.",
        "fragment names { home, {teams} }\nfragment teams { {names} }\nquery teams() -> List<_> { SELECT {teams} FROM games }",
        "fragment names { home, away }\nfragment teams { {names} }\nquery teams() -> List<_> { SELECT {teams} FROM games }";
    MEANING_STORAGE = "R0318", "column that cannot hold what is declared",
        "A `table` declaration says what a column means beyond its type in SQL. SQLite must keep the values as they are: a `Time` in an INTEGER column, a `Date`, a `Uuid`, a `Decimal`, `Json` and enums in a TEXT column.",
        "table games { note: Time }",
        "table games { score: Time }";
    ENUM_CHECK = "R0319", "CHECK that differs from the enum",
        "The table's CHECK lists the texts that the column may hold. They must be the variants of the enum in snake case, or some variant could not be stored, or some row could not be read.",
        "// idl/public/example.rally\nenum Status { Live  Final }\ntable lists { status: Status }\n-- migrations/002_lists.sql\nCREATE TABLE lists (status TEXT NOT NULL CHECK (status IN ('live', 'over'))) STRICT;",
        "// idl/public/example.rally\nenum Status { Live  Final }\ntable lists { status: Status }\n-- migrations/002_lists.sql\nCREATE TABLE lists (status TEXT NOT NULL CHECK (status IN ('live', 'final'))) STRICT;";
    UNKNOWN_TABLE = "R0320", "unknown table",
        "No migration makes a table or view of this name, and no `WITH` or `AS` of this query gives it to anything in sight.",
        "query all() -> List<Int> { SELECT id FROM game }",
        "query all() -> List<Int> { SELECT id FROM games }";
    UNKNOWN_COLUMN = "R0321", "unknown column",
        "None of the tables in sight has a column of this name. A text stands in single quotes; double quotes are for names.",
        "query all() -> List<String> { SELECT hme FROM games }",
        "query all() -> List<String> { SELECT home FROM games }";
    AMBIGUOUS_COLUMN = "R0322", "ambiguous column",
        "Several of the tables in sight have a column of this name. Put the table's name or alias before it.",
        "query pairs() -> List<Int> { SELECT id FROM games a JOIN games b ON a.score = b.score }",
        "query pairs() -> List<Int> { SELECT a.id FROM games a JOIN games b ON a.score = b.score }";
    UNKNOWN_FUNCTION = "R0323", "unknown function",
        "The SQLite that the server links has no function of this name.",
        "query names() -> List<String> { SELECT uper(home) FROM games }",
        "query names() -> List<String> { SELECT upper(home) FROM games }";
    ARGUMENT_COUNT = "R0324", "wrong number of arguments of a function",
        "The function exists, and takes another number of arguments.",
        "query names() -> List<String> { SELECT upper(home, 1) FROM games }",
        "query names() -> List<String> { SELECT upper(home) FROM games }";
    VALUE_COUNT = "R0325", "values that do not match the columns",
        "An INSERT gives one value for each column that it names, or for each column of the table where it names none.",
        "query add(home: String) { INSERT INTO games (home, score) VALUES (:home) }",
        "query add(home: String) { INSERT INTO games (home, score) VALUES (:home, 0) }";
    TIME_DEFAULT = "R0326", "text as the default of a Time",
        "`CURRENT_TIMESTAMP` gives a text, and a `Time` is stored as Unix milliseconds: rows that take the default could not be read.",
        "// idl/public/example.rally\ntable lists { made_at: Time }\n-- migrations/002_lists.sql\nCREATE TABLE lists (made_at INTEGER DEFAULT CURRENT_TIMESTAMP);",
        "// idl/public/example.rally\ntable lists { made_at: Time }\n-- migrations/002_lists.sql\nCREATE TABLE lists (made_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)));";
    DEFAULT_TYPE = "R0327", "default that the column does not hold",
        "SQLite stores any value in any column, also as its default. Rows that take this one could not be read. A warning, since the migration may have run long ago.",
        "-- migrations/002_lists.sql\nCREATE TABLE lists (items INTEGER NOT NULL DEFAULT 'none');",
        "-- migrations/002_lists.sql\nCREATE TABLE lists (items INTEGER NOT NULL DEFAULT 0);";
    UNDECLARED_PARAMETER = "R0330", "parameter that is no argument",
        "Every `:name` in the SQL is an argument of the query. Its type may be left out where the SQL says it.",
        "query one() -> Option<String> { SELECT home FROM games WHERE id = :id }",
        "query one(id: Int) -> Option<String> { SELECT home FROM games WHERE id = :id }";
    UNUSED_ARGUMENT = "R0331", "argument that the SQL never uses",
        "Every argument of a query stands in its SQL as `:name`.",
        "query all(id: Int) -> List<String> { SELECT home FROM games }",
        "query all() -> List<String> { SELECT home FROM games }";
    FOREIGN_PLACEHOLDER = "R0332", "parameter without a colon",
        "A parameter is written as a colon and the name of an argument. `?`, `@name` and `$name` are not used.",
        "query one(id: Int) -> Option<String> { SELECT home FROM games WHERE id = ? }",
        "query one(id: Int) -> Option<String> { SELECT home FROM games WHERE id = :id }";
    PARAMETER_CONFLICT = "R0333", "parameter of two types",
        "A parameter has one type, which its declaration and every use must agree on. An `Int` may go where a `Float` is stored, and numbers may be compared with each other; nothing else is converted silently.",
        "query find(text: Int) -> List<Int> { SELECT id FROM games WHERE home = :text }",
        "query find(text: String) -> List<Int> { SELECT id FROM games WHERE home = :text }";
    UNTYPED_PARAMETER = "R0334", "parameter without a type",
        "The type of an argument may be left out where the SQL compares it with something, stores it or calculates with it. Here nothing says what it is.",
        "query echo(value) -> Int { SELECT :value }",
        "query echo(value: Int) -> Int { SELECT :value }";
    NULL_ARGUMENT = "R0335", "option stored where NULL may not be",
        "The argument is an `Option` and the column is `NOT NULL`, so the statement would fail whenever there is no value.",
        "query rename(id: Int, home: Option<String>) { UPDATE games SET home = :home WHERE id = :id }",
        "query rename(id: Int, home: String) { UPDATE games SET home = :home WHERE id = :id }";
    LIST_ARGUMENT = "R0336", "list where one value is meant",
        "A `List` argument is passed as one JSON array. It stands alone in `IN (:ids)` or `NOT IN (:ids)`, or is read with `json_each(:ids)`, whose column `value` has the type of the list's items, and `json_array_length(:ids)`.",
        "query some(ids: List<Int>) -> List<String> { SELECT home FROM games WHERE id = :ids }",
        "query some(ids: List<Int>) -> List<String> { SELECT home FROM games WHERE id IN (:ids) }";
    NEVER_TRUE = "R0337", "condition that no row passes for NULL",
        "A comparison with NULL is never true, so where the argument, an `Option`, is none, the query finds nothing. `IS` compares with NULL as with any value.",
        "query noted(note: Option<String>) -> List<Int> { SELECT id FROM games WHERE note = :note }",
        "query noted(note: Option<String>) -> List<Int> { SELECT id FROM games WHERE note IS :note }";
    NEVER_EQUAL = "R0338", "comparison of what is never equal",
        "By SQLite's rules a text beside a number is converted only where it is a number, beside a column, and bytes are never converted; so some comparisons give the same answer for every row. A text is compared with an enum by its variants, with a `Date` as `'2026-01-31'`, and a `Time` is a number of milliseconds. It is an error where both sides are known, and no value makes them equal.",
        "query played() -> List<Int> { SELECT id FROM games WHERE score = 'won' }",
        "query played() -> List<Int> { SELECT id FROM games WHERE score = 3 }";
    NULL_COMPARISON = "R0339", "comparison with NULL",
        "A comparison with `NULL` is never true, neither with `=` nor with `<>`, and in an `IN` list it matches nothing. `IS NULL` and `IS NOT NULL` ask for it.",
        "query silent() -> List<Int> { SELECT id FROM games WHERE note = NULL }",
        "query silent() -> List<Int> { SELECT id FROM games WHERE note IS NULL }";
    DUPLICATE_COLUMN = "R0340", "two columns of one name",
        "The columns of a result become the fields of a struct, so each has a name of its own.",
        "query pairs() -> List<_> { SELECT a.id, b.id FROM games a JOIN games b ON a.score = b.score }",
        "query pairs() -> List<_> { SELECT a.id, b.id AS other_id FROM games a JOIN games b ON a.score = b.score }";
    UNTYPED_COLUMN = "R0341", "column without a type",
        "A value in SQLite may be of any type, and this expression does not say of which: a column declared without a type, a NULL, something out of JSON, or alternatives of different types. A `CAST` says it.",
        "query firsts() -> List<String> { SELECT json_extract(note, '$[0]') AS first FROM games }",
        "query firsts() -> List<Option<String>> { SELECT CAST(json_extract(note, '$[0]') AS TEXT) AS first FROM games }";
    MISSING_COLUMN = "R0342", "INSERT without a value that is needed",
        "The column is `NOT NULL` and has no default, so an INSERT that leaves it out fails every time.",
        "query add(home: String) { INSERT INTO games (home) VALUES (:home) }",
        "query add(home: String) { INSERT INTO games (home, score) VALUES (:home, 0) }";
    MISPLACED_AGGREGATE = "R0343", "aggregate or window function in a wrong place",
        "`WHERE`, `ON` and `GROUP BY` look at single rows, before there are groups; an aggregate stands in the columns, in `HAVING` or in `ORDER BY`. A window function stands in the columns or in `ORDER BY`, and not within an aggregate.",
        "query busy() -> List<String> { SELECT home FROM games WHERE count(*) > 1 GROUP BY home }",
        "query busy() -> List<String> { SELECT home FROM games GROUP BY home HAVING count(*) > 1 }";
    TEXT_IN_SUM = "R0344", "arithmetic with a text",
        "`+` adds numbers. A text becomes the number that it begins with, and zero where it begins with none. It is an error of what is surely no number, and a warning of two texts, which `||` joins.",
        "query names() -> List<String> { SELECT home + ' team' AS name FROM games }",
        "query names() -> List<String> { SELECT home || ' team' AS name FROM games }";
    PART_COUNT = "R0345", "parts with different numbers of columns",
        "The parts of a `UNION`, `INTERSECT` or `EXCEPT`, and the rows of `VALUES`, have the same number of columns.",
        "query notes() -> List<_> { SELECT id, note FROM games UNION SELECT score FROM games }",
        "query notes() -> List<_> { SELECT id, note FROM games UNION SELECT score, NULL FROM games }";
    BARE_COLUMN = "R0346", "column of any one row of a group",
        "A column that is neither grouped by nor decided by what is, a key of its table, is that of any one row of the group. With one `min` or `max` it is that of the row which has it. A warning.",
        "query best() -> List<_> { SELECT home, note, count(*) AS games FROM games GROUP BY home }",
        "query best() -> List<_> { SELECT home, max(note) AS note, count(*) AS games FROM games GROUP BY home }";
    STORED_NULL = "R0347", "NULL stored where it may not be",
        "The column is `NOT NULL` and the value is always NULL, so the statement fails every time it has a row.",
        "query clear(id: Int) { UPDATE games SET score = NULL WHERE id = :id }",
        "query clear(id: Int) { UPDATE games SET note = NULL WHERE id = :id }";
    STORED_TYPE = "R0348", "value that the column does not hold",
        "SQLite stores any value in any column, and a query that reads the column fails where it is not what the column holds. An `Int` may go into a column of floats, and anything but bytes into one of texts, as SQLite converts them.",
        "query end(id: Int) { UPDATE games SET score = 'final' WHERE id = :id }",
        "query end(id: Int) { UPDATE games SET note = 'final' WHERE id = :id }";
    DISAGREEMENT = "R0390", "query that `rallyc` and SQLite read differently",
        "Every query is read twice, by SQLite and by `rallyc`, and both must find the same columns, from the same tables, and the same parameters. Where they do not, nothing is guessed. It is a mistake in `rallyc`.",
        "", "";
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rally_idl::diagnostic::Code;
    use rally_idl::source::{SourceMap, Span};

    use super::CODES;
    use crate::sql::{
        Argument, ArgumentType, Catalog, Meanings, Migration, SqlType, Statement, check_statement,
    };

    const SCHEMA: &str = "CREATE TABLE games (id INTEGER PRIMARY KEY, home TEXT NOT NULL, score INTEGER NOT NULL, note TEXT)";

    fn found(query: &str) -> Vec<Code> {
        let mut sources = SourceMap::default();
        let file = sources.add("001.sql", SCHEMA);
        let migration = Migration {
            name: "001.sql",
            file,
            text: SCHEMA,
        };
        let catalog =
            Catalog::from_migrations(&[migration], &Meanings::default(), &mut vec![]).unwrap();
        let file = sources.add("q.rally", query);
        let (open, close) = (query.find('{').unwrap() + 1, query.rfind('}').unwrap());
        let list = &query[query.find('(').unwrap() + 1..query.find(')').unwrap()];
        let arguments = list.split(',').filter(|part| !part.is_empty()).map(|part| {
            let (name, ty) = part
                .split_once(':')
                .map_or((part, None), |(name, ty)| (name, Some(ty.trim())));
            Argument {
                name: name.trim().to_owned(),
                span: Span::new(file, 0, 5),
                ty: ty.map(argument_type),
                document: None,
            }
        });
        let arguments: Vec<_> = arguments.collect();
        let span = Span::new(file, open, close);
        let statement = Statement {
            text: &query[open..close],
            pieces: &[],
            span,
            name: "q",
            arguments: &arguments,
        };
        let mut diagnostics = vec![];
        check_statement(&catalog, &statement, &mut diagnostics);
        diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code)
            .collect()
    }

    fn argument_type(text: &str) -> ArgumentType {
        let (shape, item): (fn(SqlType) -> ArgumentType, _) =
            match text.trim_end_matches('>').split_once('<') {
                Some(("Option", item)) => (ArgumentType::Optional, item),
                Some((_, item)) => (ArgumentType::List, item),
                None => (ArgumentType::One, text),
            };
        shape(match item {
            "Int" => SqlType::Int,
            _ => SqlType::String,
        })
    }

    #[test]
    fn the_examples_of_the_manual_are_what_they_say() {
        for doc in CODES.iter().filter(|doc| doc.wrong.starts_with("query")) {
            assert_eq!(found(doc.wrong), [doc.code], "{}", doc.wrong);
            assert_eq!(found(doc.right), [], "{}", doc.right);
        }
    }
}
