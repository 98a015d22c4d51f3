//! The pages of client `rooms`.

pub mod attic;
pub mod cellar;
pub mod client_context;
pub mod hall;
pub mod home;
pub mod inner;
pub mod shell;
pub mod yard;
