//! `subscribe`: the topics that a page follows.

use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader, children};
use crate::ast::{Name, Subscribe};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

impl Reader<'_> {
    pub(super) fn read_subscribe(&mut self, node: &Node<'_>) -> Option<Subscribe> {
        let head = self.read_head(node);
        let before = self.reported();
        let mut topics = vec![];
        for part in &head.parts {
            match part.as_rule() {
                Rule::followed => topics.extend(self.read_followed(part)),
                Rule::wrong_topics => {
                    topics.extend(children(part.clone()).map(|name| self.read_topic_name(&name)));
                }
                Rule::missing_topics if !head.is_damaged() => self.report_missing_topics(part),
                _ => {}
            }
        }
        if head.has(Rule::wrong_topics) || head.has(Rule::wrong_sign) {
            self.retract(before, codes::INVALID_NAME);
        }
        if self.reported() == before {
            self.check_topic_signs(&head, &topics);
        }
        (!topics.is_empty()).then_some(Subscribe {
            keyword: head.keyword,
            topics,
        })
    }

    fn report_missing_topics(&mut self, missing: &Node<'_>) {
        let place = self.gap_before(self.span(missing));
        self.report(
            Diagnostic::error(
                codes::BAD_SUBSCRIBE,
                place,
                "no topic follows this `subscribe`",
            )
            .label("the name of a topic is missing here")
            .help(
                "write `subscribe name`, with a topic that is declared as `topic name(…) -> Type`",
            ),
        );
    }

    /// Reports the first thing that stands around or between the topics and should not.
    fn check_topic_signs(&mut self, head: &Head<'_>, topics: &[Name]) {
        for part in &head.parts {
            let message = match part.as_rule() {
                Rule::missing_separator => {
                    return self.report_missing_topic_comma(self.span(part), topics);
                }
                Rule::wrong_topics => "the topics stand behind `subscribe` as they are",
                Rule::wrong_sign => "`subscribe` has no sign",
                Rule::wrong_preposition => "the topics stand directly behind `subscribe`",
                _ => continue,
            };
            self.report(
                Diagnostic::error(codes::BAD_SUBSCRIBE, self.span(part), message)
                    .help(format!("write `subscribe {}`", list(topics))),
            );
            return;
        }
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
