//! `search`: the typed query string of a page.

use super::grammar::Rule;
use super::reader::{Node, Reader, children};
use super::recovery::Place;
use crate::ast::{Search, SearchField};
use crate::diagnostic::{Diagnostic, codes};

impl Reader<'_> {
    pub(super) fn read_search(&mut self, node: &Node<'_>) -> Search {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        let mut fields = vec![];
        for part in &head.parts {
            match part.as_rule() {
                Rule::search_fields => fields.extend(self.read_search_fields(part)),
                Rule::wrong_search => {
                    self.report(
                        Diagnostic::error(
                            codes::MISSING_BODY,
                            self.opening(part),
                            "the fields of `search` stand between braces",
                        )
                        .help(
                            "write `{` and `}` for the parentheses: `search { tab: Tab = Score }`",
                        ),
                    );
                    fields.extend(self.read_search_fields(part));
                }
                _ => {}
            }
        }
        Search {
            docs,
            keyword: head.keyword,
            fields,
        }
    }

    fn read_search_fields(&mut self, body: &Node<'_>) -> Vec<SearchField> {
        let mut fields = vec![];
        for node in children(body.clone()) {
            match node.as_rule() {
                Rule::search_field => fields.extend(self.read_search_field(&node)),
                Rule::bad_line | Rule::bad_argument => {
                    self.report_bad_line(&node, Place::Search);
                }
                Rule::missing_close => self.report_unclosed(body, &node, "search"),
                _ => {}
            }
        }
        fields
    }

    fn read_search_field(&mut self, node: &Node<'_>) -> Option<SearchField> {
        let field = self.read_field(node);
        let mut default = None;
        let mut whole = true;
        for part in children(node.clone()) {
            match part.as_rule() {
                Rule::value => {
                    default = self.read_value(&part);
                    whole = default.is_some();
                }
                Rule::wrong_equals => self.report_wrong_equals(node, &part),
                Rule::missing_value => {
                    self.report_missing_default(&part);
                    whole = false;
                }
                _ => {}
            }
        }
        let field = field.filter(|_| whole)?;
        Some(SearchField {
            docs: field.docs,
            name: field.name,
            ty: field.ty,
            default,
        })
    }

    fn report_wrong_equals(&mut self, field: &Node<'_>, sign: &Node<'_>) {
        let value = children(field.clone()).find(|part| part.as_rule() == Rule::value);
        let value = value.map_or("", |value| value.as_str());
        let message = format!(
            "a default stands behind `=`, not behind `{}`",
            sign.as_str()
        );
        self.report(
            Diagnostic::error(codes::BAD_DEFAULT, self.span(sign), message)
                .help(format!("write `= {value}`")),
        );
    }

    fn report_missing_default(&mut self, missing: &Node<'_>) {
        self.report(
            Diagnostic::error(
                codes::BAD_DEFAULT,
                self.gap_before(self.span(missing)),
                "no default follows this `=`",
            )
            .label("a value is missing here")
            .help("write one, such as `= 1`, or leave the `=` out"),
        );
    }
}
