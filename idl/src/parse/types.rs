//! Types as written. What is written in another language's way is reported and read as what it means.

use super::MAX_TYPE_DEPTH;
use super::grammar::Rule;
use super::keywords::usage;
use super::reader::{Node, Reader, children};
use crate::ast::{Name, Type, TypeKind};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    /// Reads a type in which nothing is left to be inferred.
    pub(super) fn read_type(&mut self, node: &Node<'_>) -> Option<Type> {
        let ty = self.read_type_or_blank(node)?;
        self.refuse_blank(&ty).then_some(ty)
    }

    /// Reads a type in which `_` may stand; nothing where it nests too deep, which is then reported.
    pub(super) fn read_type_or_blank(&mut self, node: &Node<'_>) -> Option<Type> {
        let before = self.reported();
        let mut parts = children(node.clone());
        let mut first = parts.next()?;
        if first.as_rule() == Rule::wrong_reference {
            self.report_reference(&first);
            first = parts.next()?;
        }
        let mut ty = self.read_base(&first, before, parts.next())?;
        let is_suffix =
            |part: &Node<'_>| matches!(part.as_rule(), Rule::wrong_suffix | Rule::wrong_null);
        for suffix in children(node.clone()).filter(is_suffix) {
            ty = self.read_suffixed(&suffix, ty, before);
        }
        Some(ty)
    }

    fn read_base(
        &mut self,
        node: &Node<'_>,
        before: usize,
        next: Option<Node<'_>>,
    ) -> Option<Type> {
        let span = self.span(node);
        match node.as_rule() {
            Rule::tuple => self.read_tuple(node, before),
            Rule::wrong_list => {
                let ty = named_at("List", self.read_nested(node)?, span);
                self.report_form(before, "a list is not written in brackets", span, &ty);
                Some(ty)
            }
            Rule::applied => {
                let ty = self.read_applied(node)?;
                self.report_form(before, ARGUMENTS_IN_ANGLES, span, &ty);
                Some(ty)
            }
            _ => self.read_named_type(node, before, next),
        }
    }

    fn read_named_type(
        &mut self,
        name: &Node<'_>,
        before: usize,
        next: Option<Node<'_>>,
    ) -> Option<Type> {
        let name = self.read_name(name);
        let name = self.unreserved(name, "write `Bytes` for what a file holds")?;
        let arguments = |part: &Node<'_>| {
            matches!(part.as_rule(), Rule::type_arguments | Rule::wrong_arguments)
        };
        let Some(node) = next.filter(arguments) else {
            let span = name.span;
            return Some(named(name, vec![], span));
        };
        let span = name.span.to(self.span(&node));
        let arguments = self.read_nested(&node)?;
        if arguments.is_empty() && node.as_str().ends_with('>') {
            self.report_no_arguments(&name.text, self.span(&node));
            return None;
        }
        let ty = named(name, arguments, span);
        if node.as_rule() == Rule::wrong_arguments {
            self.report_form(before, ARGUMENTS_IN_ANGLES, span, &ty);
        }
        Some(ty)
    }

    /// The types inside of a node's brackets.
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

    fn read_tuple(&mut self, node: &Node<'_>, before: usize) -> Option<Type> {
        let mut types = self.read_nested(node)?;
        let span = self.span(node);
        if types.len() > 1 {
            let kind = TypeKind::Tuple(types);
            return Some(Type { kind, span });
        }
        let (ty, message) = match types.pop() {
            Some(only) => (only, "a tuple has two types or more"),
            None => (
                named_at("Unit", vec![], span),
                "an empty tuple is not a type",
            ),
        };
        self.report_form(before, message, span, &ty);
        Some(ty)
    }

    // `Result Int (List String)`: parentheses group, as where this is written.
    fn read_applied(&mut self, node: &Node<'_>) -> Option<Type> {
        let container = node.as_str().split([' ', '\t']).next().unwrap_or_default();
        let mut arguments = vec![];
        for part in children(node.clone()) {
            match part.as_rule() {
                Rule::name => {
                    let name = self.read_name(&part);
                    let span = name.span;
                    arguments.push(named(name, vec![], span));
                }
                _ => arguments.push(self.read_tuple(&part, self.reported())?),
            }
        }
        Some(named_at(container, arguments, self.span(node)))
    }

    fn read_suffixed(&mut self, suffix: &Node<'_>, inner: Type, before: usize) -> Type {
        let place = self.span(suffix);
        let span = inner.span.to(place);
        let (ty, message) = match suffix.as_str() {
            "[]" => (
                named_at("List", vec![inner], span),
                "a list is not written with `[]`",
            ),
            "!" => (inner, "a type holds no null unless it is an `Option`"),
            "?" => (
                named_at("Option", vec![inner], span),
                "an optional type is not written with `?`",
            ),
            _ => (
                named_at("Option", vec![inner], span),
                "an optional type is not written with `|`",
            ),
        };
        self.report_form(before, message, place, &ty);
        ty
    }

    /// Reports a form of another language, in place of those inside of it.
    fn report_form(&mut self, before: usize, message: &str, place: Span, meant: &Type) {
        self.retract(before, codes::FOREIGN_TYPE);
        let help = format!("write `{}`", written(meant));
        self.report(Diagnostic::error(codes::FOREIGN_TYPE, place, message).help(help));
    }

    /// Reports a type that is spelled out where its name belongs.
    pub(super) fn report_nameless_type(&mut self, node: &Node<'_>) {
        let keyword = if node.as_str().starts_with('{') {
            "struct"
        } else {
            "enum"
        };
        self.report(
            Diagnostic::error(codes::FOREIGN_TYPE, self.span(node), "a type has a name").help(
                format!(
                    "declare `{}` outside, and write its name here",
                    usage(keyword)
                ),
            ),
        );
    }

    fn report_reference(&mut self, node: &Node<'_>) {
        let message = format!("types have no `{}`", node.as_str());
        self.report(
            Diagnostic::error(codes::FOREIGN_TYPE, self.span(node), message)
                .help("leave it out: values are sent, not pointed to"),
        );
    }

    fn report_missing_comma(&mut self, gap: &Node<'_>) {
        let start = gap.as_span().start();
        let place = Span::new(self.file, start, start);
        let message = "`,` is missing between two types";
        self.report(
            Diagnostic::error(codes::MISSING_COMMA, place, message).label("`,` is missing here"),
        );
    }

    fn report_no_arguments(&mut self, name: &str, place: Span) {
        let help = match name {
            "List" | "Option" => format!("say of what: `{name}<String>`"),
            "Map" => "say from what to what: `Map<String, Int>`".to_owned(),
            "Result" => "say what success and failure carry: `Result<Int, String>`".to_owned(),
            "Reply" => "say of which rpc: `Reply<increment>`".to_owned(),
            "Event" => "say of which topic: `Event<game>`".to_owned(),
            _ => format!("write `{name}`"),
        };
        self.report(
            Diagnostic::error(
                codes::MISSING_TYPE,
                place,
                format!("`{name}<>` says no type"),
            )
            .label("a type is missing here")
            .help(help),
        );
    }

    fn report_too_deep(&mut self, node: &Node<'_>) {
        let start = node.as_span().start();
        let place = Span::new(self.file, start, start);
        let message = format!("this type nests deeper than {MAX_TYPE_DEPTH} levels");
        self.report(
            Diagnostic::error(codes::TYPE_TOO_DEEP, place, message)
                .help("give an inner part a name with `struct`"),
        );
    }

    fn report_unclosed_type(&mut self, node: &Node<'_>, missing: &Node<'_>) {
        let start = node.as_span().start();
        let open = Span::new(self.file, start, start + 1);
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

    /// Reports every `_` in a type; whether there is none.
    pub(super) fn refuse_blank(&mut self, ty: &Type) -> bool {
        let before = self.reported();
        match &ty.kind {
            TypeKind::Named { name, arguments } => {
                if name.text == "_" {
                    self.report_blank(name.span);
                }
                for argument in arguments {
                    self.refuse_blank(argument);
                }
            }
            TypeKind::Tuple(types) => {
                for part in types {
                    self.refuse_blank(part);
                }
            }
        }
        self.reported() == before
    }

    /// The name of a type, unless the language keeps it for later, which is then reported.
    pub(super) fn unreserved(&mut self, name: Name, help: &str) -> Option<Name> {
        if name.text != "File" {
            return Some(name);
        }
        let message = "`File` is reserved for a later version";
        self.report(Diagnostic::error(codes::NOT_YET, name.span, message).help(help));
        None
    }

    fn report_blank(&mut self, span: Span) {
        self.report(
            Diagnostic::error(codes::MISPLACED_BLANK, span, "`_` cannot be inferred here")
                .note(
                    "only the rows of a query are inferred: `-> List<_>`, `-> Option<_>` or `-> _`",
                )
                .help("write the type"),
        );
    }
}

const ARGUMENTS_IN_ANGLES: &str = "type arguments stand between `<` and `>`";

/// A type as it is to be written.
fn written(ty: &Type) -> String {
    let all = |types: &[Type]| types.iter().map(written).collect::<Vec<_>>().join(", ");
    match &ty.kind {
        TypeKind::Named { name, arguments } if arguments.is_empty() => name.text.clone(),
        TypeKind::Named { name, arguments } => format!("{}<{}>", name.text, all(arguments)),
        TypeKind::Tuple(types) => format!("({})", all(types)),
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
