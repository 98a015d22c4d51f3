//! What SQLite says of a text that it can read and not accept, in other words where these help more.

use crate::sql::foreign::foreign_function;
use crate::sql::function_table::expected_counts;

/// What is wrong, where there are better words, and what to do.
pub(super) fn sentence(message: &str) -> (Option<String>, Option<String>) {
    if let Some(name) = named_after(message, &["no such function: ", "unknown function: "]) {
        let name = name.trim_end_matches("()");
        let help = foreign_function(name).map(str::to_owned);
        return (Some(format!("SQLite has no function `{name}`")), help);
    }
    if let Some(name) = named_after(message, &["wrong number of arguments to function "]) {
        let name = name.trim_end_matches("()");
        let taken = expected_counts(name).map(|counts| format!("`{name}` takes {counts}"));
        let otherwise = || format!("`{name}` takes another number of arguments");
        return (Some(taken.unwrap_or_else(otherwise)), None);
    }
    let found = SENTENCES
        .iter()
        .find(|sentence| message.contains(sentence.part));
    found.map_or((None, None), |sentence| {
        let own = (!sentence.message.is_empty()).then(|| sentence.message.to_owned());
        (own, Some(sentence.help.to_owned()))
    })
}

/// What follows one of these beginnings.
fn named_after<'m>(message: &'m str, beginnings: &[&str]) -> Option<&'m str> {
    beginnings.iter().find_map(|beginning| {
        let (before, name) = message.split_once(beginning)?;
        (before.is_empty() || before.ends_with(": ")).then_some(name)
    })
}

struct Sentence {
    /// What SQLite's message holds.
    part: &'static str,
    /// What to say in its place; SQLite's own where it is empty.
    message: &'static str,
    help: &'static str,
}

const fn says(part: &'static str, message: &'static str, help: &'static str) -> Sentence {
    Sentence {
        part,
        message,
        help,
    }
}

const ONE_ROW: &str = "`WHERE`, `ON` and `GROUP BY` look at single rows; what is asked of a group stands in `HAVING`, or in a subquery";

const IN_COLUMNS: &str = "a window function stands in the columns or in `ORDER BY`; to ask for its value, put the query in parentheses after `FROM`";

const SENTENCES: &[Sentence] = &[
    says(
        "misuse of aliased aggregate",
        "an aggregate stands for a group of rows, and here there is none",
        ONE_ROW,
    ),
    says(
        "misuse of aggregate",
        "an aggregate stands for a group of rows, and here there is none",
        ONE_ROW,
    ),
    says(
        "aggregate functions are not allowed in",
        "an aggregate stands for a group of rows, and here the groups are only made",
        ONE_ROW,
    ),
    says(
        "misuse of aliased window function",
        "a window function has no value yet where rows are chosen",
        IN_COLUMNS,
    ),
    says(
        "misuse of window function",
        "a window function has no value yet where rows are chosen",
        IN_COLUMNS,
    ),
    says(
        "may not be used as a window function",
        "this function has no `OVER`",
        "aggregates and window functions have one, such as `sum(x) OVER (…)`",
    ),
    says(
        "sub-select returns",
        "a subquery in the place of one value has one column",
        "leave the other columns out, or compare with as many: `(a, b) IN (SELECT a, b …)`",
    ),
    says(
        " values for ",
        "a table of a `WITH` has as many columns as its query",
        "name each column of the query, or none",
    ),
    says(
        "recursive aggregate queries",
        "the recursive part of a `WITH` takes no aggregate",
        "take it in the SELECT that reads the table",
    ),
    says(
        "duplicate WITH table name",
        "this name is given twice",
        "call one of the two otherwise",
    ),
    says(
        "BY term out of range",
        "no column of the result has this number",
        "count from 1, or write the column's name",
    ),
    says(
        "duplicate column name",
        "this column is there already",
        "call it otherwise, or leave it out",
    ),
    says(
        "there is already another table or index",
        "this name is taken",
        "choose another, or drop what has it first",
    ),
    says(
        "cannot drop PRIMARY KEY column",
        "a column of the `PRIMARY KEY` cannot be dropped",
        "make the table anew, without it",
    ),
    says(
        "cannot drop UNIQUE column",
        "a `UNIQUE` column cannot be dropped",
        "make the table anew, without it",
    ),
    says(
        "because it is a view",
        "a view can only be read",
        "write to the tables that it reads",
    ),
    says(
        "sqlite_master may not be modified",
        "the schema cannot be written to",
        "a new migration changes it: `rallyc migrate new NAME`",
    ),
    says(
        "HAVING clause on a non-aggregate query",
        "`HAVING` asks something of groups, and here there are none",
        "write `WHERE`, or add a `GROUP BY`",
    ),
    says(
        "ORDER BY clause should come after",
        "`ORDER BY` stands after the last SELECT of several",
        "move it to the end; for one part alone, write that part as `SELECT * FROM (…)`",
    ),
    says(
        "LIMIT clause should come after",
        "`LIMIT` stands after the last SELECT of several",
        "move it to the end; for one part alone, write that part as `SELECT * FROM (…)`",
    ),
    says(
        "ORDER BY term does not match any column",
        "after `UNION` and its like, `ORDER BY` names a column of the result",
        "name one of the columns of the first SELECT",
    ),
    says(
        "a JOIN clause is required before",
        "`ON` belongs to a `JOIN`",
        "write `JOIN` before the table, or `WHERE` in the place of `ON`",
    ),
    says(
        "a NATURAL join may not have",
        "a `NATURAL JOIN` has no condition of its own",
        "leave `NATURAL` out, or the condition",
    ),
    says(
        "row value misused",
        "several values in parentheses stand where one value belongs",
        "compare them with as many values, or write one",
    ),
    says(
        "no such window",
        "",
        "declare it: `WINDOW name AS (PARTITION BY … ORDER BY …)`",
    ),
    says(
        "no such collation sequence",
        "",
        "SQLite has `BINARY`, `NOCASE` and `RTRIM`",
    ),
    says(
        "no such module",
        "",
        "the server has `fts5`, `rtree` and `geopoly`",
    ),
    says(
        "DISTINCT aggregates must have exactly one",
        "`DISTINCT` in a function takes one value",
        "count the rows of a `SELECT DISTINCT` in a subquery",
    ),
    says(
        "DISTINCT is not supported for window functions",
        "a window function takes no `DISTINCT`",
        "group in a subquery first",
    ),
    says(
        "ORDER BY may not be used with non-aggregate",
        "only a function over several rows has an order within",
        "leave the `ORDER BY` out",
    ),
    says(
        "FILTER may not be used with non-aggregate",
        "only a function over several rows has a `FILTER`",
        "write `CASE WHEN … THEN … END`",
    ),
    says(
        "FILTER clause may only be used with aggregate window functions",
        "of the window functions, only those that gather rows have a `FILTER`",
        "filter in a subquery first",
    ),
    says(
        "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE",
        "no `PRIMARY KEY` or `UNIQUE` has exactly these columns",
        "name the columns of one, or make a `CREATE UNIQUE INDEX` in a migration",
    ),
    says(
        "cannot INSERT into generated column",
        "a generated column is calculated, and cannot be stored",
        "leave it out",
    ),
    says(
        "cannot UPDATE generated column",
        "a generated column is calculated, and cannot be stored",
        "leave it out",
    ),
    says(
        "default value of column",
        "the default of a column is a constant, or an expression in parentheses",
        "write `DEFAULT (…)`",
    ),
    says(
        "Cannot add a NOT NULL column with default value NULL",
        "a new column that is `NOT NULL` needs a default for the rows that are there",
        "write `NOT NULL DEFAULT …`",
    ),
    says(
        "Cannot add a column with non-constant default",
        "a new column has a constant default, for the rows that are there",
        "write a constant, and set the column with an `UPDATE` in the same migration",
    ),
    says(
        "Cannot add a PRIMARY KEY column",
        "a new column cannot be the `PRIMARY KEY`",
        "make the table anew",
    ),
    says(
        "Cannot add a UNIQUE column",
        "a new column cannot be `UNIQUE`",
        "add it without, and write `CREATE UNIQUE INDEX name ON table (column)`",
    ),
    says(
        "AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY",
        "only an `INTEGER PRIMARY KEY` counts by itself",
        "write the type as `INTEGER`, exactly",
    ),
    says(
        "unknown datatype for",
        "a STRICT table has no such type",
        "write `INTEGER`, `REAL`, `TEXT`, `BLOB` or `ANY`; what it means beyond that, such as `Time`, stands in a `table` declaration",
    ),
    says(
        "missing datatype for",
        "a column of a STRICT table has a type",
        "write `INTEGER`, `REAL`, `TEXT`, `BLOB` or `ANY`",
    ),
    says(
        "has more than one primary key",
        "a table has one `PRIMARY KEY`",
        "for one of several columns, write `PRIMARY KEY (a, b)` after the columns",
    ),
    says(
        "unknown table option",
        "",
        "after the columns stand `STRICT` and `WITHOUT ROWID` alone",
    ),
    says(
        "subqueries prohibited in",
        "",
        "a trigger may ask other tables, a CHECK may not",
    ),
    says("use DROP VIEW", "this is a view", "write `DROP VIEW`"),
    says("use DROP TABLE", "this is a table", "write `DROP TABLE`"),
    says(
        "cannot VACUUM",
        "a migration runs in a transaction, in which `VACUUM` does not run",
        "leave it out",
    ),
    says("too many SQL variables", "", "use fewer arguments"),
    says(
        "object name reserved for internal use",
        "names that begin with `sqlite_` are SQLite's own",
        "call it otherwise",
    ),
    says(
        "no tables specified",
        "`*` stands for the columns of tables, and here there are none",
        "write `FROM` and a table",
    ),
    says(
        "RAISE() may only be used within a trigger-program",
        "`RAISE` stands in a trigger alone",
        "check it in the handler, and answer with an error",
    ),
    says(
        "unsupported frame specification",
        "no window has such a frame",
        "write `ROWS BETWEEN … PRECEDING AND CURRENT ROW`",
    ),
];
