//! Values to MessagePack.

/// A value that crosses the wire.
pub trait Encode {
    /// Appends the value.
    fn encode(&self, out: &mut Vec<u8>);
}

/// The pieces of MessagePack that generated code writes itself.
pub struct Writer;

impl Writer {
    /// The head of a struct or tuple of `fields` fields, which follow.
    pub fn fields(_out: &mut Vec<u8>, _fields: u32) {}
    /// A variant without payload.
    pub fn unit_variant(_out: &mut Vec<u8>, _tag: u32) {}
    /// The head of a variant with `fields` fields, which follow.
    pub fn variant(_out: &mut Vec<u8>, _tag: u32, _fields: u32) {}
}
