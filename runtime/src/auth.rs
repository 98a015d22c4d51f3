//! What an app needs to find out who somebody is: passwords, and codes that are sent to people.
//!
//! Nothing here signs anybody in: a handler that is content with what it is told calls `rq.session().sign_in(…)`.

pub(crate) mod attempts;
mod code;
mod password;
mod revoke;

pub use code::{CodeCheck, LoginCode, generate_login_code, hash_login_code, verify_login_code};
pub use password::{MAX_PASSWORD_BYTES, PasswordError, hash, is_outdated, verify};
pub use revoke::{SignIns, revoke};
