//! A document in memory, and a parser for what the server renders: what hydration and patching are tested on, and what
//! tests of apps look at and act on in place of a browser's.

mod document;
mod parser;

pub(crate) use document::{Document, Kind};
pub(crate) use parser::parse_into;
