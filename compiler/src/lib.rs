//! `rallyc`: `.rally` files and migrations in, diagnostics or generated Rust out.
//!
//! [`compile`] is the whole core, in order; it reads no disk. Everything that touches the world is in `shell`.

pub mod check;
pub mod compile;
pub mod diagnostics;
pub mod editor;
pub mod ir;
pub mod render;
pub mod resolve;
pub mod shell;
pub mod sql;
