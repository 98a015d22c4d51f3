//! `search`, the typed query string of a page, and `subscribe`, the topics that it follows.

use super::grammar::Rule;
use super::reader::{Node, Reader, children};
use super::recovery::Place;
use crate::ast::{Name, Search, SearchField, Subscribe};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

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

    pub(super) fn read_subscribe(&mut self, node: &Node<'_>) -> Option<Subscribe> {
        let head = self.read_head(node);
        let before = self.reported();
        let mut topics = vec![];
        let mut wrong = None;
        let mut missing_comma = None;
        for part in &head.parts {
            match part.as_rule() {
                Rule::followed => topics.extend(self.read_followed(part)),
                Rule::wrong_topics => {
                    topics.extend(children(part.clone()).map(|name| self.read_topic_name(&name)));
                    wrong = Some((
                        self.span(part),
                        "the topics stand behind `subscribe` as they are",
                    ));
                }
                Rule::wrong_sign => wrong = Some((self.span(part), "`subscribe` has no sign")),
                Rule::wrong_preposition => {
                    wrong = Some((
                        self.span(part),
                        "the topics stand directly behind `subscribe`",
                    ));
                }
                Rule::missing_separator => missing_comma = missing_comma.or(Some(self.span(part))),
                Rule::missing_topics if !head.is_damaged() => {
                    let place = self.gap_before(self.span(part));
                    self.report(
                        Diagnostic::error(codes::BAD_SUBSCRIBE, place, "no topic follows this `subscribe`")
                            .label("the name of a topic is missing here")
                            .help("write `subscribe topic`, with topics that are declared as `topic name(…) -> Type`"),
                    );
                }
                _ => {}
            }
        }
        if let Some(place) = missing_comma {
            self.report_missing_topic_comma(place, &topics);
        }
        if let Some((place, message)) = wrong.filter(|_| self.reported() == before) {
            self.report(
                Diagnostic::error(codes::BAD_SUBSCRIBE, place, message)
                    .help(format!("write `subscribe {}`", list(&topics))),
            );
        }
        (!topics.is_empty()).then_some(Subscribe {
            keyword: head.keyword,
            topics,
        })
    }

    fn read_followed(&mut self, node: &Node<'_>) -> Option<Name> {
        let mut parts = children(node.clone());
        let name = self.read_topic_name(&parts.next()?);
        if let Some(arguments) = parts.next() {
            self.drop_docs(&arguments);
            self.report(
                Diagnostic::error(
                    codes::BAD_SUBSCRIBE,
                    self.span(&arguments),
                    "a page says which topics it follows, not with which arguments",
                )
                .help(format!(
                    "write `subscribe {}`; the arguments are chosen in Rust",
                    name.text
                )),
            );
        }
        Some(name)
    }

    fn read_topic_name(&mut self, node: &Node<'_>) -> Name {
        match node.as_rule() {
            Rule::name => self.read_name(node),
            _ => self.read_quoted_name(node),
        }
    }

    fn report_missing_topic_comma(&mut self, missing: Span, topics: &[Name]) {
        let place = self.gap_before(missing);
        let message = "`,` is missing between two topics";
        self.report(
            Diagnostic::error(codes::MISSING_COMMA, place, message)
                .label("`,` is missing here")
                .help(format!("write `subscribe {}`", list(topics))),
        );
    }
}

fn list(topics: &[Name]) -> String {
    let names: Vec<&str> = topics.iter().map(|topic| topic.text.as_str()).collect();
    match names.as_slice() {
        [] => "topic".to_owned(),
        names => names.join(", "),
    }
}
