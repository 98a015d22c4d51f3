//! Room on the stack for trees as deep as SQLite allows: 1,000 levels, of which each takes some kilobytes in places
//! that nothing else guards, such as dropping the tree or asking for its place.

/// What one statement may need.
const ROOM: usize = 16 * 1024 * 1024;

/// What is added where there is less.
const ADDED: usize = 32 * 1024 * 1024;

/// Runs `body` with enough stack to read, walk and drop the tree of one statement.
pub(crate) fn with_room<T>(body: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(ROOM, ADDED, body)
}
