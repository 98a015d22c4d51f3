//! Fields, variants and arguments: what stands in the braces and parentheses of declarations.

use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader, children};
use super::recovery::Place;
use crate::ast::{Field, Payload, QueryArgument, Type, Variant};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// A field, or a name that stands alone where a field could stand.
enum Entry {
    Field(Field),
    Bare(QueryArgument),
}

impl Reader<'_> {
    /// The fields of a declaration whose body is `fields`.
    pub(super) fn read_body_fields(&mut self, head: &Head<'_>, what: &'static str) -> Vec<Field> {
        let bodies = head
            .parts
            .iter()
            .filter(|part| part.as_rule() == Rule::fields);
        bodies
            .flat_map(|body| self.read_fields(body, what))
            .collect()
    }

    /// The variants of a declaration whose body is `variants`.
    pub(super) fn read_body_variants(
        &mut self,
        head: &Head<'_>,
        what: &'static str,
    ) -> Vec<Variant> {
        let bodies = head
            .parts
            .iter()
            .filter(|part| part.as_rule() == Rule::variants);
        bodies
            .flat_map(|body| self.read_variants(body, what))
            .collect()
    }

    fn read_fields(&mut self, body: &Node<'_>, what: &'static str) -> Vec<Field> {
        let mut fields = vec![];
        for node in children(body.clone()) {
            match node.as_rule() {
                Rule::field => fields.extend(self.read_field(&node)),
                Rule::bad_line => self.report_bad_line(&node, Place::Fields(what)),
                Rule::missing_close => self.report_unclosed(body, &node, what),
                _ => {}
            }
        }
        fields
    }

    pub(super) fn read_field(&mut self, node: &Node<'_>) -> Option<Field> {
        let docs = self.take_docs(node);
        let mut parts = children(node.clone());
        let name = self.read_name(&parts.next()?);
        let mut ty = None;
        for part in parts {
            match part.as_rule() {
                Rule::r#type => ty = self.read_type(&part),
                Rule::missing_type => self.report_missing_type(self.span(&part), &name.text),
                Rule::wrong_type => self.report_nameless_type(&part),
                Rule::missing_colon if is_capital(&name.text) => {
                    self.report_type_before_name(node, &name.text);
                    return None;
                }
                Rule::missing_colon => self.report_missing_colon(node, &part),
                Rule::wrong_colon => self.report_wrong_colon(node, &part),
                _ => {}
            }
        }
        ty.map(|ty| Field { docs, name, ty })
    }

    fn report_missing_type(&mut self, place: Span, name: &str) {
        self.report(
            Diagnostic::error(codes::MISSING_TYPE, place, format!("`{name}` has no type"))
                .label("a type is missing here")
                .help(format!("write `{name}: Int`, or whichever type it has")),
        );
    }

    fn report_missing_colon(&mut self, field: &Node<'_>, missing: &Node<'_>) {
        let place = self.gap_before(self.span(missing));
        let (name, ty) = field.as_str().split_once([' ', '\t']).unwrap_or_default();
        let ty = ty.trim();
        let message = format!("`:` is missing between `{name}` and its type");
        self.report(
            Diagnostic::error(codes::MISSING_COLON, place, message)
                .label("`:` is missing here")
                .help(format!("write `{name}: {ty}`")),
        );
    }

    fn report_type_before_name(&mut self, field: &Node<'_>, ty: &str) {
        let name = field.as_str()[ty.len()..].trim();
        if (ty, name) == ("NOT", "NULL") {
            return self.report_not_null(field);
        }
        self.report(
            Diagnostic::error(
                codes::MISSING_COLON,
                self.span(field),
                "the name stands before the type",
            )
            .help(format!("write `{name}: {ty}`")),
        );
    }

    fn report_not_null(&mut self, field: &Node<'_>) {
        let message = "a type holds no null unless it is an `Option`";
        self.report(
            Diagnostic::error(codes::FOREIGN_TYPE, self.span(field), message)
                .help("leave `NOT NULL` out"),
        );
    }

    fn report_wrong_colon(&mut self, field: &Node<'_>, sign: &Node<'_>) {
        let message = format!("a type stands behind `:`, not behind `{}`", sign.as_str());
        let at = sign.as_span().start() - field.as_span().start();
        let (name, rest) = field.as_str().split_at(at);
        let ty = &rest[sign.as_str().len()..];
        self.report(
            Diagnostic::error(codes::MISSING_COLON, self.span(sign), message).help(format!(
                "write `{}: {}`",
                name.trim_end(),
                ty.trim_start()
            )),
        );
    }

    fn read_variants(&mut self, body: &Node<'_>, what: &'static str) -> Vec<Variant> {
        let mut variants = vec![];
        for node in children(body.clone()) {
            match node.as_rule() {
                Rule::variant => variants.extend(self.read_variant(&node)),
                Rule::bad_line => self.report_bad_line(&node, Place::Variants(what)),
                Rule::missing_close => self.report_unclosed(body, &node, what),
                _ => {}
            }
        }
        variants
    }

    fn read_variant(&mut self, node: &Node<'_>) -> Option<Variant> {
        let docs = self.take_docs(node);
        let mut parts = children(node.clone());
        let name = self.read_name(&parts.next()?);
        let payload = match parts.next() {
            None => Payload::Unit,
            Some(part) if part.as_rule() == Rule::payload => self.read_payload(&part, &name.text),
            Some(part) => self.read_braced_payload(&part, &name.text),
        };
        Some(Variant {
            docs,
            name,
            payload,
        })
    }

    fn read_braced_payload(&mut self, node: &Node<'_>, variant: &str) -> Payload {
        let fields: Vec<Field> = children(node.clone())
            .flat_map(|body| self.read_fields(&body, "variant"))
            .collect();
        let open = self.span(node).start as usize;
        let written: Vec<String> = fields
            .iter()
            .map(|field| format!("{}: {}", field.name.text, self.slice(field.ty.span)))
            .collect();
        let brace = Span::new(self.file, open, open + 1);
        self.report(
            Diagnostic::error(
                codes::BAD_VARIANT,
                brace,
                "a variant carries its values in parentheses",
            )
            .help(format!("write `{variant}({})`", written.join(", "))),
        );
        Payload::Named(fields)
    }

    fn read_payload(&mut self, node: &Node<'_>, variant: &str) -> Payload {
        let mut fields = vec![];
        let mut types: Vec<Type> = vec![];
        let mut previous: Option<Span> = None;
        for part in children(node.clone()) {
            match part.as_rule() {
                Rule::payload_field => fields.extend(self.read_field(&part)),
                Rule::r#type => {
                    if let Some(before) = previous {
                        self.check_payload_gap(before, &part);
                    }
                    types.extend(self.read_type(&part));
                }
                Rule::bad_argument => self.report_bad_line(&part, Place::Arguments),
                Rule::missing_close => self.report_unclosed(node, &part, variant),
                _ => continue,
            }
            previous = (part.as_rule() == Rule::r#type).then(|| self.span(&part));
        }
        self.payload(node, variant, fields, types)
    }

    fn payload(
        &mut self,
        node: &Node<'_>,
        variant: &str,
        fields: Vec<Field>,
        types: Vec<Type>,
    ) -> Payload {
        match (fields.first(), types.first()) {
            (Some(field), Some(ty)) => {
                self.report_mixed_payload(variant, field, ty);
                Payload::Named(fields)
            }
            (Some(_), None) => Payload::Named(fields),
            (None, Some(_)) => Payload::Positional(types),
            (None, None) => {
                self.check_empty_payload(node, variant);
                Payload::Unit
            }
        }
    }

    // `Scored(game GameView)` reads as two types; that they stand beside each other shows what was meant.
    fn check_payload_gap(&mut self, before: Span, ty: &Node<'_>) {
        let after = self.span(ty);
        let between = &self.text[before.end as usize..after.start as usize];
        if between.contains([',', '\n', ';', '|']) {
            return;
        }
        let place = Span::new(self.file, before.end as usize, before.end as usize);
        let (first, second) = (self.slice(before), self.slice(after));
        let (sign, code) = if is_capital(first) {
            (",", codes::MISSING_COMMA)
        } else {
            (":", codes::MISSING_COLON)
        };
        let message = format!("`{sign}` is missing between `{first}` and `{second}`");
        self.report(
            Diagnostic::error(code, place, message)
                .label(format!("`{sign}` is missing here"))
                .help(format!("write `{first}{sign} {second}`")),
        );
    }

    fn report_mixed_payload(&mut self, variant: &str, field: &Field, ty: &Type) {
        let message = format!("`{variant}` names some of its values and not others");
        self.report(
            Diagnostic::error(codes::BAD_VARIANT, ty.span, message)
                .label("this one has no name")
                .also(field.name.span, "this one has")
                .help("name all of them or none"),
        );
    }

    fn check_empty_payload(&mut self, node: &Node<'_>, variant: &str) {
        let closed_and_empty = children(node.clone())
            .all(|part| matches!(part.as_rule(), Rule::PAREN_OPEN | Rule::PAREN_CLOSE));
        if closed_and_empty {
            let message = format!("`{variant}` carries nothing");
            self.report(
                Diagnostic::error(codes::BAD_VARIANT, self.span(node), message)
                    .help(format!("leave the `()` out: write `{variant}`")),
            );
        }
    }

    /// Arguments that all have types.
    pub(super) fn read_arguments(&mut self, node: &Node<'_>, what: &str) -> Vec<Field> {
        let mut fields = vec![];
        for entry in self.read_argument_entries(node, what) {
            match entry {
                Entry::Field(field) => fields.push(field),
                Entry::Bare(bare) => {
                    let end = bare.name.span.end as usize;
                    self.report_missing_type(Span::new(self.file, end, end), &bare.name.text);
                }
            }
        }
        fields
    }

    /// Arguments whose types may be left out.
    pub(super) fn read_query_arguments(
        &mut self,
        node: &Node<'_>,
        what: &str,
    ) -> Vec<QueryArgument> {
        let entries = self.read_argument_entries(node, what);
        let argument = |entry| match entry {
            Entry::Bare(argument) => argument,
            Entry::Field(Field { name, ty, .. }) => QueryArgument { name, ty: Some(ty) },
        };
        entries.into_iter().map(argument).collect()
    }

    fn read_argument_entries(&mut self, node: &Node<'_>, what: &str) -> Vec<Entry> {
        let mut entries = vec![];
        for part in children(node.clone()) {
            match part.as_rule() {
                Rule::field => entries.extend(self.read_field(&part).map(Entry::Field)),
                Rule::bare_argument => {
                    self.drop_docs(&part);
                    let name = self.read_name(&part);
                    entries.push(Entry::Bare(QueryArgument { name, ty: None }));
                }
                Rule::bad_argument => self.report_bad_line(&part, Place::Arguments),
                Rule::missing_close => self.report_unclosed(node, &part, what),
                _ => {}
            }
        }
        entries
    }
}

/// Whether a word looks like a type's name.
pub(super) fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}
