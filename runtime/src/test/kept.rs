//! What a browser keeps for the scripts of its pages, and lends to the code that an effect runs.

use crate::effect::{cookies, local_storage};

/// Local storage, and the cookies that scripts may read. Cloning gives another handle to the same.
#[derive(Clone, Default)]
pub(super) struct Kept {
    pub(super) items: local_storage::Items,
    pub(super) cookies: cookies::Cookies,
}

impl Kept {
    /// Runs code in the browser that keeps this.
    pub(super) fn lend<T>(&self, run: impl FnOnce() -> T) -> T {
        local_storage::keeping_in(&self.items, || cookies::keeping_in(&self.cookies, run))
    }
}
