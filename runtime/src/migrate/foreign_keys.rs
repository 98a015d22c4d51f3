//! Whether every row that a script could have left without its parent still has one.
//!
//! Only tables that it touched, or that refer to one, are read: a new index on a large database costs no more than itself.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::error::{MigrateError, database};

/// Violations that an error lists.
const VIOLATIONS_SHOWN: usize = 5;

/// The tables there are, in lower case.
pub(super) fn tables(connection: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut list =
        connection.prepare("SELECT lower(name) FROM sqlite_schema WHERE type = 'table'")?;
    list.query_map([], |row| row.get(0))?.collect()
}

/// Refuses rows that refer to nothing, in tables that the script of `file` touched or that refer to such tables.
pub(super) fn check(
    connection: &Connection,
    file: &str,
    touched: &BTreeSet<String>,
) -> Result<(), MigrateError> {
    let children = referring(connection, touched).map_err(database("reading the foreign keys"))?;
    let mut violations = Vec::new();
    for child in children {
        // The check itself fails where a foreign key names a column that its parent table does not have.
        match violations_of(connection, &child, VIOLATIONS_SHOWN - violations.len()) {
            Ok(found) => violations.extend(found),
            Err(error) => violations.push(error.to_string()),
        }
        if violations.len() >= VIOLATIONS_SHOWN {
            break;
        }
    }
    match violations.is_empty() {
        true => Ok(()),
        false => Err(MigrateError::ForeignKeys {
            file: file.to_owned(),
            violations,
        }),
    }
}

fn referring(
    connection: &Connection,
    touched: &BTreeSet<String>,
) -> rusqlite::Result<BTreeSet<String>> {
    let mut list = connection.prepare(
        "SELECT child.name, key.\"table\" FROM sqlite_schema AS child, pragma_foreign_key_list(child.name) AS key
        WHERE child.type = 'table'",
    )?;
    let pairs = list.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let is_touched = |name: &str| touched.contains(&name.to_ascii_lowercase());
    let mut children = BTreeSet::new();
    for pair in pairs {
        let (child, parent) = pair?;
        if is_touched(&child) || is_touched(&parent) {
            children.insert(child);
        }
    }
    Ok(children)
}

fn violations_of(
    connection: &Connection,
    child: &str,
    most: usize,
) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check(?1)")?;
    let rows = statement.query_map([child], |row| {
        let (table, rowid, parent): (String, Option<i64>, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let which = rowid.map_or_else(|| "a row".to_owned(), |rowid| format!("row {rowid}"));
        Ok(format!("{which} of {table} refers to no row of {parent}"))
    })?;
    rows.take(most).collect()
}
