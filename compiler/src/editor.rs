//! What an editor asks: an analysis and a place in, names, places and texts out. Reads no disk and knows no protocol.
//!
//! [`Index`] is built once for each analysis and holds every name with what it refers to; hover and definitions are
//! lookups in it, and so is whatever is asked of names later. It comes from the syntax trees, so that it is there
//! while something is wrong.

pub mod built_in;
mod declare;
pub mod definition;
pub mod generated;
pub mod hover;
pub mod index;
mod names;
pub mod rust;
mod sql;
pub mod symbol;
pub mod uses;

pub use declare::declare;
pub use index::Index;
