//! Settings: what stands between the braces of an app, an `auth`, an rpc, a topic and a job.

use super::grammar::Rule;
use super::head::Head;
use super::keywords::{meant_setting, setting_usage};
use super::reader::{Node, Reader, children};
use super::recovery::{Place, shorten};
use crate::ast::{Name, Setting, Value, ValueKind};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// What settings belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SettingsOf {
    App,
    Auth,
    Rpc,
    Topic,
    Job,
}

impl SettingsOf {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Auth => "auth",
            Self::Rpc => "rpc",
            Self::Topic => "topic",
            Self::Job => "job",
        }
    }

    /// The keys that are known to need a value.
    fn needs_value(self, key: &str) -> bool {
        match self {
            Self::App | Self::Auth => true,
            Self::Rpc => matches!(key, "auth" | "transactions"),
            Self::Topic => false,
            Self::Job => setting_usage(key).is_some(),
        }
    }
}

impl Reader<'_> {
    /// The settings in a head.
    pub(super) fn read_settings_of(&mut self, head: &Head<'_>, of: SettingsOf) -> Vec<Setting> {
        let is_settings = |part: &&Node<'_>| part.as_rule() == Rule::settings;
        let bodies = head.parts.iter().filter(is_settings);
        let mut settings = self.read_bare_settings(head, of);
        settings.extend(bodies.flat_map(|body| self.read_settings(body, of)));
        settings
    }

    // `rpc save() -> Unit auth required`: taken for the page's own, it would say something else.
    fn read_bare_settings(&mut self, head: &Head<'_>, of: SettingsOf) -> Vec<Setting> {
        let is_bare = |part: &&Node<'_>| part.as_rule() == Rule::bare_settings;
        let Some(bare) = head.parts.iter().find(is_bare) else {
            return vec![];
        };
        let message = format!("the settings of this `{}` stand between braces", of.word());
        self.report(
            Diagnostic::error(codes::BAD_SETTING, self.span(bare), message)
                .help(format!("write `{{ {} }}`", bare.as_str())),
        );
        let settings = children(bare.clone());
        settings
            .filter_map(|setting| self.read_setting(&setting, of))
            .collect()
    }

    fn read_settings(&mut self, body: &Node<'_>, of: SettingsOf) -> Vec<Setting> {
        let mut settings = vec![];
        for node in children(body.clone()) {
            match node.as_rule() {
                Rule::setting => settings.extend(self.read_setting(&node, of)),
                Rule::wrong_block => self.report_block_in_settings(&node),
                Rule::bad_line => self.report_bad_line(&node, Place::Settings(of)),
                Rule::missing_close => self.report_unclosed(body, &node, of.word()),
                _ => {}
            }
        }
        settings
    }

    fn report_block_in_settings(&mut self, node: &Node<'_>) {
        self.drop_docs(node);
        let block = children(node.clone()).find(|part| part.as_rule() == Rule::block);
        let block = block.as_ref().unwrap_or(node);
        let inner = block.as_str().trim_matches(['{', '}']).trim();
        let meant = if inner.contains(char::is_whitespace) || inner.is_empty() {
            "required"
        } else {
            inner
        };
        self.report(
            Diagnostic::error(
                codes::BAD_SETTING,
                self.opening(block),
                "the value of a setting stands without braces",
            )
            .help(format!("write `auth {meant}`")),
        );
    }

    fn read_setting(&mut self, node: &Node<'_>, of: SettingsOf) -> Option<Setting> {
        let mut parts = children(node.clone());
        let first = parts.next()?;
        let before = self.reported();
        let mut key = match first.as_rule() {
            Rule::wrong_flag => self.read_quoted_name(&first),
            _ => self.read_name(&first),
        };
        let mut value = None;
        let mut sign = None;
        let mut written = false;
        for part in parts {
            written |= part.as_rule() == Rule::value || part.as_rule() == Rule::wrong_call;
            match part.as_rule() {
                Rule::value => value = self.read_setting_value(&key, &part),
                Rule::wrong_call => value = self.read_call(&key.text, &part),
                Rule::wrong_cron => value = Some(self.read_bare_cron(&key, &part)),
                Rule::wrong_truth => self.report_truth(&key, &part),
                _ => sign = Some(self.span(&part)),
            }
        }
        if of == SettingsOf::Topic {
            return self.read_topic_policy(key, value);
        }
        if of == SettingsOf::Job {
            self.rename_schedule(&mut key, value.as_ref(), before);
        }
        if let Some(sign) = sign.filter(|_| self.reported() == before) {
            let value = value.as_ref().map_or("", |value| self.slice(value.span));
            self.report_no_sign(sign, &format!("{} {value}", key.text));
        }
        if value.is_none() && !written {
            return self.read_lonely_key(key, of);
        }
        value.is_some().then_some(Setting { key, value })
    }

    fn read_lonely_key(&mut self, key: Name, of: SettingsOf) -> Option<Setting> {
        if of.needs_value(&key.text) {
            self.report_missing_value(&key, of);
            return None;
        }
        Some(Setting { key, value: None })
    }

    // Only a schedule has a text; elsewhere the quotes are too much.
    fn read_setting_value(&mut self, key: &Name, node: &Node<'_>) -> Option<Value> {
        let value = self.read_value(node)?;
        let ValueKind::Text(text) = &value.kind else {
            return Some(value);
        };
        if is_schedule(&key.text) {
            return Some(value);
        }
        self.report(
            Diagnostic::error(
                codes::BAD_SETTING,
                value.span,
                "the value of a setting is not quoted",
            )
            .help(format!("write `{} {}`", key.text, shorten(text))),
        );
        let kind = if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            ValueKind::Number(text.clone())
        } else {
            let span = value.span;
            let text = text.clone();
            ValueKind::Word(vec![Name { text, span }])
        };
        Some(Value { kind, ..value })
    }

    pub(super) fn read_call(&mut self, key: &str, node: &Node<'_>) -> Option<Value> {
        let inner = children(node.clone()).find(|part| part.as_rule() == Rule::value)?;
        let message = format!("`{key}` is a setting, not a function");
        self.report(
            Diagnostic::error(codes::BAD_SETTING, self.span(node), message)
                .help(format!("write `{key} {}`", inner.as_str())),
        );
        self.read_value(&inner)
    }

    fn read_bare_cron(&mut self, key: &Name, node: &Node<'_>) -> Value {
        let text = node.as_str().trim_end().to_owned();
        let span = self.span(node);
        self.report(
            Diagnostic::error(codes::BAD_VALUE, span, "a schedule stands in quotes")
                .help(format!("write `{} \"{text}\"`", every(&key.text))),
        );
        let kind = ValueKind::Text(text);
        Value { kind, span }
    }

    fn report_truth(&mut self, key: &Name, node: &Node<'_>) {
        let message = format!("`{}` stands alone", key.text);
        let help = match node.as_str() {
            "true" | "yes" | "on" => format!("write `{}`", key.text),
            _ => format!("leave `{}` out: what is not written is off", key.text),
        };
        self.report(Diagnostic::error(codes::BAD_SETTING, self.span(node), message).help(help));
    }

    // Named as other schedulers name it.
    fn rename_schedule(&mut self, key: &mut Name, value: Option<&Value>, before: usize) {
        if key.text == "every" || !is_schedule(&key.text) {
            return;
        }
        let name = std::mem::replace(&mut key.text, "every".to_owned());
        if self.reported() > before {
            return;
        }
        let schedule = value.map_or("\"0 3 * * *\"", |value| self.slice(value.span));
        let message = format!("the schedule of a job is not called `{name}`");
        self.report(
            Diagnostic::error(codes::BAD_SETTING, key.span, message)
                .help(format!("write `every \"{}\"`", schedule.trim_matches('"'))),
        );
    }

    // `auth required`, as in a page, is read as `required`.
    fn read_topic_policy(&mut self, key: Name, value: Option<Value>) -> Option<Setting> {
        let Some(value) = value else {
            return Some(Setting { key, value: None });
        };
        let policy = value.word().cloned();
        let meant = policy.as_ref().map_or("public", |name| &name.text);
        let message = "the policy of a topic stands alone";
        self.report(
            Diagnostic::error(codes::BAD_SETTING, key.span.to(value.span), message)
                .help(format!("write `{{ {meant} }}`")),
        );
        policy.map(|key| Setting { key, value: None })
    }

    fn report_missing_value(&mut self, key: &Name, of: SettingsOf) {
        let message = format!("the setting `{}` has no value", key.text);
        let diagnostic = Diagnostic::error(codes::BAD_SETTING, key.span, message);
        let known = setting_usage(&key.text)
            .or_else(|| meant_setting(&key.text, of).and_then(setting_usage));
        self.report(match known {
            Some(usage) => diagnostic.help(format!("write `{usage}`")),
            None => diagnostic.help("a setting is a key and a value: `database sqlite`"),
        });
    }

    /// Reports a sign between a key and its value.
    pub(super) fn report_no_sign(&mut self, sign: Span, meant: &str) {
        let message = format!("a setting has no `{}`", self.slice(sign));
        self.report(
            Diagnostic::error(codes::BAD_SETTING, sign, message)
                .help(format!("write `{}`", meant.trim_end())),
        );
    }
}

fn is_schedule(key: &str) -> bool {
    matches!(key, "every" | "cron" | "schedule")
}

fn every(key: &str) -> &str {
    if is_schedule(key) { "every" } else { key }
}
