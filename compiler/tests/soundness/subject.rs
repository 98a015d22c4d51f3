//! One query on one database: random arguments in, each value that comes back judged and counted.

use rallyc::sql::{Absence, Access, ArgumentType, CheckedStatement, Column, Parameter};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, Statement};

use crate::corpus::Corpus;
use crate::oracle::{Verdict, judge};
use crate::random::Random;
use crate::stored::StoredPromises;
use crate::values::{Domain, Kind};

/// What was seen of one query over all of its runs.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) runs: usize,
    /// Runs that failed, such as for a text that is no JSON.
    pub(crate) errors: usize,
    pub(crate) last_error: Option<String>,
    /// Runs that gave a row or changed one.
    pub(crate) hits: usize,
    pub(crate) rows: usize,
    /// Values that arithmetic left the range of its type for.
    pub(crate) overflows: usize,
    /// For each column, how often it was NULL.
    pub(crate) nulls: Vec<usize>,
    /// The first promises that were not kept.
    pub(crate) broken: Vec<String>,
}

/// A query to be run.
pub(crate) struct Subject<'c> {
    checked: &'c CheckedStatement,
    tally: Tally,
}

/// The database that a query is run on.
pub(crate) struct Surroundings<'s> {
    pub(crate) corpus: &'s Corpus,
    pub(crate) connection: &'s Connection,
    pub(crate) domain: &'s Domain,
    pub(crate) stored: &'s StoredPromises<'s>,
    pub(crate) number: usize,
}

/// How many rows of one run are looked at.
const MOST_ROWS: usize = 300;
/// How often a query with arguments is run on one database.
const DRAWS: usize = 3;

impl<'c> Subject<'c> {
    pub(crate) fn new(checked: &'c CheckedStatement) -> Self {
        let nulls = vec![0; checked.columns.len()];
        Self {
            checked,
            tally: Tally {
                nulls,
                ..Tally::default()
            },
        }
    }

    pub(crate) fn sql(&self) -> &'c str {
        &self.checked.sql
    }

    pub(crate) fn tally(self) -> Tally {
        self.tally
    }

    pub(crate) fn run(
        &mut self,
        around: &Surroundings<'_>,
        statement: &mut Statement<'_>,
        mut random: Random,
    ) {
        let draws = if self.checked.parameters.is_empty() {
            1
        } else {
            DRAWS
        };
        for _ in 0..draws {
            let arguments: Vec<_> = self
                .checked
                .parameters
                .iter()
                .map(|parameter| (parameter, around.argument(parameter, &mut random)))
                .collect();
            for (parameter, value) in &arguments {
                statement
                    .raw_bind_parameter(parameter.index, value)
                    .unwrap();
            }
            let problems = match self.checked.access {
                Access::Read => self.read(around, statement),
                Access::Write => self.write(around, statement),
            };
            for problem in problems {
                self.complain(&format!(
                    "database {}, {}: {problem}",
                    around.number,
                    describe(&arguments)
                ));
            }
        }
    }

    // What it did is undone.
    fn write(&mut self, around: &Surroundings<'_>, statement: &mut Statement<'_>) -> Vec<String> {
        let hits = self.tally.hits;
        around
            .connection
            .execute_batch("SAVEPOINT written")
            .unwrap();
        let before = around.connection.total_changes();
        let mut problems = self.read(around, statement);
        let changed = around.connection.total_changes() > before;
        self.tally.hits = hits + usize::from(changed);
        problems.extend(
            around
                .stored
                .broken(around.connection, around.domain.reach()),
        );
        around
            .connection
            .execute_batch("ROLLBACK TO written; RELEASE written")
            .unwrap();
        problems
    }

    fn read(&mut self, around: &Surroundings<'_>, statement: &mut Statement<'_>) -> Vec<String> {
        let names: Vec<_> = statement.column_names().map(str::to_owned).collect();
        let mut problems: Vec<_> = self.wrong_names(&names).into_iter().collect();
        let mut rows = statement.raw_query();
        let mut seen = 0;
        self.tally.runs += 1;
        while seen < MOST_ROWS {
            match rows.next() {
                Ok(None) => break,
                Ok(Some(row)) => problems.extend(self.row(around, row, &names)),
                Err(error) => {
                    self.tally.errors += 1;
                    self.tally.last_error = Some(error.to_string());
                    break;
                }
            }
            seen += 1;
        }
        self.tally.rows += seen;
        self.tally.hits += usize::from(seen > 0);
        problems
    }

    fn row(&mut self, around: &Surroundings<'_>, row: &Row<'_>, names: &[String]) -> Vec<String> {
        let mut problems = vec![];
        let types = &around.corpus.meanings.types;
        for (at, column) in self.checked.columns.iter().enumerate() {
            let value = row.get_ref(at).unwrap();
            self.tally.nulls[at] += usize::from(value == ValueRef::Null);
            match judge(
                value,
                column,
                names[at].ends_with('!'),
                around.domain.reach(),
                types,
            ) {
                Verdict::Kept => {}
                Verdict::Overflow => self.tally.overflows += 1,
                Verdict::Broken => problems.push(broken(column, value, around.corpus)),
            }
        }
        problems.extend(self.half_absent(row));
        problems
    }

    // What one outer join leaves out is NULL in all of its columns, and else in none that could not be NULL anyway.
    fn half_absent(&self, row: &Row<'_>) -> Option<String> {
        let columns = self.checked.columns.iter().enumerate();
        let outer: Vec<_> = columns
            .filter_map(|(at, column)| {
                let is_null = row.get_ref(at).unwrap() == ValueRef::Null;
                Some((column, column.absence?, is_null))
            })
            .collect();
        let certain = |(_, absence, is_null): &(&Column, Absence, bool)| {
            *is_null && !absence.otherwise_nullable
        };
        let contradicts = |(_, absence, _): &&(&Column, Absence, bool)| {
            outer
                .iter()
                .filter(|other| certain(other))
                .any(|(_, other, _)| other.join == absence.join)
        };
        let found = outer
            .iter()
            .filter(contradicts)
            .find(|(_, _, is_null)| !is_null);
        found.map(|(column, ..)| {
            format!(
                "the join left out what `{}` is of, and it is not NULL",
                column.name
            )
        })
    }

    fn wrong_names(&self, names: &[String]) -> Option<String> {
        let theirs: Vec<_> = names
            .iter()
            .map(|name| name.trim_end_matches(['!', '?']))
            .collect();
        let ours: Vec<_> = self
            .checked
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        (ours != theirs).then(|| format!("the columns are {theirs:?} and not {ours:?}"))
    }

    fn complain(&mut self, problem: &str) {
        const MOST: usize = 3;
        if self.tally.broken.len() < MOST {
            self.tally.broken.push(problem.to_owned());
        }
    }
}

impl Surroundings<'_> {
    fn argument(&self, parameter: &Parameter, random: &mut Random) -> Value {
        let kind = Kind::of_type(parameter.ty.item(), &self.corpus.meanings.types);
        match parameter.ty {
            ArgumentType::Optional(_) if random.percent(30) => Value::Null,
            ArgumentType::One(_) | ArgumentType::Optional(_) => self.domain.value(&kind, random),
            ArgumentType::List(_) => self.domain.list(&kind, random),
        }
    }
}

fn describe(arguments: &[(&Parameter, Value)]) -> String {
    let shown = arguments
        .iter()
        .map(|(parameter, value)| format!(":{} = {value:?}", parameter.name));
    shown.collect::<Vec<_>>().join(", ")
}

/// A promise that was not kept, in words.
pub(crate) fn broken(column: &Column, value: ValueRef<'_>, corpus: &Corpus) -> String {
    let found = Value::try_from(value).unwrap_or(Value::Null);
    format!(
        "`{}` is promised {} and is {found:?}",
        column.name,
        corpus.typed(column.ty, column.nullable)
    )
}
