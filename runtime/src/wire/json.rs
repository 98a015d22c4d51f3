//! The same values as readable text: MessagePack to JSON and back, without loss.
//!
//! Knows no types of an app; it turns arrays into arrays and numbers into numbers. What JSON lacks has a form of its own:
//! an object whose only key begins with `$`, which no other value is ever written as (`spec/wire.md`). A parser of our
//! own, since the common ones take a whole number that is too large for a float and keep the last of two equal keys.

mod read;
mod write;

pub use read::to_bytes;
pub use write::{frame_to_text, to_text};

/// Whose frames are written. A frame holds values that are encoded on their own; they are shown as what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    /// [`ClientFrame`](super::frame::ClientFrame)s.
    Client,
    /// [`ServerFrame`](super::frame::ServerFrame)s.
    Server,
}

/// Bytes inside of a frame that are a value encoded on its own: the frame's tag, the field, and the field of that.
type Packed = (u64, usize, usize);

impl Frames {
    const fn packed(self) -> &'static [Packed] {
        match self {
            // Params and arguments of a call, a message to a model.
            Self::Client => &[(1, 1, 3), (1, 1, 4), (6, 2, 3)],
            // The result of a method, the data of a page, what was published, a message of a model.
            Self::Server => &[(2, 2, 1), (3, 2, 2), (8, 1, 3), (11, 2, 2), (12, 2, 1)],
        }
    }
}

/// The key of bytes, as standard base64 with padding.
const BYTES: &str = "$bin";
/// The key of bytes that are themselves a value.
const PACKED: &str = "$packed";
/// The key of a float that JSON has no number for.
const FLOAT: &str = "$float";
/// The key of a map whose keys are not all ordinary texts.
const MAP: &str = "$map";

/// Whether a map with this key is not an ordinary object.
fn is_reserved(key: &str) -> bool {
    key.as_bytes().first() == Some(&b'$')
}
