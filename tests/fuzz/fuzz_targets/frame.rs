//! Any bytes as a frame or as a document's state: they are refused or read, and what is read survives being written.
#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use rally_runtime::wire::embedded::Embedded;
use rally_runtime::wire::frame::{ClientFrame, ServerFrame};
use rally_runtime::wire::{Decode, Encode, decode_all, to_bytes};

fuzz_target!(|bytes: &[u8]| {
    check::<ClientFrame>(bytes);
    check::<ServerFrame>(bytes);
    check::<Embedded>(bytes);
});

fn check<T: Decode + Encode + Debug + PartialEq>(bytes: &[u8]) {
    if let Ok(value) = decode_all::<T>(bytes) {
        assert_eq!(decode_all::<T>(&to_bytes(&value)), Ok(value));
    }
}
