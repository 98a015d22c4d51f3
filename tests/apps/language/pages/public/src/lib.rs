//! The pages of client `public`.

pub mod anything;
pub mod calendar;
pub mod client_context;
pub mod games_id;
pub mod games_new;
pub mod home;
pub mod inner;
pub mod not_found;
pub mod posts_new;
pub mod posts_slug;

pub mod shell;
pub mod sign_in;
