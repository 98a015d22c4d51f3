//! Messages as bytes to requests, notifications and answers, and back. Knows JSON-RPC and no method of the protocol.

use lsp_types::json_rpc::{Error, Id, RequestObject, ResponseObject};
use lsp_types::{ErrorCodes, Notification, Request};
use serde_json::Value;

/// A message of the client's.
#[derive(Debug)]
pub(super) enum Incoming {
    /// It waits for an answer.
    Request {
        /// What the answer is to be known by.
        id: Id,
        /// What is asked.
        method: String,
        /// With what.
        params: Value,
    },
    /// It waits for nothing.
    Notification {
        /// What happened.
        method: String,
        /// To what.
        params: Value,
    },
    /// An answer to a request of ours.
    Answer(Box<ResponseObject>),
    /// Anything else, with the error that it is to be answered with.
    Malformed(Vec<u8>),
}

/// Reads one message.
pub(super) fn read(bytes: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            let message = format!("the message is no JSON: {error}");
            return Incoming::Malformed(refusal(Id::Null, ErrorCodes::ParseError, message));
        }
    };
    let id = value.get("id").cloned().map(serde_json::from_value);
    let id = id.and_then(Result::ok).unwrap_or(Id::Null);
    let invalid = |error: serde_json::Error| {
        let message = format!("the message is no request: {error}");
        Incoming::Malformed(refusal(id, ErrorCodes::InvalidRequest, message))
    };
    if value.get("method").is_none() && (value.get("result").or(value.get("error"))).is_some() {
        return match serde_json::from_value(value) {
            Ok(answer) => Incoming::Answer(Box::new(answer)),
            Err(error) => invalid(error),
        };
    }
    match serde_json::from_value(value).map(RequestObject::into_parts) {
        Ok((method, Some(id), params)) => Incoming::Request {
            id,
            method,
            params: params.unwrap_or_default(),
        },
        Ok((method, None, params)) => Incoming::Notification {
            method,
            params: params.unwrap_or_default(),
        },
        Err(error) => invalid(error),
    }
}

/// The answer to a request.
pub(super) fn answer<R: Request>(id: Id, result: R::Result) -> Vec<u8> {
    bytes(&ResponseObject::from_success::<R>(id, result))
}

/// The answer to a request that gets none.
pub(super) fn refusal(id: Id, code: ErrorCodes, message: impl Into<String>) -> Vec<u8> {
    let error = Error {
        code,
        message: message.into(),
        data: None,
    };
    bytes(&ResponseObject::from_error(id, error))
}

/// Something that the client is told.
pub(super) fn notification<N: Notification>(params: N::Params) -> Vec<u8> {
    bytes(&RequestObject::from_notification::<N>(params))
}

/// Something that the client is asked.
pub(super) fn request<R: Request>(id: Id, params: R::Params) -> Vec<u8> {
    bytes(&RequestObject::from_request::<R>(id, params))
}

fn bytes(message: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(message).expect("the messages of the protocol have only texts for keys")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn refused(text: &str) -> Value {
        match read(text.as_bytes()) {
            Incoming::Malformed(answer) => serde_json::from_slice(&answer).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_no_request_is_answered_with_an_error() {
        let answer = refused("{\"jsonrpc\":");
        assert_eq!(answer["error"]["code"], -32700);
        assert_eq!(answer["id"], Value::Null);
        let answer = refused("{\"id\":7,\"method\":\"shutdown\"}");
        assert_eq!(answer["error"]["code"], -32600);
        assert_eq!(answer["id"], 7);
        assert_eq!(refused("[]")["error"]["code"], -32600);
        assert_eq!(refused("null")["error"]["code"], -32600);
    }

    #[test]
    fn requests_notifications_and_answers_are_told_apart() {
        let request = r#"{"jsonrpc":"2.0","id":"a","method":"shutdown"}"#;
        assert!(matches!(read(request.as_bytes()), Incoming::Request { .. }));
        let notification = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        assert!(matches!(
            read(notification.as_bytes()),
            Incoming::Notification { .. }
        ));
        let answer = r#"{"jsonrpc":"2.0","id":1,"result":null}"#;
        assert!(matches!(read(answer.as_bytes()), Incoming::Answer(_)));
    }
}
