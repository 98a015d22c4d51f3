//! The schema of a file to many databases of random rows, and each query to what was seen of it on all of them.

use rallyc::sql::{Catalog, CheckedStatement};
use rusqlite::Connection;

use crate::corpus::Corpus;
use crate::random::Random;
use crate::rows::{Table, fill, read_tables};
use crate::stored::StoredPromises;
use crate::subject::{Subject, Surroundings, Tally};
use crate::values::{Domain, Pools, Reach};

/// The databases of one file: so often its migrations are run, and each time so often rows are put in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) schemas: usize,
    pub(crate) fillings: usize,
}

/// What was seen of one file.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Of each query.
    pub(crate) tallies: Vec<Tally>,
    /// Promises that the rows themselves do not keep, and tables that never had one.
    pub(crate) schema: Vec<String>,
}

/// Instructions of SQLite's machine for one statement: a recursion without end is an error.
const MOST_STEPS: i32 = 2_000_000;

/// Runs every query on every database.
pub(crate) fn run_corpus(
    corpus: &Corpus,
    catalog: &Catalog,
    checked: &[CheckedStatement],
    effort: Effort,
) -> Report {
    let mut databases = Databases {
        corpus,
        catalog,
        pools: Pools::of_text(corpus.text()),
        subjects: checked.iter().map(Subject::new).collect(),
        schema: vec![],
        filled: vec![],
    };
    for schema in 0..effort.schemas {
        databases.run_schema(schema, effort.fillings);
    }
    let mut report = Report {
        tallies: databases.subjects.into_iter().map(Subject::tally).collect(),
        schema: databases.schema,
    };
    for (table, _) in databases.filled.iter().filter(|(_, rows)| *rows == 0) {
        report
            .schema
            .push(format!("no random row fits into the table `{table}`"));
    }
    report
}

struct Databases<'c> {
    corpus: &'c Corpus,
    catalog: &'c Catalog,
    pools: Pools,
    subjects: Vec<Subject<'c>>,
    schema: Vec<String>,
    /// How many rows each table had, over all databases.
    filled: Vec<(String, i64)>,
}

impl Databases<'_> {
    fn run_schema(&mut self, schema: usize, fillings: usize) {
        let connection = self.migrated(schema);
        let tables = read_tables(&connection, &self.corpus.meanings);
        let sql: Vec<_> = self.subjects.iter().map(Subject::sql).collect();
        let mut statements: Vec<_> = sql
            .iter()
            .map(|sql| connection.prepare(sql).unwrap())
            .collect();
        let stored = StoredPromises::new(self.corpus, self.catalog, &connection, &tables);
        for filling in 0..fillings {
            let number = schema * fillings + filling;
            let mut random = self.random(&[number]);
            let domain = Domain::new(&self.pools, reach(number), &mut random);
            connection.execute_batch("SAVEPOINT filled").unwrap();
            fill(&connection, &tables, &domain, &mut random);
            self.count_rows(&connection, &tables);
            self.schema
                .extend(stored.broken(&connection, domain.reach()));
            self.schema.truncate(5);
            let surroundings = Surroundings {
                corpus: self.corpus,
                connection: &connection,
                domain: &domain,
                stored: &stored,
                number,
            };
            for (at, statement) in statements.iter_mut().enumerate() {
                let random = Random::new(&self.corpus.queries[at].block.name, &[as_part(number)]);
                self.subjects[at].run(&surroundings, statement, random);
            }
            connection
                .execute_batch("ROLLBACK TO filled; RELEASE filled")
                .unwrap();
        }
    }

    // Every second schema has rows that are older than its last migrations.
    fn migrated(&self, schema: usize) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .progress_handler(MOST_STEPS, Some(|| true))
            .unwrap();
        let mut random = self.random(&[usize::MAX, schema]);
        let domain = Domain::new(&self.pools, Reach::Ordinary, &mut random);
        let last = self.corpus.migrations.len() - 1;
        for (at, migration) in self.corpus.migrations.iter().enumerate() {
            connection
                .execute_batch("PRAGMA foreign_keys = OFF")
                .unwrap();
            connection.execute_batch(&migration.text).unwrap();
            connection
                .execute_batch("PRAGMA foreign_keys = ON")
                .unwrap();
            if schema % 2 == 1 && at < last {
                let tables = read_tables(&connection, &self.corpus.meanings);
                fill(&connection, &tables, &domain, &mut random);
            }
        }
        connection
    }

    fn random(&self, parts: &[usize]) -> Random {
        let parts: Vec<_> = parts.iter().copied().map(as_part).collect();
        Random::new(&self.corpus.name, &parts)
    }

    fn count_rows(&mut self, connection: &Connection, tables: &[Table]) {
        if self.filled.is_empty() {
            self.filled = tables.iter().map(|table| (table.name.clone(), 0)).collect();
        }
        for (table, rows) in &mut self.filled {
            let sql = format!("SELECT count(*) FROM \"{table}\"");
            let mut statement = connection.prepare_cached(&sql).unwrap();
            *rows += statement.query_row([], |row| row.get::<_, i64>(0)).unwrap();
        }
    }
}

fn reach(number: usize) -> Reach {
    match number % 10 {
        4 => Reach::Integers,
        9 => Reach::Reals,
        _ => Reach::Ordinary,
    }
}

fn as_part(number: usize) -> u64 {
    u64::try_from(number).expect("64 bits")
}
