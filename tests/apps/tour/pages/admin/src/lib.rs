//! The pages of client `admin`.

pub mod badge;
pub mod enter;
pub mod home;
pub mod vault;
