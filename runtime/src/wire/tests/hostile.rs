//! Bytes from outside: any of them give an error or a value, and none takes more memory than it has bytes.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::values::{Everything, Shape, everything};
use crate::wire::embedded::Embedded;
use crate::wire::frame::{ClientFrame, ServerFrame};
use crate::wire::{DecodeError, Parting, Reader, decode_all, to_bytes};

proptest! {
    #[test]
    fn random_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        let _ = decode_all::<Everything>(&bytes);
        let _ = decode_all::<Shape>(&bytes);
        let _ = decode_all::<Embedded>(&bytes);
        let _ = decode_all::<Parting>(&bytes);
        if let Ok(frame) = decode_all::<ClientFrame>(&bytes) {
            prop_assert_eq!(decode_all(&to_bytes(&frame)), Ok(frame));
        }
        if let Ok(frame) = decode_all::<ServerFrame>(&bytes) {
            prop_assert_eq!(decode_all(&to_bytes(&frame)), Ok(frame));
        }
    }

    #[test]
    fn a_value_that_ends_early_is_truncated(value in everything(), cut in any::<prop::sample::Index>()) {
        let bytes = to_bytes(&value);
        let short = &bytes[..cut.index(bytes.len())];
        prop_assert_eq!(decode_all::<Everything>(short), Err(DecodeError::Truncated));
    }

    #[test]
    fn one_changed_byte_never_panics(value in everything(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = to_bytes(&value);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = decode_all::<Everything>(&bytes);
    }

    #[test]
    fn no_more_is_reserved_than_there_are_bytes(count in any::<u32>(), tail in 0_usize..100) {
        let bytes = vec![0; tail];
        let reader = Reader::new(&bytes);
        let reserved = reader.reservation::<[u64; 4]>(count as usize);
        prop_assert!(reserved * size_of::<[u64; 4]>() <= tail);
    }
}

#[test]
fn a_length_beyond_the_bytes_at_hand_is_refused_before_anything_is_reserved() {
    let four_billion_items = [0xdd, 0xff, 0xff, 0xff, 0xff, 1];
    assert_eq!(
        decode_all::<Vec<i64>>(&four_billion_items),
        Err(DecodeError::Truncated)
    );
    let four_billion_units = [0xdd, 0xff, 0xff, 0xff, 0xff, 0xc0];
    assert_eq!(
        decode_all::<Vec<()>>(&four_billion_units),
        Err(DecodeError::Truncated)
    );
    let four_billion_entries = [0xdf, 0xff, 0xff, 0xff, 0xff, 1, 1];
    assert_eq!(
        decode_all::<BTreeMap<i64, i64>>(&four_billion_entries),
        Err(DecodeError::Truncated)
    );
    let long_text = [0xdb, 0xff, 0xff, 0xff, 0xff, b'x'];
    assert_eq!(
        decode_all::<String>(&long_text),
        Err(DecodeError::Truncated)
    );
}

#[test]
fn nesting_ends_at_its_bound() {
    fn nested(depth: usize) -> Vec<u8> {
        let mut bytes = [0x92, 3, 0x91].repeat(depth);
        bytes.push(0);
        bytes
    }
    // Each group is a variant and a list; the innermost is a variant.
    assert!(decode_all::<Shape>(&nested(31)).is_ok());
    assert_eq!(decode_all::<Shape>(&nested(32)), Err(DecodeError::TooDeep));
    assert_eq!(
        decode_all::<Shape>(&nested(10_000)),
        Err(DecodeError::TooDeep)
    );
}

#[test]
fn a_deep_value_may_have_many_shallow_neighbours() {
    let value = Shape::Group(vec![Shape::Group(vec![Shape::Empty]); 1_000]);
    assert_eq!(decode_all(&to_bytes(&value)), Ok(value));
}

#[test]
fn each_mistake_has_its_name() {
    use DecodeError::{
        DuplicateKey, NotUtf8, OutOfRange, TrailingBytes, UnexpectedType, UnknownVariant,
        WrongLength,
    };
    assert_eq!(decode_all::<i64>(&[0xc3]), Err(UnexpectedType));
    assert_eq!(
        decode_all::<i64>(&[0xcf, 0xff, 0, 0, 0, 0, 0, 0, 0]),
        Err(OutOfRange)
    );
    assert_eq!(decode_all::<u64>(&[0xff]), Err(OutOfRange));
    assert_eq!(decode_all::<bool>(&[1]), Err(UnexpectedType));
    assert_eq!(decode_all::<f64>(&[1]), Err(UnexpectedType));
    assert_eq!(decode_all::<String>(&[0xa1, 0xff]), Err(NotUtf8));
    assert_eq!(decode_all::<(i64, i64)>(&[0x93, 1, 2, 3]), Err(WrongLength));
    assert_eq!(decode_all::<Shape>(&[9]), Err(UnknownVariant));
    assert_eq!(decode_all::<Shape>(&[0x91, 0]), Err(WrongLength));
    assert_eq!(decode_all::<Shape>(&[0x92, 0, 0]), Err(UnknownVariant));
    assert_eq!(
        decode_all::<std::convert::Infallible>(&[0xc0]),
        Err(UnknownVariant)
    );
    assert_eq!(
        decode_all::<BTreeMap<i64, i64>>(&[0x82, 1, 1, 1, 2]),
        Err(DuplicateKey)
    );
    assert_eq!(decode_all::<()>(&[0xc0, 0xc0]), Err(TrailingBytes));
}
