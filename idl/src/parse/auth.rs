//! `auth`: of a client, who is there; of a page, who may see it.

use super::grammar::Rule;
use super::head::Head;
use super::reader::{Node, Reader, children};
use super::settings::SettingsOf;
use crate::ast::{ClientAuth, Name, PageAuth};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

const AUTH_OF_CLIENT: &str = "auth { identity Member  sign_in SignIn }";

impl Reader<'_> {
    /// `auth { … }` of a client.
    pub(super) fn read_client_auth(&mut self, node: &Node<'_>) -> Option<ClientAuth> {
        let docs = self.take_docs(node);
        let head = self.read_head(node);
        for part in &head.parts {
            match part.as_rule() {
                Rule::wrong_sign => self.report_no_sign(self.span(part), AUTH_OF_CLIENT),
                Rule::policy | Rule::wrong_call => {
                    self.report_page_auth_in_client(part);
                    return None;
                }
                Rule::missing_value => {
                    self.report_auth_without_value(&head, "`{ … }`", AUTH_OF_CLIENT);
                    return None;
                }
                _ => {}
            }
        }
        Some(ClientAuth {
            docs,
            settings: self.read_settings_of(&head, SettingsOf::Auth),
            keyword: head.keyword,
        })
    }

    fn report_page_auth_in_client(&mut self, policy: &Node<'_>) {
        let message = "the `auth` of a client says who its members are";
        self.report(
            Diagnostic::error(codes::BAD_SETTING, self.span(policy), message)
                .note(
                    "with it the pages of the client are `auth required` unless they say otherwise",
                )
                .help(format!("write `{AUTH_OF_CLIENT}`")),
        );
    }

    fn report_auth_without_value(&mut self, head: &Head<'_>, what: &str, usage: &str) {
        if head.is_damaged() {
            return;
        }
        let end = head.keyword.end as usize;
        let place = Span::new(self.file, end, end);
        self.report(
            Diagnostic::error(codes::BAD_SETTING, place, "this `auth` says nothing")
                .label(format!("{what} is missing here"))
                .help(format!("write `{usage}`")),
        );
    }

    /// `auth required` of a page.
    pub(super) fn read_page_auth(&mut self, node: &Node<'_>) -> Option<PageAuth> {
        let head = self.read_head(node);
        let before = self.reported();
        let mut policy = None;
        let mut sign = None;
        for part in &head.parts {
            match part.as_rule() {
                Rule::wrong_sign => sign = Some(self.span(part)),
                Rule::policy => policy = self.read_policy(part),
                Rule::wrong_call => {
                    let value = self.read_call("auth", part);
                    policy = value.and_then(|value| value.word().cloned());
                }
                Rule::settings => policy = self.read_braced_policy(part),
                Rule::missing_value => {
                    self.report_auth_without_value(&head, "a policy", "auth required");
                }
                _ => {}
            }
        }
        if let (Some(sign), Some(policy)) = (sign, &policy) {
            self.retract(before, codes::INVALID_NAME);
            self.report_no_sign(sign, &format!("auth {}", policy.text));
        }
        Some(PageAuth {
            keyword: head.keyword,
            policy: policy?,
        })
    }

    fn read_policy(&mut self, node: &Node<'_>) -> Option<Name> {
        let inner = children(node.clone()).next()?;
        Some(match inner.as_rule() {
            Rule::name => self.read_name(&inner),
            _ => self.read_quoted_name(&inner),
        })
    }

    // `auth { required }` is read as `auth required`; anything else is meant for a client.
    fn read_braced_policy(&mut self, node: &Node<'_>) -> Option<Name> {
        let settings: Vec<Node<'_>> = children(node.clone())
            .filter(|part| part.as_rule() == Rule::setting)
            .collect();
        let only = match settings.as_slice() {
            [only] => children(only.clone()).collect(),
            _ => vec![],
        };
        let policy = match only.as_slice() {
            [name] => Some(Name {
                text: name.as_str().to_owned(),
                span: self.span(name),
            }),
            _ => None,
        };
        let help = match &policy {
            Some(policy) => format!("write `auth {}`", policy.text),
            None => "write `auth required`, `auth optional` or `auth public`; \
                     who the members are is said in the `client`"
                .to_owned(),
        };
        self.report(
            Diagnostic::error(
                codes::BAD_SETTING,
                self.opening(node),
                "the `auth` of a page is one word",
            )
            .help(help),
        );
        policy
    }
}
