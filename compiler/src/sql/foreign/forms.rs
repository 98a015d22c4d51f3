//! Forms of statements of other databases, each with SQLite's way.

/// Words that follow each other in a statement.
#[derive(Debug)]
pub(super) struct Form {
    /// Keywords and signs, separated by spaces.
    pub(super) words: &'static str,
    /// What the statement begins with; anything where there is none.
    pub(super) first: &'static [&'static str],
    pub(super) help: &'static str,
}

const fn anywhere(words: &'static str, help: &'static str) -> Form {
    Form {
        words,
        first: &[],
        help,
    }
}

const fn of(first: &'static [&'static str], words: &'static str, help: &'static str) -> Form {
    Form { words, first, help }
}

const CREATE: &[&str] = &["CREATE"];
const DDL: &[&str] = &["CREATE", "ALTER", "DROP"];
const ALTER: &[&str] = &["ALTER"];
const WRITES: &[&str] = &["INSERT", "UPDATE", "DELETE", "WITH"];
const READS: &[&str] = &["SELECT", "WITH", "VALUES"];

const MAKE_ANEW: &str = "SQLite changes a table so by making it anew: `CREATE TABLE t_new (…)`, `INSERT INTO t_new SELECT … FROM t`, `DROP TABLE t`, `ALTER TABLE t_new RENAME TO t`";
const COUNTS_ITSELF: &str = "an `id INTEGER PRIMARY KEY` counts by itself";
const NO_LOCK: &str =
    "leave it out: one transaction writes at a time in SQLite, and sees nothing change under it";
const LIMIT: &str = "write `LIMIT 10` at the end";
const UPSERT: &str = "write `ON CONFLICT (column) DO UPDATE SET …`, where `excluded.column` is the value that was to be inserted";

pub(super) const FORMS: &[Form] = &[
    // Expressions.
    anywhere(
        "ILIKE",
        "write `LIKE`, which takes no notice of the case of ASCII letters",
    ),
    anywhere(
        "NOT ILIKE",
        "write `NOT LIKE`, which takes no notice of the case of ASCII letters",
    ),
    anywhere("SIMILAR TO", "write `LIKE`, or `GLOB`"),
    anywhere("RLIKE", "write `LIKE`, or `GLOB`"),
    anywhere(
        "~",
        "write `LIKE`, or `GLOB`: SQLite has no regular expressions",
    ),
    anywhere(
        "~*",
        "write `LIKE`, or `GLOB`: SQLite has no regular expressions",
    ),
    anywhere(
        "!~",
        "write `NOT LIKE`, or `NOT GLOB`: SQLite has no regular expressions",
    ),
    anywhere(
        "!~*",
        "write `NOT LIKE`, or `NOT GLOB`: SQLite has no regular expressions",
    ),
    anywhere("&&", "write `AND`"),
    anywhere("<=>", "write `IS`, which compares NULL, too"),
    anywhere(
        "@>",
        "write `EXISTS (SELECT 1 FROM json_each(…) WHERE value = …)`",
    ),
    anywhere(
        "<@",
        "write `EXISTS (SELECT 1 FROM json_each(…) WHERE value = …)`",
    ),
    anywhere("#>>", "write `->>` with a path, such as `json ->> '$.a.b'`"),
    anywhere("#>", "write `->` with a path, such as `json -> '$.a.b'`"),
    anywhere("^", "write `pow(x, y)`"),
    anywhere("XOR", "write `<>` between two conditions"),
    anywhere("DIV", "write `/`, which divides two Ints to an Int"),
    anywhere("MOD", "write `%`"),
    anywhere(
        "INTERVAL",
        "a date is moved by a modifier: `date('now', '-7 days')`; a `Time` by milliseconds: `:now - 7 * 86400000`",
    ),
    anywhere("EXTRACT (", "write `CAST(strftime('%Y', …) AS INTEGER)`"),
    anywhere(
        "AT TIME ZONE",
        "times are in UTC; convert them where they are shown",
    ),
    anywhere(
        "ARRAY [",
        "write a JSON array: `json_array(…)`, read with `json_each`",
    ),
    anywhere("ROW (", "write the values between parentheses alone"),
    anywhere("#", "a comment begins with `--`"),
    // Reading.
    of(
        READS,
        "DISTINCT ON",
        "write `GROUP BY`, or keep the rows where `row_number() OVER (PARTITION BY … ORDER BY …)` is 1",
    ),
    of(READS, "FOR UPDATE", NO_LOCK),
    of(READS, "FOR NO KEY UPDATE", NO_LOCK),
    of(READS, "FOR SHARE", NO_LOCK),
    of(READS, "LOCK IN SHARE MODE", NO_LOCK),
    of(READS, "SELECT TOP", LIMIT),
    of(READS, "FETCH FIRST", LIMIT),
    of(READS, "FETCH NEXT", LIMIT),
    of(READS, "ROWS ONLY", LIMIT),
    of(
        READS,
        "RETURNING",
        "leave it out: a SELECT returns its rows; `RETURNING` is for INSERT, UPDATE and DELETE",
    ),
    of(
        READS,
        "LATERAL",
        "write a subquery in the list of columns, which sees the row around it",
    ),
    of(
        READS,
        "QUALIFY",
        "put the query in parentheses after `FROM`, and its condition in the `WHERE` around it",
    ),
    of(
        READS,
        "GROUPING SETS",
        "write each grouping as a SELECT, joined with `UNION ALL`",
    ),
    of(
        READS,
        "WITH ROLLUP",
        "write the total as a SELECT of its own, joined with `UNION ALL`",
    ),
    of(READS, "MINUS", "write `EXCEPT`"),
    of(
        READS,
        "STRAIGHT_JOIN",
        "write `CROSS JOIN`, which keeps the order of the tables",
    ),
    of(READS, "INTO OUTFILE", "a query reaches no file"),
    // Writing.
    of(WRITES, "ON DUPLICATE KEY", UPSERT),
    of(WRITES, "INSERT IGNORE", "write `INSERT OR IGNORE`"),
    of(WRITES, "UPDATE IGNORE", "write `UPDATE OR IGNORE`"),
    of(
        WRITES,
        "OVERRIDING",
        "leave it out: an `INTEGER PRIMARY KEY` takes the value it is given",
    ),
    of(
        &["INSERT"],
        "SET",
        "write `INSERT INTO t (a, b) VALUES (1, 2)`",
    ),
    of(
        &["INSERT"],
        "ON CONFLICT ON CONSTRAINT",
        "name the columns of the key: `ON CONFLICT (column)`",
    ),
    of(
        &["UPDATE"],
        "JOIN",
        "write `UPDATE t SET … FROM other WHERE …`",
    ),
    of(
        &["UPDATE"],
        "INNER JOIN",
        "write `UPDATE t SET … FROM other WHERE …`",
    ),
    of(
        &["UPDATE"],
        "LEFT JOIN",
        "write `UPDATE t SET … FROM other WHERE …`",
    ),
    of(
        &["UPDATE", "DELETE"],
        "ORDER BY",
        "write `WHERE id IN (SELECT id … ORDER BY … LIMIT …)`",
    ),
    of(
        &["UPDATE", "DELETE"],
        "LIMIT",
        "write `WHERE id IN (SELECT id … LIMIT …)`",
    ),
    of(
        &["DELETE"],
        "USING",
        "write `DELETE FROM t WHERE id IN (SELECT …)`",
    ),
    of(
        &["DELETE"],
        "JOIN",
        "write `DELETE FROM t WHERE id IN (SELECT …)`",
    ),
    // The schema.
    of(DDL, "AUTO_INCREMENT", COUNTS_ITSELF),
    of(DDL, "IDENTITY", COUNTS_ITSELF),
    of(DDL, "AS IDENTITY", COUNTS_ITSELF),
    of(DDL, "GENERATED BY DEFAULT AS IDENTITY", COUNTS_ITSELF),
    of(DDL, "GENERATED ALWAYS AS IDENTITY", COUNTS_ITSELF),
    of(
        CREATE,
        "AUTOINCREMENT PRIMARY KEY",
        "write `INTEGER PRIMARY KEY AUTOINCREMENT`",
    ),
    of(
        DDL,
        "ENUM (",
        "write `TEXT NOT NULL CHECK (status IN ('live', 'final'))`, and declare the `enum` in a `.rally` file, with a `table` that says which column holds it",
    ),
    of(DDL, "SET (", "write a TEXT of JSON, or a table of its own"),
    of(
        DDL,
        "ENGINE =",
        "leave it out: SQLite stores all tables in one way",
    ),
    of(DDL, "DEFAULT CHARSET", "leave it out: all text is UTF-8"),
    of(DDL, "CHARSET", "leave it out: all text is UTF-8"),
    of(DDL, "CHARACTER SET", "leave it out: all text is UTF-8"),
    of(DDL, "COMMENT", "write a comment of SQL: `-- …`"),
    of(DDL, "UNSIGNED", "write `INTEGER CHECK (n >= 0)`"),
    of(
        DDL,
        "ON UPDATE CURRENT_TIMESTAMP",
        "set the column in the query that updates the row",
    ),
    of(
        DDL,
        "WITH TIME ZONE",
        "write `INTEGER`, and say in a `table` declaration that it is a `Time`",
    ),
    of(
        DDL,
        "DEFAULT NOW",
        "write `DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))` for a `Time`, which is an INTEGER of milliseconds",
    ),
    of(
        DDL,
        "DEFAULT GEN_RANDOM_UUID",
        "leave it out, and give the `Uuid` as an argument",
    ),
    of(
        DDL,
        "DEFAULT UUID",
        "leave it out, and give the `Uuid` as an argument",
    ),
    of(
        DDL,
        "PARTITION BY",
        "leave it out: a table of SQLite has no partitions",
    ),
    of(DDL, "TABLESPACE", "leave it out"),
    of(
        &["CREATE"],
        ", INDEX",
        "write `CREATE INDEX name ON table (column)` after the table",
    ),
    of(
        &["CREATE"],
        ", KEY",
        "write `CREATE INDEX name ON table (column)` after the table",
    ),
    of(&["CREATE"], ", UNIQUE KEY", "write `UNIQUE (column)`"),
    of(
        &["CREATE"],
        ", UNIQUE INDEX",
        "write `CREATE UNIQUE INDEX name ON table (column)` after the table",
    ),
    of(
        &["CREATE"],
        "CREATE OR REPLACE",
        "write `DROP VIEW IF EXISTS name;` before it",
    ),
    of(
        &["CREATE"],
        "MATERIALIZED",
        "write a table, filled with `INSERT INTO … SELECT`; SQLite has no stored views",
    ),
    of(
        &["CREATE"],
        "CREATE TYPE",
        "an enum is declared in a `.rally` file, and stored as TEXT",
    ),
    of(
        &["CREATE"],
        "CREATE DOMAIN",
        "write the `CHECK` at each column",
    ),
    of(
        &["CREATE"],
        "CREATE EXTENSION",
        "leave it out: all that SQLite has is there",
    ),
    of(&["CREATE"], "CREATE SEQUENCE", COUNTS_ITSELF),
    of(
        &["CREATE"],
        "CREATE FUNCTION",
        "write it in Rust, in a handler; SQLite stores no functions",
    ),
    of(
        &["CREATE"],
        "CREATE PROCEDURE",
        "write it in Rust, in a handler; SQLite stores no procedures",
    ),
    of(
        &["CREATE"],
        "CREATE SCHEMA",
        "leave it out: there is one database, and names begin with the table",
    ),
    of(
        &["CREATE"],
        "CREATE DATABASE",
        "leave it out: the app's database is there",
    ),
    of(
        &["CREATE"],
        "CREATE USER",
        "leave it out: SQLite has no users",
    ),
    of(
        &["CREATE"],
        "CREATE ROLE",
        "leave it out: SQLite has no users",
    ),
    of(&["CREATE"], "CONCURRENTLY", "leave it out"),
    of(
        &["CREATE"],
        "USING",
        "leave it out: every index is a B-tree",
    ),
    of(
        &["CREATE"],
        "EXECUTE FUNCTION",
        "write the statements of the trigger between `BEGIN` and `END`",
    ),
    of(
        &["CREATE"],
        "EXECUTE PROCEDURE",
        "write the statements of the trigger between `BEGIN` and `END`",
    ),
    of(
        &["CREATE"],
        "FOR EACH STATEMENT",
        "write `FOR EACH ROW`, which is all that SQLite has",
    ),
    of(ALTER, "ALTER COLUMN", MAKE_ANEW),
    of(ALTER, "MODIFY", MAKE_ANEW),
    of(ALTER, "MODIFY COLUMN", MAKE_ANEW),
    of(
        ALTER,
        "CHANGE COLUMN",
        "write `ALTER TABLE t RENAME COLUMN a TO b`; what else changes needs the table anew",
    ),
    of(
        ALTER,
        "CHANGE",
        "write `ALTER TABLE t RENAME COLUMN a TO b`; what else changes needs the table anew",
    ),
    of(
        ALTER,
        "ADD CONSTRAINT",
        "a `UNIQUE` is written `CREATE UNIQUE INDEX name ON table (column)`; for any other, make the table anew",
    ),
    of(ALTER, "ADD FOREIGN KEY", MAKE_ANEW),
    of(ALTER, "ADD PRIMARY KEY", MAKE_ANEW),
    of(
        ALTER,
        "ADD UNIQUE",
        "write `CREATE UNIQUE INDEX name ON table (column)`",
    ),
    of(
        ALTER,
        "ADD INDEX",
        "write `CREATE INDEX name ON table (column)`",
    ),
    of(
        ALTER,
        "ADD KEY",
        "write `CREATE INDEX name ON table (column)`",
    ),
    of(ALTER, "DROP CONSTRAINT", MAKE_ANEW),
    of(ALTER, "DROP INDEX", "write `DROP INDEX name`"),
    of(ALTER, "DROP FOREIGN KEY", MAKE_ANEW),
    of(ALTER, "DROP PRIMARY KEY", MAKE_ANEW),
    of(
        ALTER,
        "COLUMN IF NOT EXISTS",
        "leave `IF NOT EXISTS` out: each migration runs once",
    ),
    of(
        ALTER,
        "ADD IF NOT EXISTS",
        "leave `IF NOT EXISTS` out: each migration runs once",
    ),
    of(
        ALTER,
        "COLUMN IF EXISTS",
        "leave `IF EXISTS` out: each migration runs once",
    ),
    of(
        ALTER,
        "TABLE IF EXISTS",
        "leave `IF EXISTS` out: each migration runs once",
    ),
    of(ALTER, "AFTER", "leave it out: a new column is the last"),
    of(ALTER, "FIRST", "leave it out: a new column is the last"),
    of(ALTER, "OWNER TO", "leave it out: SQLite has no users"),
    of(
        ALTER,
        "ALTER TYPE",
        "an enum is declared in a `.rally` file; the `CHECK` of the column changes with the table made anew",
    ),
    of(
        ALTER,
        "ALTER INDEX",
        "write `DROP INDEX name` and `CREATE INDEX`",
    ),
    of(
        ALTER,
        "ALTER VIEW",
        "write `DROP VIEW name` and `CREATE VIEW`",
    ),
    of(
        ALTER,
        "ADD (",
        "write one `ALTER TABLE t ADD COLUMN` for each column",
    ),
    of(
        ALTER,
        ", ADD",
        "write one `ALTER TABLE t ADD COLUMN` for each column",
    ),
    of(
        ALTER,
        ", DROP",
        "write one `ALTER TABLE t DROP COLUMN` for each column",
    ),
    of(
        &["DROP"],
        "CASCADE",
        "leave it out: drop what depends on it first",
    ),
    of(&["DROP"], "RESTRICT", "leave it out"),
    of(&["DROP"], ",", "write one `DROP TABLE` for each table"),
    of(
        &["DROP"],
        "ON",
        "leave it out: an index is dropped by its name alone",
    ),
    of(
        &["DROP"],
        "DROP TYPE",
        "leave it out: enums are declared in `.rally` files",
    ),
    of(
        &["RENAME"],
        "RENAME TABLE",
        "write `ALTER TABLE a RENAME TO b`",
    ),
    of(&["TRUNCATE"], "TRUNCATE", "write `DELETE FROM t`"),
    of(&["COMMENT"], "COMMENT ON", "write a comment of SQL: `-- …`"),
    of(&["GRANT"], "GRANT", "leave it out: SQLite has no users"),
    of(&["REVOKE"], "REVOKE", "leave it out: SQLite has no users"),
    of(
        &["SET"],
        "SET",
        "leave it out: the runtime sets the options of the connection",
    ),
    of(&["USE"], "USE", "leave it out: there is one database"),
    of(
        &["LOCK"],
        "LOCK",
        "leave it out: one transaction writes at a time in SQLite",
    ),
    of(
        &["DO"],
        "DO",
        "write the statements themselves; SQLite runs no blocks of code",
    ),
    of(
        &["COPY"],
        "COPY",
        "write the rows as `INSERT INTO t VALUES (…), (…)`",
    ),
    of(
        &["SHOW"],
        "SHOW",
        "leave it out: the tables are those of the migrations",
    ),
    of(
        &["DELIMITER"],
        "DELIMITER",
        "leave it out: SQLite knows where a trigger ends",
    ),
    of(
        &["START"],
        "START TRANSACTION",
        "leave it out: each migration runs in a transaction",
    ),
    of(&["MERGE"], "MERGE", UPSERT),
];
