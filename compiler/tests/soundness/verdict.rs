//! What was seen of the queries of a file to what is wrong with them: broken promises first, then those that nothing
//! has tried, and those that promise less than they could.

use rallyc::sql::{Access, CheckedStatement};

use crate::corpus::{Corpus, Question};
use crate::run::Report;
use crate::subject::Tally;

/// The least rows that a query is judged by, over all of its runs.
const LEAST_ROWS: usize = 200;
/// The least share of its runs, in percent, that give a row or change one.
const LEAST_HITS: usize = 8;

/// Everything that is wrong, with its place.
pub(crate) fn complaints(
    corpus: &Corpus,
    checked: &[CheckedStatement],
    found: &[Vec<String>],
    report: &Report,
) -> Vec<String> {
    let schema = report
        .schema
        .iter()
        .map(|problem| format!("{}: {problem}", corpus.name));
    let mut problems: Vec<_> = schema.collect();
    for (at, question) in corpus.queries.iter().enumerate() {
        let place = format!("{}:{} {}", corpus.name, question.line, question.block.name);
        let seen = Seen {
            question,
            checked: &checked[at],
            tally: &report.tallies[at],
        };
        let wrong = seen.unexpected(&found[at]).into_iter().chain(seen.wrong());
        problems.extend(wrong.map(|problem| format!("{place}: {problem}")));
    }
    problems
}

/// One query and what was seen of it.
struct Seen<'s> {
    question: &'s Question,
    checked: &'s CheckedStatement,
    tally: &'s Tally,
}

impl Seen<'_> {
    fn unexpected(&self, found: &[String]) -> Option<String> {
        let expected = self.question.expected();
        (expected != found).then(|| {
            format!(
                "run with BLESS=1 to accept\n  expected: {}\n  found:    {}",
                expected.join(" "),
                found.join(" ")
            )
        })
    }

    fn wrong(&self) -> Vec<String> {
        let mut problems = self.tally.broken.clone();
        problems.extend(self.untried());
        if problems.is_empty() {
            problems.extend(self.too_weak());
        }
        problems
    }

    fn untried(&self) -> Option<String> {
        let tally = self.tally;
        if tally.errors == tally.runs {
            let error = tally.last_error.as_deref().unwrap_or_default();
            return Some(format!("every run failed: {error}"));
        }
        let has_rows = self.checked.access == Access::Read || !self.checked.columns.is_empty();
        let is_few =
            tally.hits * 100 < tally.runs * LEAST_HITS || (has_rows && tally.rows < LEAST_ROWS);
        let counted = format!(
            "{} runs, {} with rows, {} rows, {} errors",
            tally.runs, tally.hits, tally.rows, tally.errors
        );
        match (is_few, self.question.is_few()) {
            (true, true) if tally.hits > 0 => None,
            (true, _) => Some(format!(
                "it is hardly tried ({counted}): `-- few: REASON` says why"
            )),
            (false, true) => Some(format!(
                "it finds enough ({counted}), so `-- few:` is wrong"
            )),
            (false, false) => None,
        }
    }

    // An override with `?` is the word of whoever wrote it.
    fn too_weak(&self) -> Vec<String> {
        let overridden = |name: &str| self.checked.sql.contains(&format!("\"{name}?\""));
        let columns = self.checked.columns.iter().zip(&self.tally.nulls);
        let complaint = |(column, &nulls): (&rallyc::sql::Column, &usize)| {
            let name = &column.name;
            let weak = column.nullable && nulls == 0 && !overridden(name);
            match (weak, self.question.is_never_null(name)) {
                (true, false) => Some(format!(
                    "`{name}` may be NULL, it is inferred, and never was in {} rows: \
                     `-- nullable {name}: REASON` says why that cannot be known",
                    self.tally.rows
                )),
                (false, true) => Some(format!("`-- nullable {name}:` is wrong")),
                _ => None,
            }
        };
        columns.filter_map(complaint).collect()
    }
}
