//! What SQLite has after a statement of a migration: new tables, views and indexes, changed ones, and those gone.

use std::collections::BTreeSet;

use rusqlite::{CachedStatement, Connection};

use crate::sql::history::{FoundObject, History, ObjectKind};

/// The objects that are new or among `touched`, and the names of those that the history has and SQLite no more, in
/// lower case. An ALTER may have renamed a table, so what was not known before is new.
pub(super) fn objects_after(
    connection: &Connection,
    touched: &[String],
    history: &History,
) -> rusqlite::Result<(Vec<FoundObject>, Vec<String>)> {
    let touched: BTreeSet<String> = touched
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect();
    let present = names(connection)?;
    let mut columns = connection.prepare_cached("SELECT name FROM pragma_table_xinfo(?1)")?;
    let mut found = vec![];
    let mut lower = BTreeSet::new();
    for (kind, name) in present {
        let key = name.to_ascii_lowercase();
        if touched.contains(&key) || !history.has(&key) {
            let columns = match kind {
                ObjectKind::Index => vec![],
                _ => read_columns(&mut columns, &name)?,
            };
            found.push(FoundObject {
                kind,
                name,
                columns,
            });
        }
        lower.insert(key);
    }
    let gone = history.names().filter(|name| !lower.contains(*name));
    Ok((found, gone.cloned().collect()))
}

// SQLite's own indexes of keys have no name that a statement could use.
fn names(connection: &Connection) -> rusqlite::Result<Vec<(ObjectKind, String)>> {
    let mut list = connection.prepare_cached(
        "SELECT type, name FROM sqlite_schema \
         WHERE type IN ('table', 'view') OR (type = 'index' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\')",
    )?;
    let rows = list.query_map([], |row| {
        let kind = match row.get_ref(0)?.as_str()? {
            "table" => ObjectKind::Table,
            "view" => ObjectKind::View,
            _ => ObjectKind::Index,
        };
        Ok((kind, row.get(1)?))
    })?;
    rows.collect()
}

// None of a view that reads what is gone.
fn read_columns(statement: &mut CachedStatement<'_>, table: &str) -> rusqlite::Result<Vec<String>> {
    let rows = statement.query_map([table], |row| row.get(0))?;
    rows.collect()
}
