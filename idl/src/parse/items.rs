//! The declarations of a file: which reader takes which, and those that are a head and one block.

use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader, children};
use super::recovery::Place;
use super::settings::SettingsOf;
use crate::ast::{App, Enum, Field, Fragment, Item, Job, Struct, Table, Topic};
use crate::diagnostic::{Diagnostic, codes};

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

    /// Reads a declaration; one with a body gives also those that were put into it by mistake.
    pub(super) fn read_item(&mut self, node: &Node<'_>, items: &mut Vec<Item>) {
        match node.as_rule() {
            Rule::app => items.extend(self.read_app(node).map(Item::App)),
            Rule::client => self.read_client(node, items),
            Rule::page => self.read_page(node, items),
            Rule::layout => self.read_layout(node, items),
            Rule::entry_outside => self.report_entry_outside(node),
            Rule::stray_close => self.report_stray_close(node),
            Rule::bad_item => self.report_bad_line(node, Place::File),
            _ => items.extend(self.read_plain_item(node)),
        }
    }

    /// Reads a declaration that holds no entries.
    pub(super) fn read_plain_item(&mut self, node: &Node<'_>) -> Option<Item> {
        match node.as_rule() {
            Rule::structure => self.read_struct(node).map(Item::Struct),
            Rule::enumeration => self.read_enum(node).map(Item::Enum),
            Rule::query => self.read_query(node).map(Item::Query),
            Rule::rpc => self.read_rpc(node).map(Item::Rpc),
            Rule::topic => self.read_topic(node).map(Item::Topic),
            Rule::job => self.read_job(node).map(Item::Job),
            Rule::table => self.read_table(node).map(Item::Table),
            Rule::fragment => self.read_fragment(node).map(Item::Fragment),
            _ => None,
        }
    }

    fn read_app(&mut self, node: &Node<'_>) -> Option<App> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        Some(App {
            docs,
            settings: self.read_settings_of(&head, SettingsOf::App),
            name: head.name?,
            span: self.span(node),
        })
    }

    fn read_struct(&mut self, node: &Node<'_>) -> Option<Struct> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let fields = self.read_body_fields(&head, "struct");
        Some(Struct {
            docs,
            name: self.unreserved(head.name?, ANOTHER_NAME)?,
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
            name: self.unreserved(head.name?, ANOTHER_NAME)?,
            variants,
            span: self.span(node),
        })
    }

    fn read_topic(&mut self, node: &Node<'_>) -> Option<Topic> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let arguments = self.read_head_arguments(&head, "topic");
        let event = self.read_answer(&head).filter(|_| !head.is_scrambled());
        let options = self.read_settings_of(&head, SettingsOf::Topic);
        Some(Topic {
            docs,
            name: head.name?,
            arguments,
            event: event?,
            options,
            span: self.span(node),
        })
    }

    fn read_job(&mut self, node: &Node<'_>) -> Option<Job> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        Some(Job {
            docs,
            arguments: self.read_head_arguments(&head, "job"),
            options: self.read_settings_of(&head, SettingsOf::Job),
            name: head.name?,
            span: self.span(node),
        })
    }

    fn read_table(&mut self, node: &Node<'_>) -> Option<Table> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let mut columns = self.read_body_fields(&head, "table");
        for part in &head.parts {
            if part.as_rule() == Rule::wrong_columns {
                columns = self.read_columns_in_parentheses(part);
            }
        }
        Some(Table {
            docs,
            name: head.name?,
            columns,
            span: self.span(node),
        })
    }

    fn read_columns_in_parentheses(&mut self, node: &Node<'_>) -> Vec<Field> {
        self.report(
            Diagnostic::error(
                codes::MISSING_BODY,
                self.opening(node),
                "the columns of a table stand between braces",
            )
            .help("write `{` and `}` for the parentheses: `table name { column: Type }`"),
        );
        let inner: Vec<Node<'_>> = children(node.clone()).collect();
        inner
            .iter()
            .flat_map(|arguments| self.read_arguments(arguments, "table"))
            .collect()
    }

    fn read_fragment(&mut self, node: &Node<'_>) -> Option<Fragment> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let sql = self.read_head_sql(&head, "fragment");
        Some(Fragment {
            docs,
            name: head.name?,
            sql: sql?,
            span: self.span(node),
        })
    }

    /// The arguments in a head, all of them with types.
    pub(super) fn read_head_arguments(&mut self, head: &Head<'_>, what: &str) -> Vec<Field> {
        let mut arguments = vec![];
        for part in &head.parts {
            match part.as_rule() {
                Rule::arguments => arguments = self.read_arguments(part, what),
                Rule::missing_arguments => self.report_missing_arguments(head, part),
                _ => {}
            }
        }
        arguments
    }
}

const ANOTHER_NAME: &str = "give it another name";
