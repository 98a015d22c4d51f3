//! The pages of client `admin`.

pub mod home;
