//! The handlers of client `public`, page by page.

pub mod home;
