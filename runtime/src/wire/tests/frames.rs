//! Frames against the vectors of `spec/wire.md`.

use crate::page::{Failure, FormFields, MethodId};
use crate::wire::embedded::{Embedded, Environment, Posted};
use crate::wire::frame::{
    CallFrame, ClientFrame, Cursor, EventFrame, Farewell, FrameError, FromModel, Hello, Navigated,
    Refusal, ServerFrame, Stamp, Sub, TabId, ToModel,
};
use crate::wire::redemption::{Context, Redeemed, Redemption};
use crate::wire::{Decode, Encode, Parting, decode_all, to_bytes};

pub(super) const SPECIFICATION: &str = include_str!("../../../../spec/wire.md");

/// The vectors of the specification, by name: those of its table rows that are `| name | hex |`.
pub(super) fn vectors() -> Vec<(&'static str, Vec<u8>)> {
    let rows = SPECIFICATION
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once("` | `"));
    rows.filter_map(|(name, rest)| Some((name, bytes(rest.trim_end_matches(['|', ' ', '`']))?)))
        .collect()
}

pub(super) fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.chars().filter(|digit| !digit.is_whitespace());
    let digits: Vec<u8> = digits
        .map(|digit| digit.to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks(2);
    Some(pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn vector(name: &str) -> Vec<u8> {
    let found = vectors().into_iter().find(|(row, _)| *row == name);
    found
        .unwrap_or_else(|| panic!("spec/wire.md has no vector `{name}`"))
        .1
}

fn check<T: Encode + Decode + PartialEq + std::fmt::Debug>(name: &str, value: &T) {
    let expected = vector(name);
    let bytes = to_bytes(value);
    assert_eq!(bytes, expected, "{name} is written as {}", hex(&bytes));
    assert_eq!(decode_all::<T>(&expected).as_ref(), Ok(value), "{name}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn stamp() -> Stamp {
    Stamp {
        database: [0xdb; 16],
        at: 1_700_000_000_000,
    }
}

fn hello() -> Hello {
    Hello {
        version: 0x0123_4567_89ab_cdef,
        tab: TabId([0x0a; 16]),
        connection: 2,
        who: vec![1, 2, 3],
        url: "/".to_owned(),
    }
}

fn call() -> CallFrame {
    CallFrame {
        n: 1,
        stamp: stamp(),
        method: MethodId(0xfedc_ba98_7654_3210),
        params: vec![0x90],
        arguments: vec![0x91, 5],
        done: 1,
        form_key: None,
    }
}

fn cursor() -> Cursor {
    Cursor {
        epoch: 0x0f0e_0d0c_0b0a_0908,
        seq: 5,
    }
}

#[test]
fn subscriptions_are_those_of_the_specification() {
    let sub = |cursor| {
        ClientFrame::Sub(Sub {
            id: 3,
            url: "/games/3".to_owned(),
            channel: "game/3".to_owned(),
            cursor,
        })
    };
    check("Sub", &sub(Some(cursor())));
    check("Sub, from now on", &sub(None));
    check("Unsub", &ClientFrame::Unsub { id: 3 });
    let following = ServerFrame::Following {
        id: 3,
        cursor: cursor(),
    };
    check("Following", &following);
    let event = EventFrame {
        id: 3,
        previous: 5,
        seq: 9,
        body: vec![0x01],
    };
    check("Event", &ServerFrame::Event(event));
    check("Reset", &ServerFrame::Reset { id: 3 });
    check("Denied", &ServerFrame::Denied { id: 3 });
}

#[test]
fn what_pages_and_models_say_is_that_of_the_specification() {
    let epoch = cursor().epoch;
    let to_model = |name, said| check(name, &ClientFrame::Model { id: 4, said });
    let open = |cursor| {
        let url = "/games/3".to_owned();
        ToModel::Open { url, cursor }
    };
    to_model("ToModel, open", open(None));
    to_model("ToModel, go on", open(Some(cursor())));
    let message = vec![0x92, 0, 7];
    let send = ToModel::Send {
        epoch,
        k: 2,
        message,
    };
    to_model("ToModel, send", send);
    to_model("ToModel, leave", ToModel::Leave);
    let from_model = |name, said| check(name, &ServerFrame::Model { id: 4, said });
    from_model("FromModel, begun", FromModel::Begun { epoch, taken: 2 });
    let body = vec![0x92, 1, 8];
    from_model("FromModel, message", FromModel::Message { seq: 6, body });
    from_model("FromModel, taken", FromModel::Taken { k: 2 });
    from_model("FromModel, reset", FromModel::Reset);
    from_model("FromModel, denied", FromModel::Denied);
}

#[test]
fn client_frames_are_those_of_the_specification() {
    check("Hello", &ClientFrame::Hello(hello()));
    check("Call", &ClientFrame::Call(call()));
    let from_form = CallFrame {
        form_key: Some("k1".to_owned()),
        ..call()
    };
    check("Call, from a form", &ClientFrame::Call(from_form));
    let url = "/games/3?tab=Score".to_owned();
    check("Nav", &ClientFrame::Nav { id: 7, url });
    check("Ping", &ClientFrame::Ping);
    let parting = Parting {
        hello: hello(),
        calls: vec![call()],
    };
    check("Parting", &parting);
}

#[test]
fn server_frames_are_those_of_the_specification() {
    check("Welcome", &ServerFrame::Welcome { stamp: stamp() });
    let refusals = [
        ("Refuse, stale", Refusal::Stale),
        ("Refuse, identity", Refusal::Identity),
        ("Refuse, session", Refusal::Session),
    ];
    for (name, why) in refusals {
        check(name, &ServerFrame::Refuse(why));
    }
    let farewells = [
        ("Bye, restart", Farewell::Restart),
        ("Bye, replaced", Farewell::Replaced),
        ("Bye, malformed", Farewell::Malformed),
        ("Bye, overload", Farewell::Overload),
        ("Bye, identity", Farewell::Identity),
    ];
    for (name, why) in farewells {
        let after_millis = 500;
        check(name, &ServerFrame::Bye { why, after_millis });
    }
    let errors = [
        ("Error, too large", FrameError::TooLarge),
        ("Error, malformed", FrameError::Malformed),
        ("Error, too deep", FrameError::TooDeep),
        ("Error, out of order", FrameError::OutOfOrder),
    ];
    for (name, error) in errors {
        check(name, &ServerFrame::Error(error));
    }
    check("Pong", &ServerFrame::Pong);
}

#[test]
fn what_is_redeemed_is_that_of_the_specification() {
    let token = vec![4, 5];
    let redeem = ServerFrame::Redeem {
        n: 1,
        answer: Ok(vec![0x92, 0, 6]),
        token: token.clone(),
    };
    check("Redeem", &redeem);
    let tab = hello().tab;
    check("Redemption", &Redemption { tab, token });
    let redeemed = |context| Redeemed {
        who: hello().who,
        context,
    };
    check("Redeemed", &redeemed(Some(Context(vec![0x2a]))));
    check("Redeemed, no state", &redeemed(None));
}

#[test]
fn answers_are_those_of_the_specification() {
    let answers = [
        ("Reply", Ok(vec![0x92, 0, 6])),
        ("Reply, disconnected", Err(Failure::Disconnected)),
        ("Reply, unknown", Err(Failure::Unknown)),
        ("Reply, unauthorized", Err(Failure::Unauthorized)),
        ("Reply, forbidden", Err(Failure::Forbidden)),
        ("Reply, bad request", Err(Failure::BadRequest)),
        ("Reply, stale", Err(Failure::Stale)),
        (
            "Reply, internal",
            Err(Failure::Internal {
                trace_id: "t1".to_owned(),
            }),
        ),
    ];
    for (name, answer) in answers {
        check(name, &ServerFrame::Reply { n: 1, answer });
    }
}

#[test]
fn navigations_are_those_of_the_specification() {
    let pages = [
        (
            "NavReply, page",
            Navigated::Page {
                url: "/a".to_owned(),
                data: vec![0x2a],
                now: 1_700_000_000_000,
                cursor: cursor(),
            },
        ),
        (
            "NavReply, redirect",
            Navigated::Redirect {
                url: "/b".to_owned(),
            },
        ),
        (
            "NavReply, document",
            Navigated::Document {
                url: "/c".to_owned(),
            },
        ),
        (
            "NavReply, failed",
            Navigated::Failed {
                trace_id: "t1".to_owned(),
            },
        ),
    ];
    for (name, page) in pages {
        check(name, &ServerFrame::NavReply { id: 7, page });
    }
}

#[test]
fn the_embedded_state_is_that_of_the_specification() {
    let embedded = Embedded {
        version: 0x0123_4567_89ab_cdef,
        client: "public".to_owned(),
        url: "/".to_owned(),
        data: vec![0x2a],
        now: 1_700_000_000_000,
        database: [0xdb; 16],
        who: vec![1, 2, 3],
        environment: Environment::Development,
        posted: vec![Posted {
            method: "public/home/increment".to_owned(),
            fields: FormFields(vec![("amount".to_owned(), "1".to_owned())]),
            answer: Ok(vec![0x92, 0, 6]),
        }],
        cursor: cursor(),
    };
    check("Embedded", &embedded);
}
