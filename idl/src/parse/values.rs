//! Values: of settings, and the defaults of search fields.

use super::grammar::Rule;
use super::reader::{Node, Reader, children};
use super::recovery::shorten;
use crate::ast::{Name, Text, Value, ValueKind};
use crate::diagnostic::{Diagnostic, codes};

impl Reader<'_> {
    /// Reads a value; nothing where it has no form of ours, which is then reported.
    pub(super) fn read_value(&mut self, node: &Node<'_>) -> Option<Value> {
        let mut span = self.span(node);
        let mut names: Vec<Name> = vec![];
        let mut kind = None;
        for part in children(node.clone()) {
            match part.as_rule() {
                Rule::name => names.push(self.read_name(&part)),
                Rule::number => kind = Some(ValueKind::Number(part.as_str().to_owned())),
                Rule::empty_list => kind = Some(ValueKind::EmptyList),
                Rule::text => {
                    let Text { value, .. } = self.read_text(&part);
                    kind = Some(ValueKind::Text(value));
                }
                Rule::wrong_unit => {
                    span = self.span(node);
                    kind = self.read_spaced_unit(node, &part);
                }
                Rule::wrong_dot => self.report_wrong_dot(node, &part),
                Rule::wrong_value => return self.read_foreign_value(&part),
                Rule::wrong_applied => return self.report_call(&part),
                _ => {}
            }
        }
        let kind = kind.or_else(|| (!names.is_empty()).then_some(ValueKind::Word(names)))?;
        Some(Value { kind, span })
    }

    fn read_spaced_unit(&mut self, node: &Node<'_>, unit: &Node<'_>) -> Option<ValueKind> {
        let number = children(node.clone()).next()?.as_str().to_owned();
        let meant = format!("{number}{}", short_unit(unit.as_str()));
        self.report(
            Diagnostic::error(
                codes::BAD_VALUE,
                self.span(node),
                "a number and its unit are one word",
            )
            .help(format!("write `{meant}`")),
        );
        Some(ValueKind::Number(meant))
    }

    fn report_wrong_dot(&mut self, value: &Node<'_>, sign: &Node<'_>) {
        let message = format!("names are joined by `.`, not by `{}`", sign.as_str());
        let meant = value.as_str().replace("::", ".").replace('/', ".");
        self.report(
            Diagnostic::error(codes::BAD_VALUE, self.span(sign), message)
                .help(format!("write `{meant}`")),
        );
    }

    fn read_foreign_value(&mut self, node: &Node<'_>) -> Option<Value> {
        let span = self.span(node);
        let text = node.as_str();
        let (message, help) = match text.chars().next() {
            Some('\'' | '“' | '”' | '„' | '‘' | '’') => {
                return Some(self.read_otherwise_quoted(node));
            }
            Some('[') => (
                "a list as a value has no elements",
                "write `[]`, and choose the elements where the value is used".to_owned(),
            ),
            Some('.') if is_number(&text[1..]) => {
                ("a number begins with a digit", format!("write `0{text}`"))
            }
            Some('+') if is_number(&text[1..]) => {
                ("a number has no `+`", format!("write `{}`", &text[1..]))
            }
            _ => ("this is no value", FORMS.to_owned()),
        };
        self.report(Diagnostic::error(codes::BAD_VALUE, span, message).help(help));
        None
    }

    // Programs for prose make curly quotes of straight ones.
    fn read_otherwise_quoted(&mut self, node: &Node<'_>) -> Value {
        let span = self.span(node);
        let inner = node.as_str().trim_matches(['\'', '“', '”', '„', '‘', '’']);
        let inner = inner.to_owned();
        let message = match node.as_str().starts_with('\'') {
            true => "a quoted value stands in double quotes",
            false => "a quoted value stands in straight double quotes",
        };
        self.report(
            Diagnostic::error(codes::BAD_VALUE, span, message)
                .help(format!("write `\"{}\"`", shorten(&inner))),
        );
        let kind = ValueKind::Text(inner);
        Value { kind, span }
    }

    fn report_call(&mut self, node: &Node<'_>) -> Option<Value> {
        self.report(
            Diagnostic::error(
                codes::BAD_VALUE,
                self.span(node),
                "a value carries no arguments",
            )
            .help(FORMS),
        );
        None
    }
}

const FORMS: &str =
    "write a word such as `Score`, a number such as `5` or `30m`, a text in double quotes, or `[]`";

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// The unit that durations know for one that is spelled out.
fn short_unit(unit: &str) -> &str {
    match unit {
        "ms" | "millis" | "milliseconds" => "ms",
        _ => unit.get(..1).unwrap_or(unit),
    }
}
