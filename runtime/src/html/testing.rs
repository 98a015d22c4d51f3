//! A document in memory and a parser for what the server renders, so that hydration and patching are tested natively.

mod document;
mod parser;
mod properties;
mod views;

pub(crate) use document::Document;
pub(crate) use parser::parse_into;
