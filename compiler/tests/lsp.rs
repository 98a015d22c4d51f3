//! `rallyc lsp` from outside: a scripted editor talks to the program over its standard input and output.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[path = "lsp/editor.rs"]
mod editor;
#[path = "lsp/lifecycle.rs"]
mod lifecycle;
#[path = "lsp/names.rs"]
mod names;
#[path = "lsp/problems.rs"]
mod problems;
#[path = "lsp/texts.rs"]
mod texts;
