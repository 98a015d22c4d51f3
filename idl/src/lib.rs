//! The Rally language: `.rally` text in, syntax tree with spans and diagnostics out.
//!
//! Pure: this crate reads no file, no environment and no clock, and knows nothing of Rust code or SQL.

pub mod ast;
pub mod diagnostic;
pub mod format;
pub mod parse;
pub mod source;
