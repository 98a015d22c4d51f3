//! What is inferred of a query against what SQLite gives: every query of `tests/corpus`, on random rows.
//!
//! Each file there has a schema and queries. Its tables are filled with random rows that the schema accepts, some
//! hundred times over, and each query is run on them with random arguments; every value that comes back must have
//! the type and nullability that is inferred. That a column is `Option` must be earned, too: one that is never NULL
//! says why. What is inferred stands after each query; `BLESS=1` writes it.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read and write the corpus"
)]

#[path = "soundness/corpus.rs"]
mod corpus;
#[path = "soundness/oracle.rs"]
mod oracle;
#[path = "soundness/random.rs"]
mod random;
#[path = "soundness/rows.rs"]
mod rows;
#[path = "soundness/run.rs"]
mod run;
#[path = "soundness/self_test.rs"]
mod self_test;
#[path = "soundness/stored.rs"]
mod stored;
#[path = "soundness/subject.rs"]
mod subject;
#[path = "soundness/values.rs"]
mod values;
#[path = "soundness/verdict.rs"]
mod verdict;

use std::path::Path;
use std::sync::Mutex;

use corpus::Corpus;
use run::{Effort, run_corpus};
use verdict::complaints;

const EFFORT: Effort = Effort {
    schemas: 5,
    fillings: 50,
};

#[test]
fn no_query_of_the_corpus_breaks_what_is_inferred_of_it() {
    let files = Mutex::new(corpus::files());
    let problems = Mutex::new(vec![]);
    let next = || files.lock().unwrap().pop();
    let work = || {
        while let Some(file) = next() {
            let found = check_file(&file);
            problems.lock().unwrap().extend(found);
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let mut problems = problems.into_inner().unwrap();
    problems.sort();
    assert!(problems.is_empty(), "\n{}", problems.join("\n\n"));
}

// What is wrong in one file. Where that is only what is expected of it, `BLESS=1` makes it right.
fn check_file(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let name = file.file_name().unwrap().to_string_lossy();
    let mut corpus = Corpus::parse(&name, &text);
    let catalog = corpus.catalog();
    let (mut checked, mut refused) = (vec![], vec![]);
    for question in &corpus.queries {
        match corpus.check(&catalog, question) {
            Ok(found) => checked.push(found),
            Err(diagnostics) => refused.push(diagnostics),
        }
    }
    if !refused.is_empty() {
        return refused;
    }
    let found: Vec<_> = checked.iter().map(|found| corpus.describe(found)).collect();
    if std::env::var_os("BLESS").is_some() {
        let text = corpus.with_found(&found);
        std::fs::write(file, &text).unwrap();
        corpus = Corpus::parse(&name, &text);
    }
    let report = run_corpus(&corpus, &catalog, &checked, EFFORT);
    complaints(&corpus, &checked, &found, &report)
}

#[test]
fn the_corpus_is_large_enough_to_mean_something() {
    let files = corpus::files();
    let count = |file: &std::path::PathBuf| {
        let text = std::fs::read_to_string(file).unwrap();
        Corpus::parse(&file.to_string_lossy(), &text).queries.len()
    };
    let queries: usize = files.iter().map(count).sum();
    assert!(files.len() >= 30, "{} schemas", files.len());
    assert!(queries >= 400, "{queries} queries");
}
