//! The pages of client `public`.

pub mod broken;
pub mod desk;
pub mod finds;
pub mod guide;
pub mod home;
pub mod lobbies_id;
pub mod looks;
pub mod not_found;
pub mod old;
pub mod places_id;
pub mod watch;
