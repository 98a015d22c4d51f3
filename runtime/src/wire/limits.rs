//! The bounds that both sides of a conversation keep. `spec/wire.md` says what happens beyond each.

/// The largest frame, in bytes; a larger one is answered with `Error(TooLarge)` and counted.
pub const MAX_FRAME_BYTES: usize = 1 << 20;

/// The largest body of the request that a tab sends when it is left, in bytes. Browsers refuse requests that outlive
/// their document beyond 64 KiB, headers included.
pub const MAX_PARTING_BYTES: usize = 60_000;

/// How long a connection may take to say `Hello`, in milliseconds.
pub const HELLO_MILLIS: u64 = 5_000;

/// How old the stamp of a call may be when it is run, in milliseconds.
pub const MAX_STAMP_AGE_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// How many malformed frames a connection may send before it is closed.
pub const MAX_MALFORMED_FRAMES: u32 = 8;

/// How many messages to its model a page keeps until the server has them; beyond, the model counts as lost and the page
/// loads its data again.
pub const MAX_UNTAKEN_MESSAGES: usize = 1_000;

/// How many bytes of them.
pub const MAX_UNTAKEN_BYTES: usize = 4 << 20;
