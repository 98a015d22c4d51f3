//! The wire: values to MessagePack and back, without serde, and the frames that both sides exchange.
//!
//! Structs are arrays of their fields, variants are integer tags: a variant without payload is its tag alone,
//! one with payload is an array of the tag and its fields. Decoding trusts nothing: lengths are checked against the
//! bytes at hand, nesting is bounded, and what is left over is an error.

mod decode;
pub mod embedded;
mod encode;
pub mod frame;
mod frame_codec;
pub mod json;
pub mod limits;
mod model_frame;
#[cfg(feature = "server")]
pub mod named;
mod protocol;
pub mod redemption;
#[cfg(test)]
mod tests;

pub use decode::{Decode, DecodeError, Reader, decode_all};
pub use encode::{Encode, Writer, to_bytes};
pub use frame_codec::{Parting, read_plain_frame};
pub use protocol::Protocol;
