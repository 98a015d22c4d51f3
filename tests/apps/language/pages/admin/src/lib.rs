//! The pages of client `admin`.

pub mod home;
pub mod not_found;
