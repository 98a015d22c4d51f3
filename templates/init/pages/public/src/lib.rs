//! The pages of client `public`.

pub mod home;
