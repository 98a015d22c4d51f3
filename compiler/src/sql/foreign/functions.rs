//! Functions of other databases, each with what does the same in SQLite.

/// What to write in the place of a function that SQLite does not have.
pub(crate) fn foreign_function(name: &str) -> Option<&'static str> {
    let found = FUNCTIONS.iter().find(|(names, _)| {
        names
            .split(' ')
            .any(|known| known.eq_ignore_ascii_case(name))
    });
    found.map(|(_, help)| *help)
}

/// What to write in the place of a function with rows that SQLite does not have.
pub(crate) fn foreign_table(name: &str) -> Option<&'static str> {
    let is_known = TABLES.iter().any(|known| known.eq_ignore_ascii_case(name));
    foreign_function(name).filter(|_| is_known)
}

const TABLES: [&str; 2] = ["unnest", "generate_series"];

/// Names, separated by spaces, and what to do. A `Time` is stored as Unix milliseconds.
pub(super) const FUNCTIONS: &[(&str, &str)] = &[
    (
        "now getdate sysdate localtimestamp transaction_timestamp statement_timestamp",
        "write `CAST(unixepoch('subsec') * 1000 AS INTEGER)` for a `Time`; a query may as well take it as an argument, `:now`",
    ),
    (
        "curdate today",
        "write `date('now')`, or take the day as an argument",
    ),
    ("curtime", "write `time('now')`"),
    (
        "unix_timestamp",
        "write `unixepoch()`, which counts seconds; a `Time` counts milliseconds",
    ),
    (
        "from_unixtime to_timestamp",
        "write `datetime(seconds, 'unixepoch')`; a `Time` is a number of milliseconds as it is",
    ),
    (
        "to_char date_format",
        "write `strftime('%Y-%m-%d', …)`, with `'unixepoch'` after `at / 1000` for a `Time`",
    ),
    (
        "to_date str_to_date",
        "write `date(…)`, which reads `2026-01-31`",
    ),
    (
        "date_trunc",
        "write `date(…, 'start of month')`, or `strftime` with as much of the date as is kept",
    ),
    (
        "date_part extract year month day hour minute second dayofweek",
        "write `CAST(strftime('%Y', …) AS INTEGER)`",
    ),
    (
        "date_add dateadd date_sub adddate subdate",
        "write `date(…, '+7 days')`",
    ),
    (
        "age",
        "write `timediff(a, b)`, or subtract `julianday(…)` of both",
    ),
    ("len char_length character_length", "write `length(…)`"),
    ("left", "write `substr(text, 1, n)`"),
    ("right", "write `substr(text, -n)`"),
    (
        "lpad rpad",
        "write `format('%5s', …)`, or `format('%05d', …)` for a number",
    ),
    ("mid", "write `substr(text, from, length)`"),
    (
        "locate position strpos charindex",
        "write `instr(text, part)`",
    ),
    ("ucase", "write `upper(…)`"),
    ("lcase", "write `lower(…)`"),
    (
        "initcap reverse regexp_replace regexp_matches regexp_like regexp_substr regexp split_part",
        "SQLite has nothing like it; read the text, and do it in Rust",
    ),
    (
        "repeat",
        "write `replace(printf('%.3c', 'x'), 'x', text)`, or do it in Rust",
    ),
    (
        "greatest",
        "write `max(a, b)`; with several arguments it is no aggregate",
    ),
    (
        "least",
        "write `min(a, b)`; with several arguments it is no aggregate",
    ),
    ("isnull nvl", "write `ifnull(a, b)`"),
    ("nvl2 decode", "write `CASE WHEN … THEN … ELSE … END`"),
    (
        "array_agg json_agg json_arrayagg jsonb_agg",
        "write `json_group_array(…)`",
    ),
    (
        "json_object_agg json_objectagg jsonb_object_agg",
        "write `json_group_object(name, value)`",
    ),
    (
        "json_build_object jsonb_build_object row_to_json to_json to_jsonb",
        "write `json_object('name', value)`",
    ),
    ("json_build_array", "write `json_array(…)`"),
    (
        "json_unquote",
        "write `json ->> '$.path'`, which gives the value itself",
    ),
    (
        "json_contains",
        "write `EXISTS (SELECT 1 FROM json_each(…) WHERE value = …)`",
    ),
    ("any some", "write `x IN (…)`"),
    (
        "unnest",
        "write `json_each(…)` with a JSON array, whose column is `value`",
    ),
    (
        "generate_series",
        "write `WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10)`, and read `n`",
    ),
    ("bool_and every", "write `min(…)` of the condition"),
    ("bool_or", "write `max(…)` of the condition"),
    ("any_value first last", "write `max(…)`, or `min(…)`"),
    (
        "stddev stddev_pop stddev_samp variance var_pop var_samp",
        "write it with `avg(x * x)` and `avg(x)`",
    ),
    (
        "uuid gen_random_uuid uuid_generate_v4 newid",
        "make the `Uuid` in the handler, and give it as an argument",
    ),
    (
        "last_insert_id scope_identity lastval currval nextval",
        "end the INSERT with `RETURNING id`",
    ),
    ("rand", "write `random()`"),
    ("truncate", "write `trunc(…)`, or `round(x, digits)`"),
    ("convert", "write `CAST(… AS TEXT)`"),
    (
        "md5 sha1 sha2 sha256 digest crypt",
        "calculate it in the handler, and give it as an argument",
    ),
    (
        "rollup cube",
        "write each grouping as a SELECT, joined with `UNION ALL`",
    ),
    ("found_rows", "write a second query with `count(*)`"),
    (
        "database schema version user current_user",
        "SQLite has one database, and no users of its own",
    ),
    (
        "values",
        "write `excluded.column` for the value that was to be inserted",
    ),
    ("row_num", "write `row_number() OVER (ORDER BY …)`"),
];
