//! The pages of the app `ledger`, as its bundle finds them: the very file that `rallyc` has written for the browser.

#[path = "../../apps/ledger/generated/clients/public/src/routes.rs"]
mod generated;

pub use generated::Bundle;
