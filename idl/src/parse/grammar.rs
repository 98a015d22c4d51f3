//! The parser that pest makes of `rally.pest`.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "the rules are documented in the grammar"
)]

/// The grammar; [`Rule`] names its rules.
#[derive(pest_derive::Parser)]
#[grammar = "rally.pest"]
pub(crate) struct Grammar;
