//! How large a call is as a message, before it is sent: one that is too large never leaves.

use super::NewCall;
use crate::wire::frame::{CallFrame, ClientFrame, Stamp};
use crate::wire::json::{self, Frames};
use crate::wire::to_bytes;

/// No less than the bytes that a call takes as a message.
pub type Measure = fn(&NewCall) -> usize;

/// More than a `Call` frame takes beside its parameters, arguments and texts.
const FRAME_OVERHEAD: usize = 128;

/// The size of a call in MessagePack.
#[must_use]
pub fn call_size(call: &NewCall) -> usize {
    let key = call.form_key.as_ref().map_or(0, String::len);
    call.params.len() + call.arguments.len() + key + FRAME_OVERHEAD
}

/// The size of a call in JSON.
#[must_use]
pub fn call_text_size(call: &NewCall) -> usize {
    // With numbers at their longest.
    let frame = CallFrame {
        n: u64::MAX,
        stamp: Stamp {
            database: [0; 16],
            at: i64::MIN,
        },
        method: call.method,
        params: call.params.clone(),
        arguments: call.arguments.clone(),
        done: u64::MAX,
        form_key: call.form_key.clone(),
    };
    let bytes = to_bytes(&ClientFrame::Call(frame));
    json::frame_to_text(&bytes, Frames::Client).map_or(usize::MAX, |text| text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::MethodId;

    #[test]
    fn a_call_is_never_larger_than_measured() {
        let call = NewCall {
            method: MethodId(u64::MAX),
            params: to_bytes(&(1_i64, "\u{1}".repeat(40))),
            arguments: to_bytes(&vec![false; 1_000]),
            deadline: None,
            form_key: Some("key".to_owned()),
        };
        let frame = to_bytes(&ClientFrame::Call(CallFrame {
            n: u64::MAX,
            stamp: Stamp {
                database: [0xff; 16],
                at: i64::MAX,
            },
            method: call.method,
            params: call.params.clone(),
            arguments: call.arguments.clone(),
            done: u64::MAX,
            form_key: call.form_key.clone(),
        }));
        assert!(frame.len() <= call_size(&call));
        let text = json::frame_to_text(&frame, Frames::Client).map(|text| text.len());
        assert!(text.is_ok_and(|size| size <= call_text_size(&call)));
        assert!(call_text_size(&call) > 2 * call_size(&call));
    }
}
