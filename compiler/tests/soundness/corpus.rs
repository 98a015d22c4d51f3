//! A file of the corpus to its schema and queries, and back with what is found in the place of what was expected.
//!
//! ```text
//! -- What the schema is of.
//! -- enum Status: open, paid
//! -- means orders.placed_at: Time
//! -- migration 001_orders
//! CREATE TABLE orders (…);
//! -- query unpaid(customer, before: Option<Time>)
//! -- few: why most runs find no row
//! -- nullable total: why it is never NULL, and inference cannot know
//! SELECT …;
//! -- reads id: Int, total: Option<Float>
//! -- takes :customer Int
//! ```

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rally_idl::diagnostic::render::{Style, render_all};
use rally_idl::source::{FileId, SourceMap, Span};
use rallyc::sql::{
    Access, Argument, ArgumentType, Catalog, CheckedStatement, DeclaredTypes, EnumDeclaration,
    EnumId, Meaning, Meanings, Migration, SqlType, Statement, check_statement,
};

/// One schema and its queries.
#[derive(Debug)]
pub(crate) struct Corpus {
    /// The name of the file, without the folder.
    pub(crate) name: String,
    sources: SourceMap,
    file: FileId,
    text: String,
    pub(crate) meanings: Meanings,
    pub(crate) migrations: Vec<Block>,
    pub(crate) queries: Vec<Question>,
}

/// A part of the file from one heading to the next.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) name: String,
    heading: String,
    start: usize,
    pub(crate) text: String,
}

/// A query as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) block: Block,
    pub(crate) line: usize,
    /// The SQL and where it starts.
    sql: (usize, String),
    marks: Vec<String>,
    expected: Vec<String>,
}

/// Every file of the corpus.
pub(crate) fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    files
}

impl Corpus {
    pub(crate) fn parse(name: &str, text: &str) -> Self {
        let mut sources = SourceMap::default();
        let file = sources.add(name, text);
        let blocks = blocks(text);
        let (first, rest) = blocks.split_first().expect("a file has a beginning");
        let (migrations, queries): (Vec<_>, Vec<_>) = rest
            .iter()
            .cloned()
            .partition(|block| block.heading.starts_with("-- migration"));
        Self {
            name: name.to_owned(),
            sources,
            file,
            meanings: read_meanings(first, file),
            migrations,
            queries: queries
                .into_iter()
                .map(|block| Question::new(block, text))
                .collect(),
            text: text.to_owned(),
        }
    }

    pub(crate) fn catalog(&self) -> Catalog {
        let migrations: Vec<_> = self
            .migrations
            .iter()
            .map(|block| Migration {
                name: &block.name,
                file: self.file,
                text: &block.text,
            })
            .collect();
        let mut diagnostics = vec![];
        let catalog = Catalog::from_migrations(&migrations, &self.meanings, &mut diagnostics);
        assert!(
            diagnostics.is_empty(),
            "{}:\n{}",
            self.name,
            render_all(&diagnostics, &self.sources, Style::Plain)
        );
        catalog.expect("a schema without diagnostics")
    }

    /// What is inferred of a query, or the diagnostics.
    pub(crate) fn check(
        &self,
        catalog: &Catalog,
        question: &Question,
    ) -> Result<CheckedStatement, String> {
        let (start, sql) = &question.sql;
        let statement = Statement {
            text: sql,
            pieces: &[],
            span: Span::new(self.file, *start, start + sql.len()),
            name: &question.block.name,
            arguments: &self.arguments(question),
        };
        let mut diagnostics = vec![];
        let checked = check_statement(catalog, &statement, &mut diagnostics);
        checked.ok_or_else(|| render_all(&diagnostics, &self.sources, Style::Plain))
    }

    /// What is inferred of a query that does not stand in the file, if it is right.
    pub(crate) fn check_sql(&self, catalog: &Catalog, sql: &str) -> Option<CheckedStatement> {
        let statement = Statement {
            text: sql,
            pieces: &[],
            span: Span::new(self.file, 0, self.text.len()),
            name: "columns",
            arguments: &[],
        };
        check_statement(catalog, &statement, &mut vec![])
    }

    fn arguments(&self, question: &Question) -> Vec<Argument> {
        let block = &question.block;
        let start = block.start + block.heading.find('(').expect("a query has arguments") + 1;
        let end = block.start + block.heading.rfind(')').expect("arguments end");
        let mut at = start;
        let mut arguments = vec![];
        for part in self.text[start..end].split(',') {
            let (name, ty) = match part.split_once(':') {
                Some((name, ty)) => (name.trim(), Some(self.argument_type(ty.trim()))),
                None => (part.trim(), None),
            };
            if !name.is_empty() {
                let span = Span::new(self.file, at, at + part.len());
                let name = name.to_owned();
                arguments.push(Argument {
                    name,
                    span,
                    ty,
                    document: None,
                });
            }
            at += part.len() + 1;
        }
        arguments
    }

    fn argument_type(&self, text: &str) -> ArgumentType {
        let (shape, item): (fn(SqlType) -> ArgumentType, _) =
            match text.trim_end_matches('>').split_once('<') {
                Some(("Option", item)) => (ArgumentType::Optional, item),
                Some(("List", item)) => (ArgumentType::List, item),
                _ => (ArgumentType::One, text),
            };
        shape(type_named(item, &self.meanings.types))
    }

    /// A type as a `.rally` file writes it.
    pub(crate) fn typed(&self, ty: SqlType, nullable: bool) -> String {
        let name = ty.name(&self.meanings.types);
        match nullable {
            true => format!("Option<{name}>"),
            false => name.to_owned(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Inference as the file tells it, in lines.
    pub(crate) fn describe(&self, checked: &CheckedStatement) -> Vec<String> {
        let access = match checked.access {
            Access::Read => "reads",
            Access::Write => "writes",
        };
        let columns = checked.columns.iter().map(|column| {
            format!(
                " {}: {}",
                column.name,
                self.typed(column.ty, column.nullable)
            )
        });
        let columns: Vec<_> = columns.collect();
        let parameters = checked
            .parameters
            .iter()
            .map(|found| format!(" :{} {}", found.name, found.ty.name(&self.meanings.types)));
        let parameters: Vec<_> = parameters.collect();
        let mut lines = vec![format!("-- {access}{}", columns.join(","))];
        if !parameters.is_empty() {
            lines.push(format!("-- takes{}", parameters.join(",")));
        }
        lines
    }

    /// The file with these lines after each query.
    pub(crate) fn with_found(&self, found: &[Vec<String>]) -> String {
        let end = self
            .queries
            .first()
            .map_or(self.text.len(), |q| q.block.start);
        let mut text = format!("{}\n", self.text[..end].trim_end());
        for (question, lines) in self.queries.iter().zip(found) {
            let _ = write!(text, "\n{}", question.block.heading);
            for line in question
                .marks
                .iter()
                .map(String::as_str)
                .chain(question.sql.1.lines())
            {
                let _ = write!(text, "\n{line}");
            }
            lines.iter().for_each(|line| text += &format!("\n{line}"));
            text.push('\n');
        }
        text
    }
}

impl Question {
    fn new(block: Block, text: &str) -> Self {
        let is_found = |line: &str| {
            ["-- reads", "-- writes", "-- takes"]
                .iter()
                .any(|word| line.starts_with(word))
        };
        let is_mark = |line: &str| {
            ["-- few:", "-- nullable "]
                .iter()
                .any(|word| line.starts_with(word))
        };
        let lines = || block.text.lines().map(str::trim_end);
        let offset = |line: &str| line.as_ptr() as usize - block.text.as_ptr() as usize;
        let sql: Vec<_> = lines()
            .filter(|line| !is_mark(line) && !is_found(line))
            .collect();
        let begin = sql
            .iter()
            .find(|line| !line.is_empty())
            .map_or(0, |line| offset(line));
        let end = sql
            .iter()
            .rfind(|line| !line.is_empty())
            .map_or(0, |line| offset(line) + line.len());
        Self {
            line: text[..block.start].lines().count() + 1,
            sql: (
                block.start + block.heading.len() + 1 + begin,
                block.text[begin..end].to_owned(),
            ),
            marks: lines()
                .filter(|line| is_mark(line))
                .map(str::to_owned)
                .collect(),
            expected: lines()
                .filter(|line| is_found(line))
                .map(str::to_owned)
                .collect(),
            block,
        }
    }

    pub(crate) fn expected(&self) -> &[String] {
        &self.expected
    }

    /// Whether most runs are said to find nothing.
    pub(crate) fn is_few(&self) -> bool {
        self.marks.iter().any(|mark| mark.starts_with("-- few:"))
    }

    /// Whether a column is said to be never NULL, which nobody could infer.
    pub(crate) fn is_never_null(&self, column: &str) -> bool {
        let start = format!("-- nullable {column}:");
        self.marks.iter().any(|mark| mark.starts_with(&start))
    }
}

// The beginning, and then one block for each heading.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = vec![Block {
        name: String::new(),
        heading: String::new(),
        start: 0,
        text: String::new(),
    }];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let heading = line.trim_end();
        let is_heading = ["-- migration ", "-- query "]
            .iter()
            .any(|word| heading.starts_with(word));
        match blocks.last_mut() {
            _ if is_heading => blocks.push(Block {
                name: name_of(heading).to_owned(),
                heading: heading.to_owned(),
                start,
                text: String::new(),
            }),
            Some(last) => last.text += line,
            None => {}
        }
        start += line.len();
    }
    blocks
}

fn name_of(heading: &str) -> &str {
    let rest = heading.splitn(3, ' ').nth(2).unwrap_or_default();
    rest.split('(').next().unwrap_or_default().trim()
}

fn read_meanings(beginning: &Block, file: FileId) -> Meanings {
    let span = Span::new(file, 0, 0);
    let mut meanings = Meanings::default();
    for line in beginning.text.lines() {
        let Some((what, rest)) = line.split_once(':') else {
            continue;
        };
        if let Some(name) = what.strip_prefix("-- enum ") {
            let id = EnumId(u32::try_from(meanings.types.enums.len()).expect("few enums"));
            let declaration = EnumDeclaration {
                name: name.to_owned(),
                variants: rest
                    .split(',')
                    .map(|variant| variant.trim().to_owned())
                    .collect(),
                span,
            };
            meanings.types.enums.insert(id, declaration);
        } else if let Some((table, column)) = what
            .strip_prefix("-- means ")
            .and_then(|name| name.split_once('.'))
        {
            meanings.columns.push(Meaning {
                table: table.to_owned(),
                table_span: span,
                column: column.to_owned(),
                column_span: span,
                ty: type_named(rest.trim(), &meanings.types),
                type_span: span,
            });
        }
    }
    meanings
}

fn type_named(text: &str, types: &DeclaredTypes) -> SqlType {
    let plain = [
        SqlType::Int,
        SqlType::Float,
        SqlType::Bool,
        SqlType::String,
        SqlType::Bytes,
        SqlType::Time,
        SqlType::Date,
        SqlType::Uuid,
        SqlType::Decimal,
        SqlType::Json,
    ];
    let declared = types.enums.keys().map(|id| SqlType::Enum(*id));
    plain
        .into_iter()
        .chain(declared)
        .find(|ty| ty.name(types) == text)
        .unwrap_or_else(|| panic!("no type {text}"))
}
