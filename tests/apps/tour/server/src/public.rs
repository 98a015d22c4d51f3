//! The handlers of client `public`, page by page.

pub mod broken;
pub mod home;
pub mod old;
pub mod places_id;
