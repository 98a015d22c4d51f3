//! Sections that a declaration has once, such as a page's `model`.

use std::collections::BTreeMap;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::context::Context;

/// The sections that one declaration has so far.
pub(crate) struct Sections {
    owner: &'static str,
    first: BTreeMap<&'static str, Span>,
}

impl Sections {
    /// Those of a new declaration, which `owner` names in messages.
    pub(crate) fn of(owner: &'static str) -> Self {
        Self {
            owner,
            first: BTreeMap::new(),
        }
    }

    /// Whether the section is the first of its name; others are reported.
    pub(crate) fn is_first(
        &mut self,
        section: &'static str,
        place: Span,
        context: &mut Context,
    ) -> bool {
        let earlier = *self.first.entry(section).or_insert(place);
        let is_first = earlier == place;
        if !is_first {
            context.report(self.second(section, place, earlier));
        }
        is_first
    }

    fn second(&self, section: &str, place: Span, earlier: Span) -> Diagnostic {
        let message = format!("this {} has `{section}` twice", self.owner);
        Diagnostic::error(codes::SECOND_SECTION, place, message)
            .label("again here")
            .also(earlier, "first here")
            .help(match section {
                "auth" | "authorize" | "layout" | "load" => "keep one of the two",
                _ => "join the two",
            })
    }
}
