//! Bytes of one direction of a WebSocket to frames, and to the byte at which something is to happen. Control frames, such
//! as pings, are not counted.

use super::network::At;
use crate::proxy::Direction;
use crate::proxy::frames::frame_length;

/// Counts frames as they pass.
pub(super) struct Meter {
    /// The answer to the upgrade, as far as it has come.
    head: Option<Vec<u8>>,
    frame: Vec<u8>,
    /// Whole frames that have passed.
    pub(super) frames: usize,
}

impl Meter {
    pub(super) fn new(direction: Direction) -> Self {
        Self {
            head: (direction == Direction::ToBrowser).then(Vec::new),
            frame: Vec::new(),
            frames: 0,
        }
    }

    /// Counts these bytes. Where the place (of a frame, from 1) lies in them, those after it are not counted, and the
    /// answer is how many come before it.
    pub(super) fn take(&mut self, bytes: &[u8], place: Option<(usize, At)>) -> Option<usize> {
        for (passed, &byte) in (1..).zip(bytes) {
            if self.take_byte(byte, place) {
                return Some(passed);
            }
        }
        None
    }

    /// Whether the place is right after this byte.
    fn take_byte(&mut self, byte: u8, place: Option<(usize, At)>) -> bool {
        if let Some(head) = &mut self.head {
            head.push(byte);
            if head.ends_with(b"\r\n\r\n") {
                self.head = None;
            }
            return false;
        }
        self.frame.push(byte);
        let is_data = self.frame[0] & 0x08 == 0;
        let length = frame_length(&self.frame);
        let is_here = is_data
            && place.is_some_and(|(frame, at)| {
                frame == self.frames + 1 && at.is_after(self.frame.len(), length)
            });
        if length == Some(self.frame.len()) {
            self.frames += usize::from(is_data);
            self.frame.clear();
        }
        is_here
    }
}

impl At {
    /// Whether this place of a frame is after so many of its bytes. The length is known from the second byte on at the
    /// latest where the frame is short.
    fn is_after(self, bytes: usize, length: Option<usize>) -> bool {
        match self {
            Self::Head => bytes == 1,
            Self::Middle => length.is_some_and(|length| bytes == (length / 2).max(2)),
            Self::Tail => length.is_some_and(|length| bytes + 1 == length),
            Self::End => length == Some(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Two masked data frames of one byte with a ping between.
    const BYTES: &[u8] = &[
        0x82, 0x81, 1, 2, 3, 4, 9, // data
        0x89, 0x80, 1, 2, 3, 4, // ping
        0x82, 0x81, 1, 2, 3, 4, 9, // data
    ];

    fn passed(place: (usize, At)) -> Option<usize> {
        Meter::new(Direction::ToServer).take(BYTES, Some(place))
    }

    #[test]
    fn a_place_is_found_in_the_frame_that_it_names() {
        assert_eq!(passed((1, At::Head)), Some(1));
        assert_eq!(passed((1, At::End)), Some(7));
        assert_eq!(passed((2, At::Head)), Some(14));
        assert_eq!(passed((2, At::Middle)), Some(16));
        assert_eq!(passed((2, At::Tail)), Some(19));
        assert_eq!(passed((2, At::End)), Some(20));
        assert_eq!(passed((3, At::Head)), None);
    }

    #[test]
    fn a_place_is_found_in_whatever_pieces_the_bytes_come() {
        let mut meter = Meter::new(Direction::ToServer);
        let found = BYTES
            .iter()
            .position(|&byte| meter.take(&[byte], Some((2, At::Middle))).is_some());
        assert_eq!(found, Some(15));
    }

    #[test]
    fn the_answer_to_the_upgrade_is_no_frame() {
        let mut answer = b"HTTP/1.1 101 Switching Protocols\r\n\r\n".to_vec();
        answer.extend([0x82, 0x01, 9]);
        let mut meter = Meter::new(Direction::ToBrowser);
        assert_eq!(meter.take(&answer, Some((1, At::End))), Some(answer.len()));
        assert_eq!(meter.frames, 1);
    }
}
