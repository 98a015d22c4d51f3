//! Where the frames of a WebSocket end (RFC 6455, section 5.2). Data frames are counted, pings and pongs are not.

use super::CutAt;

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the browser.
    ToServer,
    /// From the server.
    ToBrowser,
}

/// Counts the data frames of one direction of one connection.
pub(super) struct FrameCounter {
    direction: Direction,
    // From the server the head of the HTTP answer comes first.
    head: Option<Vec<u8>>,
    buffer: Vec<u8>,
    frames: usize,
    is_socket: bool,
}

impl FrameCounter {
    pub(super) fn new(direction: Direction) -> Self {
        let head = (direction == Direction::ToBrowser).then(Vec::new);
        let is_socket = direction == Direction::ToServer;
        Self {
            direction,
            head,
            buffer: vec![],
            frames: 0,
            is_socket,
        }
    }

    /// Takes the next bytes. Where the ordered cut lies in them: how many of them may still pass.
    pub(super) fn take(
        &mut self,
        bytes: &[u8],
        order: Option<(Direction, usize, CutAt)>,
    ) -> Option<usize> {
        let mut passed = self.skip_head(bytes);
        if !self.is_socket {
            return None;
        }
        for &byte in &bytes[passed..] {
            passed += 1;
            self.buffer.push(byte);
            let due = order.filter(|&(direction, ..)| direction == self.direction);
            if due.is_some_and(|order| self.is_inside(order)) {
                return Some(passed);
            }
            if frame_length(&self.buffer) == Some(self.buffer.len()) {
                self.frames += usize::from(self.buffer[0] & 0x08 == 0);
                self.buffer.clear();
                if due.is_some_and(|(_, count, at)| at == CutAt::AfterFrame && count == self.frames)
                {
                    return Some(passed);
                }
            }
        }
        None
    }

    // Half of the ordered frame has come.
    fn is_inside(&self, (_, count, at): (Direction, usize, CutAt)) -> bool {
        at == CutAt::InsideFrame
            && count == self.frames + 1
            && self.buffer[0] & 0x08 == 0
            && frame_length(&self.buffer)
                .is_some_and(|length| self.buffer.len() == (length / 2).max(1))
    }

    fn skip_head(&mut self, bytes: &[u8]) -> usize {
        let Some(head) = &mut self.head else { return 0 };
        let before = head.len();
        head.extend_from_slice(bytes);
        let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") else {
            return bytes.len();
        };
        self.is_socket = head.starts_with(b"HTTP/1.1 101");
        self.head = None;
        end + 4 - before
    }
}

/// The whole length of the WebSocket frame that begins with these bytes, once enough of it is there to tell.
pub(crate) fn frame_length(bytes: &[u8]) -> Option<usize> {
    let second = *bytes.get(1)?;
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let (extra, length) = match second & 0x7f {
        126 => (2, big_endian(bytes.get(2..4)?)),
        127 => (8, big_endian(bytes.get(2..10)?)),
        length => (0, usize::from(length)),
    };
    Some(2 + extra + mask + length)
}

fn big_endian(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |value, &byte| (value << 8) | usize::from(byte))
}

#[cfg(test)]
mod tests {
    use super::{CutAt, Direction, FrameCounter};

    // Two masked data frames of one byte with a ping between.
    const BYTES: &[u8] = &[
        0x82, 0x81, 1, 2, 3, 4, 9, // data
        0x89, 0x80, 1, 2, 3, 4, // ping
        0x82, 0x81, 1, 2, 3, 4, 9, // data
    ];

    #[test]
    fn a_cut_after_a_frame_lets_all_of_it_pass() {
        let order = Some((Direction::ToServer, 2, CutAt::AfterFrame));
        assert_eq!(
            FrameCounter::new(Direction::ToServer).take(BYTES, order),
            Some(BYTES.len())
        );
        let order = Some((Direction::ToServer, 1, CutAt::AfterFrame));
        assert_eq!(
            FrameCounter::new(Direction::ToServer).take(BYTES, order),
            Some(7)
        );
    }

    #[test]
    fn a_cut_inside_a_frame_lets_half_of_it_pass() {
        let order = Some((Direction::ToServer, 2, CutAt::InsideFrame));
        assert_eq!(
            FrameCounter::new(Direction::ToServer).take(BYTES, order),
            Some(16)
        );
    }

    #[test]
    fn the_other_direction_and_the_answer_to_the_upgrade_are_left_alone() {
        let order = Some((Direction::ToBrowser, 1, CutAt::AfterFrame));
        assert_eq!(
            FrameCounter::new(Direction::ToServer).take(BYTES, order),
            None
        );
        let mut answer = b"HTTP/1.1 101 Switching Protocols\r\n\r\n".to_vec();
        answer.extend([0x82, 0x01, 9]);
        assert_eq!(
            FrameCounter::new(Direction::ToBrowser).take(&answer, order),
            Some(answer.len())
        );
    }
}
