//! What is inferred of the columns of every table: it must hold for the rows, and still hold after a write.

use rallyc::sql::{Catalog, CheckedStatement};
use rusqlite::Connection;

use crate::corpus::Corpus;
use crate::oracle::{Verdict, judge};
use crate::rows::Table;
use crate::subject::broken;
use crate::values::Reach;

/// For each table, a query for the columns that have a type of their own, and what it promises.
pub(crate) struct StoredPromises<'c> {
    corpus: &'c Corpus,
    tables: Vec<(String, CheckedStatement)>,
}

impl<'c> StoredPromises<'c> {
    pub(crate) fn new(
        corpus: &'c Corpus,
        catalog: &Catalog,
        connection: &Connection,
        tables: &[Table],
    ) -> Self {
        let promise = |table: &Table| {
            let all = connection
                .prepare(&format!("SELECT * FROM \"{}\"", table.name))
                .unwrap();
            let typed: Vec<_> = all
                .column_names()
                .map(|name| format!("\"{name}\""))
                .filter(|name| {
                    corpus
                        .check_sql(catalog, &select(std::slice::from_ref(name), table))
                        .is_some()
                })
                .collect();
            let checked = corpus.check_sql(catalog, &select(&typed, table))?;
            Some((table.name.clone(), checked))
        };
        Self {
            corpus,
            tables: tables.iter().filter_map(promise).collect(),
        }
    }

    /// Every value that a table should not have.
    pub(crate) fn broken(&self, connection: &Connection, reach: Reach) -> Vec<String> {
        let mut problems = vec![];
        for (table, checked) in &self.tables {
            let mut statement = connection.prepare_cached(&checked.sql).unwrap();
            let mut rows = statement.raw_query();
            while let Ok(Some(row)) = rows.next() {
                for (at, column) in checked.columns.iter().enumerate() {
                    let value = row.get_ref(at).unwrap();
                    if judge(value, column, false, reach, &self.corpus.meanings.types)
                        == Verdict::Broken
                    {
                        problems.push(format!(
                            "in the table `{table}` {}",
                            broken(column, value, self.corpus)
                        ));
                    }
                }
            }
        }
        problems
    }
}

fn select(columns: &[String], table: &Table) -> String {
    format!("SELECT {} FROM \"{}\"", columns.join(", "), table.name)
}
