//! Frames of the specification with a few bytes changed: they are refused or read, and what is read survives being
//! written.

use std::fmt::Debug;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::frames::vectors;
use crate::wire::embedded::Embedded;
use crate::wire::frame::{ClientFrame, ServerFrame};
use crate::wire::{Decode, Encode, Parting, decode_all, to_bytes};

#[derive(Debug, Clone)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Truncate(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        3 => (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Insert(at, byte)),
        1 => at().prop_map(Damage::Remove),
        1 => at().prop_map(Damage::Truncate),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    match damage {
        Damage::Replace(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Damage::Insert(at, byte) => bytes.insert(at.index(bytes.len()), *byte),
        Damage::Remove(at) => drop(bytes.remove(at.index(bytes.len()))),
        Damage::Truncate(at) => bytes.truncate(at.index(bytes.len())),
    }
}

fn check<T: Decode + Encode + Debug + PartialEq>(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(value) = decode_all::<T>(bytes) {
        prop_assert_eq!(decode_all::<T>(&to_bytes(&value)), Ok(value));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_frame_is_refused_or_read(
        which in any::<Index>(),
        damages in vec(damage(), 1..4),
    ) {
        let vectors = vectors();
        let mut bytes = vectors[which.index(vectors.len())].1.clone();
        damages.iter().for_each(|damage| apply(&mut bytes, damage));
        check::<ClientFrame>(&bytes)?;
        check::<ServerFrame>(&bytes)?;
        check::<Parting>(&bytes)?;
        check::<Embedded>(&bytes)?;
    }
}
