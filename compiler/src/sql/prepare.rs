//! A query to what SQLite itself says of it: its columns and parameters, or why it is rejected.

use super::Access;
use super::catalog::Catalog;
use super::complaint::Refusal;
use super::types::ColumnSource;

/// What SQLite says of a statement it accepts.
pub(crate) struct Prepared {
    pub(crate) access: Access,
    pub(crate) columns: Vec<PreparedColumn>,
    // By index less one.
    pub(crate) parameters: Vec<String>,
}

pub(crate) struct PreparedColumn {
    pub(crate) name: String,
    pub(crate) source: Option<ColumnSource>,
}

/// Prepares a query, without running it.
pub(crate) fn prepare(catalog: &Catalog, text: &str) -> rusqlite::Result<Prepared> {
    let statement = catalog.connection.prepare(text)?;
    let columns = statement
        .columns_with_metadata()
        .map(|column| PreparedColumn {
            name: column.name().to_owned(),
            source: column
                .table_name()
                .zip(column.origin_name())
                .map(|(table, column)| ColumnSource {
                    table: table.into(),
                    column: column.into(),
                }),
        });
    let name = |index| {
        statement
            .parameter_name(index)
            .unwrap_or("?")
            .trim_start_matches(':')
            .to_owned()
    };
    Ok(Prepared {
        access: if statement.readonly() {
            Access::Read
        } else {
            Access::Write
        },
        columns: columns.collect(),
        parameters: (1..=statement.parameter_count()).map(name).collect(),
    })
}

impl Prepared {
    /// Whether it has the same parameters and as many columns, and writes if the other does.
    pub(crate) fn takes_and_gives_as(&self, other: &Self) -> bool {
        self.parameters == other.parameters
            && self.columns.len() == other.columns.len()
            && self.access == other.access
    }
}

impl Refusal {
    /// What the error says of the text that was prepared.
    pub(crate) fn new(error: &rusqlite::Error) -> Self {
        Self {
            message: error_message(error),
            offset: error_offset(error),
        }
    }

    /// Whether it is about what a name or a number of things means.
    ///
    /// After these SQLite has read the whole text, so the tree is no deeper than SQLite allows.
    pub(crate) fn is_about_meaning(&self) -> bool {
        const MEANINGS: [&str; 11] = [
            "no such table",
            "no such column",
            "no such function",
            "ambiguous column name",
            "wrong number of arguments to function",
            "has no column named",
            "values for",
            "values were supplied",
            "cannot join using column",
            "do not have the same number of result columns",
            "all VALUES must have the same number of terms",
        ];
        MEANINGS
            .iter()
            .any(|meaning| self.message.contains(meaning))
    }

    pub(crate) fn is_too_deep(&self) -> bool {
        [
            "Expression tree is too large",
            "parser stack overflow",
            "Recursion limit",
        ]
        .iter()
        .any(|meaning| self.message.contains(meaning))
    }
}

/// SQLite's own words.
pub(crate) fn error_message(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => one_line(msg),
        rusqlite::Error::SqliteFailure(_, Some(message)) => one_line(message),
        other => other.to_string(),
    }
}

/// Where SQLite says the error is, in bytes, for the errors it has a place for.
pub(crate) fn error_offset(error: &rusqlite::Error) -> Option<usize> {
    match error {
        rusqlite::Error::SqlInputError { offset, .. } => usize::try_from(*offset).ok(),
        _ => None,
    }
}

// A message quotes the text, such as its rest where a quotation mark is not closed, or the type of a column.
fn one_line(message: &str) -> String {
    match message.split_once('\n') {
        Some((first, _)) => format!("{first}…"),
        None => message.to_owned(),
    }
}
