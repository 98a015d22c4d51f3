//! The formatter: golden cases, properties over generated trees and damaged layouts, and every file of the repository.
#![allow(clippy::disallowed_methods, reason = "the cases are read from disk")]
#![allow(clippy::expect_used)]

mod checks;
mod golden;
mod properties;
mod repository;
mod texts;
mod trees;
