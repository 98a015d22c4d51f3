//! The words of the language: where each may stand, how it is used, and what people write in its stead.

use super::recovery::Place;
use super::settings::SettingsOf;
use crate::diagnostic::nearest;

/// Declarations that may stand at the top level of a file.
pub(super) const DECLARATIONS: &[&str] = &[
    "app", "client", "page", "layout", "struct", "enum", "query", "rpc", "topic", "job", "table",
    "fragment",
];

/// Entries of a page.
pub(super) const PAGE_ENTRIES: &[&str] = &[
    "auth",
    "authorize",
    "layout",
    "search",
    "model",
    "msg",
    "load",
    "rpc",
    "server",
    "subscribe",
    "query",
];

/// Entries of a client.
pub(super) const CLIENT_ENTRIES: &[&str] = &["auth", "context", "context_msg"];

/// Entries of a layout.
pub(super) const LAYOUT_ENTRIES: &[&str] = &["model", "msg"];

/// Entries of a page's `server`.
pub(super) const SERVER_ENTRIES: &[&str] = &["model", "to_server", "to_client"];

// Words of other languages, with ours.
const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "struct",
        &[
            "type",
            "record",
            "class",
            "interface",
            "message",
            "object",
            "data",
        ],
    ),
    ("enum", &["union", "variant", "oneof", "custom"]),
    ("page", &["route", "view", "screen", "path"]),
    ("query", &["sql", "select", "statement"]),
    ("layout", &["template", "shell", "wrapper", "chrome"]),
    (
        "topic",
        &[
            "channel",
            "stream",
            "feed",
            "room",
            "subscription",
            "pubsub",
        ],
    ),
    ("job", &["task", "worker", "cron", "schedule", "background"]),
    ("fragment", &["snippet", "macro", "partial"]),
    ("context", &["state", "model", "store", "global", "shared"]),
    (
        "context_msg",
        &[
            "msg", "message", "messages", "event", "events", "action", "actions",
        ],
    ),
    (
        "to_server",
        &["from_client", "client", "incoming", "receive", "recv", "on"],
    ),
    (
        "to_client",
        &["from_server", "server", "outgoing", "send", "emit", "msg"],
    ),
    (
        "search",
        &[
            "params",
            "query_params",
            "query_string",
            "querystring",
            "search_params",
        ],
    ),
    ("server", &["backend", "socket", "live"]),
    (
        "subscribe",
        &[
            "follow",
            "follows",
            "listen",
            "subscription",
            "topic",
            "topics",
        ],
    ),
    (
        "auth",
        &[
            "access",
            "authentication",
            "authenticate",
            "require",
            "requires",
            "login",
            "session",
        ],
    ),
    (
        "authorize",
        &["permission", "permissions", "guard", "policy", "can"],
    ),
    ("model", &["state", "props", "store"]),
    (
        "msg",
        &[
            "message", "messages", "event", "events", "action", "actions",
        ],
    ),
    ("load", &["init", "loader", "fetch", "data"]),
    (
        "rpc",
        &[
            "fn",
            "fun",
            "func",
            "function",
            "def",
            "mutation",
            "procedure",
            "command",
            "handler",
            "method",
        ],
    ),
];

/// The keyword out of `allowed` that was probably meant by `word`.
pub(super) fn meant(word: &str, allowed: &'static [&'static str]) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let synonym = SYNONYMS
        .iter()
        .find(|(ours, theirs)| allowed.contains(ours) && theirs.contains(&lower.as_str()))
        .map(|&(ours, _)| ours);
    nearest(&lower, allowed.iter().copied()).or(synonym)
}

/// How a keyword is used, to paste.
pub(super) fn usage(keyword: &str) -> &'static str {
    match keyword {
        "app" => "app name { database sqlite }",
        "client" => "client public at \"/\"",
        "page" => "page { … }",
        "layout" => "layout Name { model { field: Type }  msg { Clicked } }",
        "struct" => "struct Name { field: Type }",
        "enum" => "enum Name { First  Second }",
        "topic" => "topic name(argument: Type) -> Type { public }",
        "job" => "job name(argument: Type) { retries 5 }",
        "table" => "table name { column: Type }",
        "fragment" => "fragment name { SQL }",
        "auth" => "auth required",
        "authorize" => "authorize",
        "search" => "search { field: Type = value }",
        "server" => "server { model { field: Type } }",
        "subscribe" => "subscribe topic",
        "context" => "context { field: Type }",
        "context_msg" => "context_msg { Clicked }",
        "to_server" => "to_server { Typing(text: String) }",
        "to_client" => "to_client { Typed(text: String) }",
        "model" => "model { field: Type }",
        "msg" => "msg { Clicked }",
        "load" => "load -> Type",
        "rpc" => "rpc name(argument: Type) -> Type",
        _ => "query name(argument: Type) -> List<_> { SELECT … }",
    }
}

/// How an entry is used in a block, to paste.
pub(super) fn usage_in(keyword: &str, place: Place) -> &'static str {
    match (keyword, place) {
        ("layout", Place::Page) => "layout Shell",
        ("auth", Place::Client) => "auth { identity Member  sign_in SignIn }",
        _ => usage(keyword),
    }
}

/// How a setting is used, to paste; nothing where there is no such setting.
pub(super) fn setting_usage(key: &str) -> Option<&'static str> {
    Some(match key {
        "database" => "database sqlite",
        "protocol" => "protocol msgpack",
        "identity" => "identity Member",
        "sign_in" => "sign_in SignIn",
        "return_to" => "return_to next",
        "recheck" => "recheck 30m",
        "auth" => "auth required",
        "transactions" => "transactions many",
        "concurrent" => "concurrent",
        "retries" => "retries 5",
        "backoff" => "backoff 5s",
        "timeout" => "timeout 1m",
        "every" => "every \"0 3 * * *\"",
        _ => return None,
    })
}

/// The setting that was probably meant by `key`.
pub(super) fn meant_setting(key: &str, of: SettingsOf) -> Option<&'static str> {
    nearest(key, settings_of(of).iter().copied())
}

/// The keys of a block of settings.
pub(super) fn settings_of(of: SettingsOf) -> &'static [&'static str] {
    match of {
        SettingsOf::App => &["database", "protocol"],
        SettingsOf::Auth => &["identity", "sign_in", "return_to", "recheck"],
        SettingsOf::Rpc => &["auth", "authorize", "concurrent", "transactions"],
        SettingsOf::Topic => &["public", "required", "authorize"],
        SettingsOf::Job => &["retries", "backoff", "timeout", "every"],
    }
}

/// `a`, `b` or `c`, each in backticks.
pub(super) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
