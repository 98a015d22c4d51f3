//! Queries: their arguments, the shape of their result, and the text of their SQL, which is not looked into.

use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader, children};
use crate::ast::{Name, Query, QuerySource, Row, Shape, Sql, Text, Type, TypeKind};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    pub(super) fn read_query(&mut self, node: &Node<'_>) -> Option<Query> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let mut arguments = vec![];
        let mut file = None;
        for part in &head.parts {
            match part.as_rule() {
                Rule::arguments => arguments = self.read_query_arguments(part, "query"),
                Rule::missing_arguments => self.report_missing_arguments(&head, part),
                Rule::from_file => file = self.read_from_file(part),
                Rule::second_source => self.report_second_source(part),
                _ => {}
            }
        }
        let shape = self.read_shape(&head).filter(|_| !head.is_scrambled());
        let sql = self.read_head_sql(&head, "query");
        Some(Query {
            docs,
            name: head.name?,
            arguments,
            shape: shape?,
            source: file
                .map(QuerySource::File)
                .or(sql.map(QuerySource::Inline))?,
            span: self.span(node),
        })
    }

    /// The SQL behind a head.
    pub(super) fn read_head_sql(&mut self, head: &Head<'_>, what: &'static str) -> Option<Sql> {
        let mut sql = None;
        for part in &head.parts {
            match part.as_rule() {
                Rule::sql_block => sql = self.read_sql(part, what),
                Rule::bare_sql => self.report_bare_sql(part, what),
                _ => {}
            }
        }
        sql
    }

    fn report_bare_sql(&mut self, node: &Node<'_>, what: &str) {
        let word = node.as_str().split_whitespace().next().unwrap_or_default();
        let message = format!("the SQL of a {what} stands between braces");
        self.report(
            Diagnostic::error(codes::MISSING_BODY, self.span(node), message)
                .help(format!("write `{{ {word} … }}`")),
        );
    }

    fn report_second_source(&mut self, node: &Node<'_>) {
        self.report(
            Diagnostic::error(
                codes::UNEXPECTED,
                self.span(node),
                "this query has its SQL from a file already",
            )
            .help("leave the braces out, or the `from`"),
        );
    }

    fn read_from_file(&mut self, node: &Node<'_>) -> Option<Text> {
        let mut path = None;
        for part in children(node.clone()) {
            match part.as_rule() {
                Rule::text => path = Some(self.read_text(&part)),
                Rule::wrong_file => path = Some(self.read_path(&part, false)),
                Rule::missing_path => self.report(
                    Diagnostic::error(
                        codes::UNQUOTED_PATH,
                        self.span(&part),
                        "no file follows this `from`",
                    )
                    .label("a path is missing here")
                    .help("write `from \"sql/name.sql\"`"),
                ),
                _ => {}
            }
        }
        path
    }

    // Nothing where the type behind `->` could not be read: it must not pass for an execution.
    fn read_shape(&mut self, head: &Head<'_>) -> Option<Shape> {
        self.check_answer(head);
        let has_answer =
            |part: &&Node<'_>| matches!(part.as_rule(), Rule::r#type | Rule::missing_type);
        let Some(node) = head.parts.iter().find(has_answer) else {
            return Some(Shape::Changes);
        };
        if node.as_rule() == Rule::missing_type {
            return None;
        }
        let ty = self.read_type_or_blank(node)?;
        self.shape(ty)
    }

    fn shape(&mut self, ty: Type) -> Option<Shape> {
        match ty.kind {
            TypeKind::Named {
                name,
                mut arguments,
            } if arguments.len() == 1 => match (name.text.as_str(), arguments.pop()) {
                ("List", Some(row)) => self.row(row).map(Shape::List),
                ("Option", Some(row)) => self.row(row).map(Shape::Option),
                (_, row) => {
                    let arguments = row.into_iter().collect();
                    let kind = TypeKind::Named { name, arguments };
                    self.row(Type {
                        kind,
                        span: ty.span,
                    })
                    .map(Shape::One)
                }
            },
            _ => self.row(ty).map(Shape::One),
        }
    }

    fn row(&mut self, ty: Type) -> Option<Row> {
        match &ty.kind {
            TypeKind::Named { name, arguments } if name.text == "_" && arguments.is_empty() => {
                Some(Row::Inferred(ty.span))
            }
            TypeKind::Named { name, arguments } if is_blank(arguments) => {
                self.report_unknown_shape(name);
                None
            }
            _ => self.refuse_blank(&ty).then_some(Row::Declared(ty)),
        }
    }

    fn report_unknown_shape(&mut self, name: &Name) {
        let message = format!("`{}<_>` is no shape of a result", name.text);
        self.report(
            Diagnostic::error(codes::MISPLACED_BLANK, name.span, message).help(
                "write `List<_>` for any number of rows, `Option<_>` for none or one, `_` for exactly one",
            ),
        );
    }

    fn read_sql(&mut self, block: &Node<'_>, what: &'static str) -> Option<Sql> {
        let mut sql = None;
        let mut open_quote = false;
        let before = self.reported();
        for part in children(block.clone()) {
            match part.as_rule() {
                Rule::sql => {
                    open_quote = self.report_open_sql(&part);
                    sql = self.trimmed_sql(&part);
                }
                Rule::missing_close if !open_quote => self.report_unclosed(block, &part, what),
                _ => {}
            }
        }
        // What is never closed was perhaps never begun.
        if sql.is_none() && self.reported() == before {
            self.report_empty_sql(block, what);
        }
        sql.filter(|_| !open_quote)
    }

    fn trimmed_sql(&self, node: &Node<'_>) -> Option<Sql> {
        let whole = node.as_str();
        let text = whole.trim();
        let start = node.as_span().start() + (whole.len() - whole.trim_start().len());
        (!text.is_empty()).then(|| Sql {
            text: text.to_owned(),
            span: Span::new(self.file, start, start + text.len()),
        })
    }

    // Only the first: what follows an open quote is guesswork.
    fn report_open_sql(&mut self, sql: &Node<'_>) -> bool {
        let Some(open) = children(sql.clone()).next() else {
            return false;
        };
        let comment = open.as_rule() == Rule::open_sql_comment;
        let start = open.as_span().start();
        let (what, sign, close) = match open.as_str().chars().next() {
            _ if comment => ("comment", "/*", "*/"),
            Some('\'') => ("string", "'", "'"),
            Some('[') => ("name", "[", "]"),
            Some('`') => ("name", "`", "`"),
            _ => ("name", "\"", "\""),
        };
        let message = format!("this SQL {what} is never closed");
        let place = Span::new(self.file, start, start + sign.len());
        let diagnostic = Diagnostic::error(codes::OPEN_QUOTE, place, message)
            .label(format!("a closing {close} is missing after this"));
        self.report(match sign {
            "'" => diagnostic.help("a quote inside of a SQL string is written twice: 'it''s'"),
            _ => diagnostic,
        });
        true
    }

    fn report_empty_sql(&mut self, block: &Node<'_>, what: &str) {
        let example = match what {
            "query" => "a statement between the braces, such as `SELECT id, name FROM games`",
            _ => "SQL between the braces, such as `deleted_at IS NULL`",
        };
        let message = format!("this {what} has no SQL");
        self.report(
            Diagnostic::error(codes::EMPTY_QUERY, self.span(block), message)
                .help(format!("write {example}")),
        );
    }
}

fn is_blank(arguments: &[Type]) -> bool {
    matches!(arguments, [Type { kind: TypeKind::Named { name, .. }, .. }] if name.text == "_")
}
