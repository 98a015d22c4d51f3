//! The golden cases of `tests/sql`: a schema and queries in, columns and parameters or diagnostics out.
//!
//! A file of `queries` holds a schema, and after each line `---` a query and, after a line `=>`, what is found: the
//! columns it reads or writes and the parameters it takes, or the diagnostics. A file of `migrations` holds
//! migrations in the place of queries. Every query that checks is run on the rows of its schema, and each value must
//! be what was promised. `BLESS=1` writes what is found in the place of what is expected.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read and write the case files"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rally_idl::diagnostic::render::{Style, render_all};
use rally_idl::diagnostic::{Diagnostic, Severity, sort};
use rally_idl::source::{FileId, SourceMap, Span};
use rallyc::sql::{
    Access, Argument, ArgumentType, Catalog, CheckedStatement, Column, DeclaredTypes, Meanings,
    Migration, Parameter, SqlType, Statement, check_statement,
};
use rusqlite::Connection;
use rusqlite::types::{Type, Value};

const RULE: &str = "\n---\n";
const ARROW: &str = "\n=>\n";

#[test]
fn queries_are_checked_as_their_cases_say() {
    check_folder("queries", |case, sources| {
        let (schema, blocks) = case.split_once(RULE).unwrap();
        let catalog = schema_of(schema, sources);
        let rows = Connection::open_in_memory().unwrap();
        rows.execute_batch(schema).unwrap();
        let found = blocks.split(RULE).map(|block| {
            answer(block, |query| {
                describe_query(&catalog, &rows, query, sources)
            })
        });
        std::iter::once(schema.to_owned()).chain(found).collect()
    });
}

#[test]
fn migrations_are_run_as_their_cases_say() {
    check_folder("migrations", |case, _| {
        case.split(RULE)
            .map(|block| answer(block, describe_migrations))
            .collect()
    });
}

// What a case file should be, from what it is; `check` gives its blocks anew.
fn check_folder(folder: &str, check: impl Fn(&str, &mut SourceMap) -> Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/sql")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no cases in {}", folder.display());
    let bless = std::env::var_os("BLESS").is_some();
    let mut different = vec![];
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let found = check(&text, &mut SourceMap::default()).join(RULE);
        let found = format!("{}\n", found.trim_end());
        if found != text && bless {
            std::fs::write(&file, found).unwrap();
        } else if found != text {
            different.push(first_difference(&file, &text, &found));
        }
    }
    assert!(
        different.is_empty(),
        "run with BLESS=1 to accept\n{}",
        different.join("\n")
    );
}

fn first_difference(file: &Path, expected: &str, found: &str) -> String {
    let mut lines = expected.lines().zip(found.lines()).enumerate();
    let different = lines.find(|(_, (a, b))| a != b);
    let (at, (expected, found)) =
        different.unwrap_or((expected.lines().count(), ("", "more or fewer lines")));
    format!(
        "{}:{}\n  expected: {expected}\n  found:    {found}",
        file.display(),
        at + 1
    )
}

// The block with what is found in the place of what was expected.
fn answer(block: &str, describe: impl FnOnce(&str) -> String) -> String {
    let question = block
        .split_once(ARROW)
        .map_or(block.trim_end(), |(question, _)| question);
    format!("{question}{ARROW}{}", describe(question).trim_end())
}

fn schema_of(schema: &str, sources: &mut SourceMap) -> Catalog {
    let files = migration_files(schema, sources);
    let mut diagnostics = vec![];
    let catalog =
        Catalog::from_migrations(&migrations(&files), &Meanings::default(), &mut diagnostics);
    let is_warning = |found: &Diagnostic| found.severity == Severity::Warning;
    assert!(
        diagnostics.iter().all(is_warning),
        "{}",
        render_all(&diagnostics, sources, Style::Plain)
    );
    catalog.unwrap()
}

type MigrationFile<'t> = (FileId, String, &'t str);

// A line `-- migrations/NAME.sql` begins each file; a schema without one is a single file.
fn migration_files<'t>(text: &'t str, sources: &mut SourceMap) -> Vec<MigrationFile<'t>> {
    if !text.starts_with("-- migrations/") {
        let name = "migrations/001_init.sql".to_owned();
        return vec![(sources.add(name.clone(), text), name, text)];
    }
    let parts = text
        .split("-- migrations/")
        .filter(|part| !part.trim().is_empty());
    let files = parts.map(|part| {
        let (name, sql) = part.split_once('\n').unwrap();
        let name = format!("migrations/{name}");
        (sources.add(name.clone(), sql), name, sql)
    });
    files.collect()
}

fn migrations<'t>(files: &'t [MigrationFile<'t>]) -> Vec<Migration<'t>> {
    let migration = |(file, name, text): &'t MigrationFile<'t>| Migration {
        name,
        file: *file,
        text,
    };
    files.iter().map(migration).collect()
}

// `query name(argument: Type) {` and the SQL, as in a `.rally` file.
fn describe_query(
    catalog: &Catalog,
    rows: &Connection,
    text: &str,
    sources: &mut SourceMap,
) -> String {
    let file = sources.add("idl/queries.rally", text);
    let open = text.find('{').unwrap();
    let close = text.rfind('}').unwrap();
    let name_end = text.find('(').unwrap();
    let arguments = arguments_of(text, name_end + 1, |start, end| Span::new(file, start, end));
    let statement = Statement {
        text: &text[open + 1..close],
        pieces: &[],
        span: Span::new(file, open + 1, close),
        name: text[..name_end].trim_start_matches("query ").trim(),
        arguments: &arguments,
    };
    let mut diagnostics = vec![];
    match check_statement(catalog, &statement, &mut diagnostics) {
        Some(checked) => {
            assert!(
                diagnostics
                    .iter()
                    .all(|found| found.severity == Severity::Warning),
                "{text} is both right and wrong"
            );
            let broken = broken_promises(rows, &checked);
            assert!(
                broken.is_empty() || std::env::var_os("BLESS").is_some(),
                "{text}\n{}",
                broken.join("\n")
            );
            let warnings = describe_warnings(diagnostics, sources);
            let described = describe_checked(&checked, sources);
            format!("{described}{}{warnings}", broken.join("\n"))
        }
        None => describe_diagnostics(diagnostics, sources),
    }
}

fn describe_diagnostics(mut diagnostics: Vec<Diagnostic>, sources: &SourceMap) -> String {
    assert!(!diagnostics.is_empty(), "refused without a word");
    sort(&mut diagnostics);
    render_all(&diagnostics, sources, Style::Plain)
}

fn describe_warnings(warnings: Vec<Diagnostic>, sources: &SourceMap) -> String {
    match warnings.is_empty() {
        true => String::new(),
        false => format!("\n{}", describe_diagnostics(warnings, sources)),
    }
}

fn arguments_of(text: &str, start: usize, span: impl Fn(usize, usize) -> Span) -> Vec<Argument> {
    let end = start + text[start..].find(')').unwrap();
    let mut at = start;
    let mut arguments = vec![];
    for part in text[start..end]
        .split(',')
        .filter(|part| !part.trim().is_empty())
    {
        let from = at + part.len() - part.trim_start().len();
        let (name, ty) = part
            .split_once(':')
            .map_or((part, None), |(name, ty)| (name, Some(ty.trim())));
        let name = name.trim().to_owned();
        arguments.push(Argument {
            span: span(from, from + name.len()),
            name,
            ty: ty.map(argument_type),
            document: None,
        });
        at += part.len() + 1;
    }
    arguments
}

fn argument_type(text: &str) -> ArgumentType {
    let (shape, item): (fn(SqlType) -> ArgumentType, _) =
        match text.trim_end_matches('>').split_once('<') {
            Some(("Option", item)) => (ArgumentType::Optional, item),
            Some(("List", item)) => (ArgumentType::List, item),
            _ => (ArgumentType::One, text),
        };
    shape(match item {
        "Int" => SqlType::Int,
        "Float" => SqlType::Float,
        "Bool" => SqlType::Bool,
        "String" => SqlType::String,
        "Bytes" => SqlType::Bytes,
        "Time" => SqlType::Time,
        "Date" => SqlType::Date,
        "Uuid" => SqlType::Uuid,
        "Decimal" => SqlType::Decimal,
        "Json" => SqlType::Json,
        other => panic!("no type {other}"),
    })
}

fn describe_checked(checked: &CheckedStatement, sources: &SourceMap) -> String {
    let typed = |ty: SqlType, nullable: bool| {
        if nullable {
            format!("Option<{}>", ty.name(&DeclaredTypes::default()))
        } else {
            ty.name(&DeclaredTypes::default()).to_owned()
        }
    };
    let access = match checked.access {
        Access::Read => "reads",
        Access::Write => "writes",
    };
    let columns = checked.columns.iter().map(|column| {
        assert!(
            !sources.slice(column.span).trim().is_empty(),
            "{} has no place",
            column.name
        );
        format!(" {}: {}", column.name, typed(column.ty, column.nullable))
    });
    let mut text = format!("{access}{}\n", columns.collect::<Vec<_>>().join(","));
    for (at, parameter) in checked.parameters.iter().enumerate() {
        let before = if at == 0 { "takes" } else { "," };
        let _ = write!(
            text,
            "{before} :{} {}",
            parameter.name,
            parameter.ty.name(&DeclaredTypes::default())
        );
    }
    text
}

fn describe_migrations(text: &str) -> String {
    let mut sources = SourceMap::default();
    let files = migration_files(text, &mut sources);
    let mut diagnostics = vec![];
    let meanings = Meanings::default();
    match Catalog::from_migrations(&migrations(&files), &meanings, &mut diagnostics) {
        Some(_) => {
            let is_warning = |found: &Diagnostic| found.severity == Severity::Warning;
            assert!(diagnostics.iter().all(is_warning));
            format!("fine{}", describe_warnings(diagnostics, &sources))
        }
        None => describe_diagnostics(diagnostics, &sources),
    }
}

// Whatever the arguments are, every value has the type and nullability that its column promises.
fn broken_promises(connection: &Connection, checked: &CheckedStatement) -> Vec<String> {
    let mut broken = vec![];
    let mut statement = connection.prepare(&checked.sql).unwrap();
    for round in 0..3 {
        connection.execute_batch("SAVEPOINT sample").unwrap();
        for parameter in &checked.parameters {
            statement
                .raw_bind_parameter(parameter.index, sample(parameter, round))
                .unwrap();
        }
        let mut rows = statement.raw_query();
        while let Ok(Some(row)) = rows.next() {
            for (at, column) in checked.columns.iter().enumerate() {
                let value = row.get_ref(at).unwrap().data_type();
                // A `!` is the word of whoever wrote it.
                let promised = !row.as_ref().column_name(at).unwrap().ends_with('!');
                if promised && !fits(value, column) {
                    broken.push(format!(
                        "BROKEN {}: {} is {value:?}",
                        column.name,
                        column.ty.name(&DeclaredTypes::default())
                    ));
                }
            }
        }
        drop(rows);
        connection
            .execute_batch("ROLLBACK TO sample; RELEASE sample")
            .unwrap();
    }
    broken
}

fn sample(parameter: &Parameter, round: usize) -> Value {
    match (parameter.ty, round) {
        (ArgumentType::Optional(_), 2) => Value::Null,
        (ArgumentType::List(ty), _) => list_sample(ty, round),
        (ArgumentType::One(ty) | ArgumentType::Optional(ty), _) => one_sample(ty, round),
    }
}

// None, one and several.
fn list_sample(ty: SqlType, round: usize) -> Value {
    let item = |round| match one_sample(ty, round) {
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => format!("{number:?}"),
        Value::Text(text) => format!("\"{}\"", text.replace('"', "\\\"")),
        Value::Blob(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("\"{digits}\"")
        }
        Value::Null => unreachable!("no sample is NULL"),
    };
    let items: Vec<_> = (0..round).map(item).collect();
    Value::Text(format!("[{}]", items.join(",")))
}

fn one_sample(ty: SqlType, round: usize) -> Value {
    let pick = |values: [Value; 3]| values[round].clone();
    let text = |texts: [&str; 3]| Value::Text(texts[round].to_owned());
    match ty {
        SqlType::Int => pick([Value::Integer(1), Value::Integer(0), Value::Integer(9)]),
        SqlType::Float => pick([Value::Real(1.5), Value::Real(0.0), Value::Real(-2.0)]),
        SqlType::Bool => pick([Value::Integer(1), Value::Integer(0), Value::Integer(1)]),
        SqlType::String => text(["a", "%", ""]),
        SqlType::Bytes => pick([
            Value::Blob(vec![1]),
            Value::Blob(vec![]),
            Value::Blob(vec![0, 255]),
        ]),
        SqlType::Time => pick([Value::Integer(0), Value::Integer(-1), Value::Integer(1)]),
        SqlType::Date => text(["2026-01-31", "1970-01-01", "2026-02-01"]),
        SqlType::Uuid => text(["00000000-0000-0000-0000-000000000000"; 3]),
        SqlType::Decimal => text(["1.50", "0", "-2"]),
        SqlType::Json => text(["{}", "[1]", "\"a\""]),
        SqlType::Document(_) | SqlType::Enum(_) => panic!("nothing is declared here"),
    }
}

fn fits(value: Type, column: &Column) -> bool {
    match (value, column.ty) {
        (Type::Null, _) => column.nullable,
        (Type::Integer, SqlType::Int | SqlType::Bool | SqlType::Float)
        | (Type::Integer, SqlType::Time)
        | (Type::Real, SqlType::Float)
        | (
            Type::Text,
            SqlType::String | SqlType::Date | SqlType::Uuid | SqlType::Decimal | SqlType::Json,
        )
        | (Type::Blob, SqlType::Bytes) => true,
        _ => false,
    }
}
