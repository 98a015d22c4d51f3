//! The pages of client `public`.

pub mod broken;
pub mod desk;
pub mod finds;
pub mod home;
pub mod not_found;
pub mod old;
pub mod places_id;
