//! Types as written. What is written in another language's way is reported and read as what it means.

use super::MAX_TYPE_DEPTH;
use super::grammar::Rule;
use super::reader::{Node, Reader, children};
use crate::ast::{Name, Type, TypeKind};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    /// Reads a type in which nothing is left to be inferred.
    pub(super) fn read_type(&mut self, node: &Node<'_>) -> Option<Type> {
        let ty = self.read_type_or_blank(node)?;
        self.refuse_blank(&ty);
        Some(ty)
    }

    /// Reads a type in which `_` may stand.
    pub(super) fn read_type_or_blank(&mut self, node: &Node<'_>) -> Option<Type> {
        let errors = self.error_count();
        let ty = self.read_parts_of_type(node)?;
        for suffix in children(node.clone()).filter(|part| part.as_rule() == Rule::wrong_suffix) {
            return Some(self.read_suffixed(node, &suffix, ty, errors));
        }
        Some(ty)
    }

    fn read_parts_of_type(&mut self, node: &Node<'_>) -> Option<Type> {
        let mut parts = children(node.clone());
        let mut first = parts.next()?;
        if first.as_rule() == Rule::wrong_reference {
            self.report_reference(&first);
            first = parts.next()?;
        }
        match first.as_rule() {
            Rule::tuple => self.read_tuple(&first),
            Rule::wrong_list => self.read_bracketed(&first),
            Rule::applied => Some(self.read_applied(&first)),
            _ => self.read_named_type(&first, parts.next()),
        }
    }

    fn read_named_type(&mut self, name: &Node<'_>, arguments: Option<Node<'_>>) -> Option<Type> {
        let name = self.read_name(name);
        let mut span = name.span;
        let mut read = vec![];
        if let Some(node) = arguments {
            match node.as_rule() {
                Rule::type_arguments => {
                    span = span.to(self.span(&node));
                    read = self.read_nested(&node)?;
                }
                Rule::wrong_arguments => {
                    span = span.to(self.span(&node));
                    read = self.read_nested(&node)?;
                    self.report_type_form(
                        span,
                        "type arguments stand between `<` and `>`",
                        |reader| format!("{}<{}>", name.text, reader.inside(&node)),
                    );
                }
                _ => {}
            }
        }
        Some(named(name, read, span))
    }

    /// The types inside of a node's brackets; nothing where they nest too deep, which is then reported.
    fn read_nested(&mut self, node: &Node<'_>) -> Option<Vec<Type>> {
        let mut types = vec![];
        let mut whole = true;
        for part in children(node.clone()) {
            match part.as_rule() {
                Rule::r#type => match self.read_type_or_blank(&part) {
                    Some(ty) => types.push(ty),
                    None => whole = false,
                },
                Rule::too_deep => {
                    self.report_too_deep(&part);
                    whole = false;
                }
                Rule::missing_comma => self.report_missing_comma(&part),
                Rule::missing_close if whole => self.report_unclosed_type(node, &part),
                _ => {}
            }
        }
        whole.then_some(types)
    }

    fn report_missing_comma(&mut self, gap: &Node<'_>) {
        let start = gap.as_span().start();
        let place = Span::new(self.file, start, start);
        self.report(
            Diagnostic::error(
                codes::MISSING_COMMA,
                place,
                "`,` is missing between two types",
            )
            .label("`,` is missing here"),
        );
    }

    fn read_tuple(&mut self, node: &Node<'_>) -> Option<Type> {
        let mut types = self.read_nested(node)?;
        let span = self.span(node);
        if types.len() > 1 {
            return Some(Type {
                kind: TypeKind::Tuple(types),
                span,
            });
        }
        match types.pop() {
            Some(only) => {
                self.report_type_form(span, "a tuple has two types or more", |reader| {
                    reader.slice(only.span).to_owned()
                });
                Some(only)
            }
            None => {
                self.report_type_form(span, "an empty tuple is not a type", |_| "Unit".to_owned());
                Some(named_at("Unit", vec![], span))
            }
        }
    }

    fn read_bracketed(&mut self, node: &Node<'_>) -> Option<Type> {
        let types = self.read_nested(node)?;
        let span = self.span(node);
        self.report_type_form(span, "a list is not written in brackets", |reader| {
            format!("List<{}>", reader.inside(node))
        });
        Some(named_at("List", types, span))
    }

    fn read_applied(&mut self, node: &Node<'_>) -> Type {
        let span = self.span(node);
        let mut words = node.as_str().splitn(2, [' ', '\t']);
        let container = words.next().unwrap_or_default();
        let arguments = words.next().unwrap_or_default().trim();
        self.report_type_form(span, "type arguments stand between `<` and `>`", |_| {
            format!(
                "{container}<{}>",
                arguments.split_whitespace().collect::<Vec<_>>().join(", ")
            )
        });
        named_at(container, vec![], span)
    }

    fn read_suffixed(
        &mut self,
        node: &Node<'_>,
        suffix: &Node<'_>,
        inner: Type,
        errors: usize,
    ) -> Type {
        let span = self.span(node);
        let container = if suffix.as_str() == "[]" {
            "List"
        } else {
            "Option"
        };
        if suffix.as_str() == "!" {
            self.report_type_form(
                self.span(suffix),
                "a type is never null unless it says so",
                |reader| reader.slice(inner.span).to_owned(),
            );
            return inner;
        }
        // One mistake inside of another is enough for one type.
        if self.error_count() == errors {
            let message = format!("`{}` behind a type means nothing here", suffix.as_str());
            self.report_type_form(self.span(suffix), &message, |reader| {
                format!("{container}<{}>", reader.slice(inner.span))
            });
        }
        named_at(container, vec![inner], span)
    }

    fn report_reference(&mut self, node: &Node<'_>) {
        let message = format!("types have no `{}`", node.as_str());
        self.report(
            Diagnostic::error(codes::FOREIGN_TYPE, self.span(node), message)
                .help("leave it out: values are sent, not pointed to"),
        );
    }

    fn report_type_form(&mut self, span: Span, message: &str, write: impl FnOnce(&Self) -> String) {
        let write = write(self);
        self.report(
            Diagnostic::error(codes::FOREIGN_TYPE, span, message).help(format!("write `{write}`")),
        );
    }

    fn report_too_deep(&mut self, node: &Node<'_>) {
        let span = self.span(node);
        let place = Span::new(self.file, span.start as usize, span.start as usize);
        let message = format!("this type nests deeper than {MAX_TYPE_DEPTH} levels");
        self.report(
            Diagnostic::error(codes::TYPE_TOO_DEEP, place, message)
                .help("give an inner part a name with `struct`"),
        );
    }

    fn report_unclosed_type(&mut self, node: &Node<'_>, missing: &Node<'_>) {
        let span = self.span(node);
        let open = Span::new(self.file, span.start as usize, span.start as usize + 1);
        let (sign, close) = match node.as_rule() {
            Rule::tuple => ('(', ')'),
            _ => ('<', '>'),
        };
        self.report(
            Diagnostic::error(
                codes::UNCLOSED,
                open,
                format!("this `{sign}` is never closed"),
            )
            .also(self.span(missing), format!("a `{close}` is missing here")),
        );
    }

    /// Reports every `_` in a type.
    pub(super) fn refuse_blank(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Named { name, arguments } => {
                if name.text == "_" {
                    self.report_blank(name.span);
                }
                arguments
                    .iter()
                    .for_each(|argument| self.refuse_blank(argument));
            }
            TypeKind::Tuple(types) => types.iter().for_each(|part| self.refuse_blank(part)),
        }
    }

    /// Reports a `_` that nothing can be inferred for.
    pub(super) fn report_blank(&mut self, span: Span) {
        self.report(
            Diagnostic::error(codes::MISPLACED_BLANK, span, "`_` cannot be inferred here")
                .note(
                    "only the rows of a query are inferred: `-> List<_>`, `-> Option<_>` or `-> _`",
                )
                .help("write the type"),
        );
    }

    // What stands between the brackets, as written.
    fn inside(&self, node: &Node<'_>) -> &str {
        let text = self.slice(self.span(node));
        text.get(1..)
            .unwrap_or_default()
            .trim_end_matches([')', ']'])
            .trim()
    }
}

fn named(name: Name, arguments: Vec<Type>, span: Span) -> Type {
    Type {
        kind: TypeKind::Named { name, arguments },
        span,
    }
}

fn named_at(text: &str, arguments: Vec<Type>, span: Span) -> Type {
    let name = Name {
        text: text.to_owned(),
        span,
    };
    named(name, arguments, span)
}
