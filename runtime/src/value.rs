//! The built-in types of the language that Rust's standard library lacks: `Time`, `Date`, `Uuid`, `Decimal`, `Json`.
//!
//! Each has one text, which it prints and parses, and from which forms, addresses and columns are made. `Bytes` is
//! `Vec<u8>`. Knows no clock and no random numbers; an app that does not use a type has none of its code in its bundle.

mod calendar;
mod date;
mod decimal;
mod json;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod uuid;

pub use date::{Date, Weekday};
pub use decimal::Decimal;
pub use json::Json;
pub use text::InvalidText;
pub use time::Time;
pub use uuid::Uuid;
