//! Declarations: the head that all share, and `app`, `client`, `struct` and `enum`.

use super::grammar::Rule;
use super::keywords::usage;
use super::reader::{Node, Reader, children};
use super::recovery::{Place, shorten};
use crate::ast::{App, Client, Enum, Item, Name, Setting, Struct, Text, Value, ValueKind};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// What a keyword is followed by, up to the body.
pub(super) struct Head<'i> {
    pub(super) keyword: Span,
    pub(super) name: Option<Name>,
    /// The parts that only this kind of declaration has: arguments, answer, path, body.
    pub(super) parts: Vec<Node<'i>>,
    damaged: bool,
}

impl<'i> Head<'i> {
    /// The type that stands in the head, as written.
    pub(super) fn written_type(&self) -> &'i str {
        let ty = self
            .parts
            .iter()
            .find(|part| part.as_rule() == Rule::r#type);
        ty.map_or("Type", |ty| ty.as_str().trim())
    }

    /// Whether arguments are missing and something else stands about, so that what was read as the
    /// answer may be anything.
    pub(super) fn is_scrambled(&self) -> bool {
        let missing = |part: &Node<'_>| part.as_rule() == Rule::missing_arguments;
        self.damaged && self.parts.iter().any(missing)
    }

    /// Whether something is wrong before the parts, so that they need no complaint of their own.
    pub(super) fn is_damaged(&self) -> bool {
        self.damaged
    }
}

impl Reader<'_> {
    /// The items of a file; everything that is wrong in it has been reported when this returns.
    pub(super) fn read_file(mut self, file: Node<'_>) -> Vec<Item> {
        let mut items = vec![];
        for node in children(file) {
            self.read_item(&node, &mut items);
        }
        self.report_unattached_docs();
        self.cut_diagnostics();
        items
    }

    /// Reads a declaration; a page gives also those that were put into it by mistake.
    pub(super) fn read_item(&mut self, node: &Node<'_>, items: &mut Vec<Item>) {
        match node.as_rule() {
            Rule::app => items.extend(self.read_app(node).map(Item::App)),
            Rule::client => items.extend(self.read_client(node).map(Item::Client)),
            Rule::structure => items.extend(self.read_struct(node).map(Item::Struct)),
            Rule::enumeration => items.extend(self.read_enum(node).map(Item::Enum)),
            Rule::query => items.extend(self.read_query(node).map(Item::Query)),
            Rule::page => self.read_page(node, items),
            Rule::later_item | Rule::rpc => self.report_later(node),
            Rule::page_keyword_outside => self.report_outside_page(node),
            Rule::stray_close => self.report_stray_close(node),
            Rule::bad_item => self.report_bad_line(node, Place::File),
            _ => {}
        }
    }

    /// Reads keyword and name, and reports what is missing from a head or too much in it.
    pub(super) fn read_head<'i>(&mut self, node: &Node<'i>) -> Head<'i> {
        let mut inner = children(node.clone());
        let keyword = inner
            .next()
            .map_or_else(|| self.span(node), |word| self.span(&word));
        let mut head = Head {
            keyword,
            name: None,
            parts: vec![],
            damaged: false,
        };
        for child in inner {
            match child.as_rule() {
                Rule::name => head.name = Some(self.read_name(&child)),
                Rule::missing_name => self.report_missing_name(&mut head, &child),
                Rule::junk => self.report_junk(&mut head, node, &child),
                Rule::missing_body => self.report_missing_body(&mut head, &child),
                _ => head.parts.push(child),
            }
        }
        head
    }

    fn report_missing_name(&mut self, head: &mut Head<'_>, missing: &Node<'_>) {
        head.damaged = true;
        let keyword = self.slice(head.keyword);
        let message = format!("this `{keyword}` has no name");
        self.report(
            Diagnostic::error(codes::MISSING_NAME, self.span(missing), message)
                .label("a name is missing here")
                .help(format!("write `{}`", usage(keyword))),
        );
    }

    fn report_junk(&mut self, head: &mut Head<'_>, node: &Node<'_>, junk: &Node<'_>) {
        if std::mem::replace(&mut head.damaged, true) {
            return;
        }
        let text = junk.as_str().trim_end();
        let start = junk.as_span().start();
        let span = Span::new(self.file, start, start + text.len());
        let keyword = self.slice(head.keyword);
        let message = format!("unexpected `{}` in this `{keyword}`", shorten(text));
        let diagnostic = Diagnostic::error(codes::UNEXPECTED_IN_HEAD, span, message);
        self.report(diagnostic.help(junk_help(node.as_rule(), head, keyword, text)));
    }

    fn report_missing_body(&mut self, head: &mut Head<'_>, missing: &Node<'_>) {
        if std::mem::replace(&mut head.damaged, true) {
            return;
        }
        let keyword = self.slice(head.keyword);
        let what = head
            .name
            .as_ref()
            .map_or_else(String::new, |name| format!(" {}", name.text));
        let message = format!("`{keyword}{what}` has no body");
        self.report(
            Diagnostic::error(codes::MISSING_BODY, self.span(missing), message)
                .label("`{ … }` is missing here")
                .help(format!("write `{}`", usage(keyword))),
        );
    }

    fn read_app(&mut self, node: &Node<'_>) -> Option<App> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let settings = head
            .parts
            .iter()
            .flat_map(|body| self.read_settings(body))
            .collect();
        Some(App {
            docs,
            name: head.name?,
            settings,
            span: self.span(node),
        })
    }

    fn read_settings(&mut self, body: &Node<'_>) -> Vec<Setting> {
        let mut settings = vec![];
        for node in children(body.clone()) {
            match node.as_rule() {
                Rule::setting => settings.extend(self.read_setting(&node)),
                Rule::bad_line => self.report_bad_line(&node, Place::App),
                Rule::missing_close => self.report_unclosed(body, &node, "app"),
                _ => {}
            }
        }
        settings
    }

    fn read_setting(&mut self, node: &Node<'_>) -> Option<Setting> {
        let mut parts = children(node.clone());
        let key = self.read_name(&parts.next()?);
        let mut sign = None;
        let mut value = None;
        for part in parts {
            match part.as_rule() {
                Rule::name => value = Some(self.read_name(&part)),
                Rule::text => value = Some(self.read_quoted_setting(&part)),
                _ => sign = Some(self.span(&part)),
            }
        }
        let value = value?;
        if let Some(sign) = sign {
            self.report_setting_sign(sign, &key, &value);
        }
        let span = value.span;
        let kind = ValueKind::Word(vec![value]);
        Some(Setting {
            key,
            value: Some(Value { kind, span }),
        })
    }

    fn report_setting_sign(&mut self, sign: Span, key: &Name, value: &Name) {
        let message = format!("a setting has no `{}`", self.slice(sign));
        self.report(
            Diagnostic::error(codes::BAD_SETTING, sign, message)
                .help(format!("write `{} {}`", key.text, value.text)),
        );
    }

    fn read_quoted_setting(&mut self, node: &Node<'_>) -> Name {
        let Text { value, span } = self.read_text(node);
        self.report(
            Diagnostic::error(
                codes::BAD_SETTING,
                span,
                "the value of a setting is not quoted",
            )
            .help(format!("write `{}`", shorten(&value))),
        );
        Name { text: value, span }
    }

    fn read_client(&mut self, node: &Node<'_>) -> Option<Client> {
        let docs = self.take_docs(node);
        let mut head = self.read_head(node);
        let mut mount = None;
        let mut missing_at = None;
        for part in std::mem::take(&mut head.parts) {
            match part.as_rule() {
                Rule::text | Rule::bare_path => {
                    mount = Some(self.read_path(&part, missing_at.is_some()));
                }
                Rule::missing_at => missing_at = Some(self.span(&part)),
                Rule::missing_path => self.report_missing_path(self.span(&part)),
                Rule::client_body => self.read_client_body(&part),
                _ => {}
            }
        }
        if let Some(place) = missing_at.filter(|_| !head.damaged) {
            self.report_missing_mount(&head, place, mount.as_ref());
        }
        Some(Client {
            docs,
            name: head.name?,
            mount: mount?,
            entries: vec![],
            span: self.span(node),
        })
    }

    fn report_missing_mount(&mut self, head: &Head<'_>, place: Span, mount: Option<&Text>) {
        let name = head
            .name
            .as_ref()
            .map_or("public", |name| name.text.as_str());
        let path = mount.map_or("/", |path| path.value.as_str());
        let message = match mount {
            Some(_) => format!("`at` is missing before the path of `{name}`"),
            None => format!("the client `{name}` is mounted nowhere"),
        };
        self.report(
            Diagnostic::error(codes::MISSING_AT, place, message)
                .label(if mount.is_some() {
                    "`at` is missing here"
                } else {
                    "`at` and a path are missing here"
                })
                .help(format!("write `client {name} at \"{path}\"`")),
        );
    }

    fn report_missing_path(&mut self, place: Span) {
        self.report(
            Diagnostic::error(codes::MISSING_AT, place, "no path follows this `at`")
                .label("a path is missing here")
                .help("write `at \"/\"`"),
        );
    }

    /// Reads a path, which is to be quoted; that is said only where nothing else is wrong with it.
    pub(super) fn read_path(&mut self, node: &Node<'_>, damaged: bool) -> Text {
        if node.as_rule() == Rule::text {
            return self.read_text(node);
        }
        let path = Text {
            value: node.as_str().to_owned(),
            span: self.span(node),
        };
        if !damaged {
            self.report(
                Diagnostic::error(codes::UNQUOTED_PATH, path.span, "a path stands in quotes")
                    .help(format!("write `\"{}\"`", path.value)),
            );
        }
        path
    }

    fn read_client_body(&mut self, body: &Node<'_>) {
        for node in children(body.clone()) {
            match node.as_rule() {
                Rule::later_in_client => self.report_later(&node),
                Rule::bad_line => self.report_bad_line(&node, Place::Client),
                Rule::missing_close => self.report_unclosed(body, &node, "client"),
                _ => {}
            }
        }
    }

    fn read_struct(&mut self, node: &Node<'_>) -> Option<Struct> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let fields = self.read_body_fields(&head, "struct");
        Some(Struct {
            docs,
            name: head.name?,
            fields,
            span: self.span(node),
        })
    }

    fn read_enum(&mut self, node: &Node<'_>) -> Option<Enum> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let variants = self.read_body_variants(&head, "enum");
        Some(Enum {
            docs,
            name: head.name?,
            variants,
            span: self.span(node),
        })
    }
}

fn junk_help(rule: Rule, head: &Head<'_>, keyword: &str, text: &str) -> String {
    let name = head.name.as_ref().map_or("Name", |name| name.text.as_str());
    match rule {
        Rule::structure | Rule::enumeration if text.starts_with('<') => {
            "declared types have no type parameters: leave them out".to_owned()
        }
        Rule::enumeration if text.starts_with('=') && text.len() > 1 => {
            let variants: Vec<&str> = text[1..].split('|').map(str::trim).collect();
            format!("write `enum {name} {{ {} }}`", variants.join("  "))
        }
        Rule::structure | Rule::enumeration if text.starts_with('=') => {
            format!("leave the `=` out: write `{keyword} {name} {{ … }}`")
        }
        _ => format!("write `{}`", usage(keyword)),
    }
}
