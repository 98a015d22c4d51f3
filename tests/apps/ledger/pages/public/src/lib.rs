//! The pages of client `public`.

pub mod books_name;
pub mod door;
