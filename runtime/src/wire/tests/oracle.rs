//! Equal values have equal bytes, and they are those of `rmp-serde`.

use proptest::prelude::*;

use super::values::{everything, shape, text, whole_number};
use crate::page::MethodId;
use crate::wire::{DecodeError, Writer, decode_all, to_bytes};

proptest! {
    #[test]
    fn whole_numbers_are_written_as_rmp_writes_them(value in whole_number()) {
        prop_assert_eq!(to_bytes(&value), rmp_serde::to_vec(&value).unwrap());
        prop_assert_eq!(decode_all::<i64>(&to_bytes(&value)), Ok(value));
    }

    #[test]
    fn method_ids_are_written_as_rmp_writes_unsigned_numbers(value in any::<u64>()) {
        prop_assert_eq!(to_bytes(&MethodId(value)), rmp_serde::to_vec(&value).unwrap());
        prop_assert_eq!(decode_all(&to_bytes(&MethodId(value))), Ok(MethodId(value)));
    }

    #[test]
    fn texts_are_written_as_rmp_writes_them(value in text()) {
        prop_assert_eq!(to_bytes(&value), rmp_serde::to_vec(&value).unwrap());
        prop_assert_eq!(decode_all::<String>(&to_bytes(&value)), Ok(value));
    }

    #[test]
    fn structs_are_written_as_rmp_writes_tuples(value in everything()) {
        let bytes = to_bytes(&value);
        prop_assert_eq!(&bytes, &rmp_serde::to_vec(&value).unwrap());
        prop_assert_eq!(decode_all(&bytes), Ok(value));
    }

    #[test]
    fn enums_come_back_as_they_went(value in shape()) {
        prop_assert_eq!(decode_all(&to_bytes(&value)), Ok(value));
    }

    #[test]
    fn nothing_may_follow_a_value(value in shape(), more in any::<u8>()) {
        let mut bytes = to_bytes(&value);
        bytes.push(more);
        prop_assert_eq!(decode_all::<super::values::Shape>(&bytes), Err(DecodeError::TrailingBytes));
    }
}

#[test]
fn real_numbers_keep_every_bit() {
    for value in [0.0, -0.0, 1.5, f64::MIN_POSITIVE, f64::INFINITY, f64::NAN] {
        let bytes = to_bytes(&value);
        assert_eq!(bytes, rmp_serde::to_vec(&value).unwrap());
        let back: f64 = decode_all(&bytes).unwrap();
        assert_eq!(back.to_bits(), value.to_bits());
    }
}

#[test]
fn long_lists_and_maps_are_written_as_rmp_writes_them() {
    for count in [15_i64, 16, 65_535, 65_536] {
        let list: Vec<i64> = (0..count).collect();
        assert_eq!(to_bytes(&list), rmp_serde::to_vec(&list).unwrap());
        assert_eq!(decode_all(&to_bytes(&list)), Ok(list));
        let map: std::collections::BTreeMap<i64, bool> =
            (0..count).map(|key| (key, key % 2 == 0)).collect();
        assert_eq!(to_bytes(&map), rmp_serde::to_vec(&map).unwrap());
        assert_eq!(decode_all(&to_bytes(&map)), Ok(map));
    }
}

#[test]
fn bytes_are_written_as_rmp_writes_them() {
    for length in [0_usize, 255, 256, 65_535, 65_536] {
        let bytes = vec![7; length];
        let mut ours = Vec::new();
        Writer::bytes(&mut ours, &bytes);
        let mut theirs = Vec::new();
        rmp_serde::encode::write(&mut theirs, &serde_bytes(&bytes)).unwrap();
        assert_eq!(ours, theirs);
    }
}

/// Makes serde write bytes as bytes.
fn serde_bytes(bytes: &[u8]) -> impl serde::Serialize + '_ {
    struct AsBytes<'a>(&'a [u8]);
    impl serde::Serialize for AsBytes<'_> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(self.0)
        }
    }
    AsBytes(bytes)
}

#[test]
fn results_are_variants() {
    let good: Result<i64, String> = Ok(5);
    assert_eq!(to_bytes(&good), [0x92, 0, 5]);
    let bad: Result<i64, String> = Err("no".to_owned());
    assert_eq!(to_bytes(&bad), [0x92, 1, 0xa2, b'n', b'o']);
    assert_eq!(decode_all(&to_bytes(&good)), Ok(good));
    assert_eq!(decode_all(&to_bytes(&bad)), Ok(bad));
}

#[test]
fn every_length_of_tuple_comes_back() {
    let two = (1_i64, "b".to_owned());
    assert_eq!(decode_all(&to_bytes(&two)), Ok(two));
    let twelve = (
        1_i64, 2_i64, 3_i64, 4_i64, 5_i64, 6_i64, 7_i64, 8_i64, 9_i64, 10_i64, 11_i64, true,
    );
    assert_eq!(to_bytes(&twelve), rmp_serde::to_vec(&twelve).unwrap());
    assert_eq!(decode_all(&to_bytes(&twelve)), Ok(twelve));
}
