//! The pages of client `public`.

pub mod broken;
pub mod home;
pub mod not_found;
pub mod old;
pub mod places_id;
