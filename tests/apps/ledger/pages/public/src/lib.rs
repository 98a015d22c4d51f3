//! The pages of client `public`.

pub mod books_name;
pub mod door;
mod parts;
pub mod tables_name;
