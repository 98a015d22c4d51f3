//! A schema as SQLite reports it to random rows that it accepts: parents before children, NULL wherever the table
//! allows it. Knows nothing of what is inferred.

use rallyc::sql::Meanings;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::random::Random;
use crate::values::{Domain, Kind};

/// A table that rows can be put into.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    columns: Vec<Column>,
    keys: Vec<ForeignKey>,
}

#[derive(Debug)]
struct Column {
    name: String,
    kind: Kind,
    /// SQLite makes numbers of texts in it.
    is_number: bool,
    /// Part of the primary key. Of the largest rowid there is no next one, and SQLite then undoes the transaction.
    is_key: bool,
    not_null: bool,
    has_default: bool,
}

#[derive(Debug)]
struct ForeignKey {
    parent: String,
    child_columns: Vec<String>,
    parent_columns: Vec<String>,
}

const MOST_ROWS: usize = 9;
const MOST_TRIES: usize = 5;

/// The tables, those that others refer to first.
pub(crate) fn read_tables(connection: &Connection, meanings: &Meanings) -> Vec<Table> {
    let listed: Vec<(String, String)> = read(
        connection,
        "SELECT t.name, s.sql FROM pragma_table_list t JOIN sqlite_schema s ON s.name = t.name \
         WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite_%' ORDER BY s.rowid",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?)),
    );
    let mut waiting: Vec<Table> = listed
        .into_iter()
        .map(|(name, sql)| read_table(connection, name, &sql, meanings))
        .collect();
    let mut sorted: Vec<Table> = vec![];
    while !waiting.is_empty() {
        let is_ready = |table: &Table| {
            let there = |parent: &str| {
                parent == table.name || sorted.iter().any(|table| table.name == parent)
            };
            table.keys.iter().all(|key| there(&key.parent))
        };
        // Where tables refer to each other, the first goes first, with NULL for what is not there yet.
        let next = waiting.iter().position(is_ready).unwrap_or(0);
        sorted.push(waiting.remove(next));
    }
    sorted
}

fn read<T>(
    connection: &Connection,
    sql: &str,
    arguments: &[&str],
    row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement
        .query_map(params_from_iter(arguments), row)
        .unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn read_table(connection: &Connection, name: String, sql: &str, meanings: &Meanings) -> Table {
    let is_virtual = sql.to_ascii_uppercase().starts_with("CREATE VIRTUAL");
    let columns = read(
        connection,
        "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk > 0 FROM pragma_table_xinfo(?1) WHERE hidden = 0",
        &[&name],
        |row| {
            let (column, declared): (String, String) = (row.get(0)?, row.get(1)?);
            let natural = match is_virtual && declared.is_empty() {
                true => Kind::Text,
                false => Kind::of_declaration(&declared),
            };
            Ok(Column {
                is_number: matches!(natural, Kind::Integer | Kind::Real),
                kind: meant(&name, &column, sql, meanings).unwrap_or(natural),
                name: column,
                not_null: row.get(2)?,
                has_default: row.get(3)?,
                is_key: row.get(4)?,
            })
        },
    );
    let keys = read_keys(connection, &name);
    Table {
        name,
        columns,
        keys,
    }
}

// What a column holds beyond its type: by a declaration, or by a CHECK that it is JSON.
fn meant(table: &str, column: &str, sql: &str, meanings: &Meanings) -> Option<Kind> {
    let meaning = meanings.columns.iter().find(|meaning| {
        meaning.table.eq_ignore_ascii_case(table) && meaning.column.eq_ignore_ascii_case(column)
    });
    let is_json = sql.contains(&format!("json_valid({column})"));
    meaning
        .map(|meaning| Kind::of_type(meaning.ty, &meanings.types))
        .or(is_json.then_some(Kind::Json))
}

fn read_keys(connection: &Connection, table: &str) -> Vec<ForeignKey> {
    let parts: Vec<(i64, String, String, Option<String>)> = read(
        connection,
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
        &[table],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    );
    let mut keys: Vec<(i64, ForeignKey)> = vec![];
    for (id, parent, from, to) in parts {
        if keys.last().is_none_or(|(last, _)| *last != id) {
            let key = ForeignKey {
                parent: parent.clone(),
                child_columns: vec![],
                parent_columns: vec![],
            };
            keys.push((id, key));
        }
        let (_, key) = keys.last_mut().expect("one was pushed");
        let to = to.unwrap_or_else(|| primary_key(connection, &parent, key.child_columns.len()));
        key.parent_columns.push(to);
        key.child_columns.push(from);
    }
    keys.into_iter().map(|(_, key)| key).collect()
}

fn primary_key(connection: &Connection, table: &str, at: usize) -> String {
    let sql = "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk";
    read(connection, sql, &[table], |row| row.get(0)).swap_remove(at)
}

/// Puts random rows into every table; now and then one is left empty.
pub(crate) fn fill(
    connection: &Connection,
    tables: &[Table],
    domain: &Domain,
    random: &mut Random,
) {
    let most = match random.below(10) {
        0 => 1,
        1 => 3,
        _ => MOST_ROWS,
    };
    for table in tables {
        let rows = match random.percent(8) {
            true => 0,
            false => 1 + random.below(most),
        };
        for _ in 0..rows {
            let mut tries = 0..MOST_TRIES;
            while tries.next().is_some() && !insert(connection, table, domain, random) {}
        }
    }
}

// Whether the table took the row; it does not when a constraint is against it.
fn insert(connection: &Connection, table: &Table, domain: &Domain, random: &mut Random) -> bool {
    let parents = parents(connection, table, random);
    let omits = random.percent(20);
    let mut names = vec![];
    let mut values = vec![];
    for column in &table.columns {
        let parent = parents.iter().find(|(name, _)| *name == column.name);
        if !(omits && column.has_default && parent.is_none()) {
            names.push(format!("\"{}\"", column.name));
            values.push(match parent {
                Some((_, value)) => value.clone(),
                None => column.value(domain, random),
            });
        }
    }
    let holders = vec!["?"; names.len()].join(", ");
    let sql = format!(
        "INSERT INTO \"{}\" ({}) VALUES ({holders})",
        table.name,
        names.join(", ")
    );
    let mut statement = connection.prepare_cached(&sql).unwrap();
    statement.execute(params_from_iter(values)).is_ok()
}

impl Column {
    fn value(&self, domain: &Domain, random: &mut Random) -> Value {
        if !self.not_null && random.percent(25) {
            return Value::Null;
        }
        let value = match domain.value(&self.kind, random) {
            Value::Integer(number) if self.is_key => Value::Integer(number % 1_000),
            other => other,
        };
        match self.is_number {
            true => Domain::disguised(value, random),
            false => value,
        }
    }
}

// A row of each table that this one refers to, by the names of its own columns.
fn parents<'t>(
    connection: &Connection,
    table: &'t Table,
    random: &mut Random,
) -> Vec<(&'t str, Value)> {
    let mut values = vec![];
    for key in &table.keys {
        let not_null = |name: &String| {
            table
                .columns
                .iter()
                .any(|column| column.name == *name && column.not_null)
        };
        let may_be_null = !key.child_columns.iter().any(not_null);
        let found = match may_be_null && random.percent(25) {
            true => None,
            false => parent(connection, key, random),
        };
        for (at, name) in key.child_columns.iter().enumerate() {
            let value = found.as_ref().map_or(Value::Null, |row| row[at].clone());
            values.push((name.as_str(), value));
        }
    }
    values
}

fn parent(connection: &Connection, key: &ForeignKey, random: &mut Random) -> Option<Vec<Value>> {
    let names: Vec<_> = key
        .parent_columns
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    let sql = format!(
        "SELECT {} FROM \"{}\" LIMIT 20",
        names.join(", "),
        key.parent
    );
    let mut statement = connection.prepare_cached(&sql).unwrap();
    let rows = statement
        .query_map([], |row| (0..names.len()).map(|at| row.get(at)).collect())
        .unwrap();
    let rows: Vec<Vec<Value>> = rows.collect::<Result<_, _>>().unwrap();
    (!rows.is_empty()).then(|| random.pick(&rows).clone())
}
