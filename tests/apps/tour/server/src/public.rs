//! The handlers of client `public`, page by page.

pub mod broken;
pub mod desk;
pub mod finds;
pub mod guide;
pub mod home;
pub mod lobbies_id;
pub mod looks;
pub mod old;
pub mod places_id;
