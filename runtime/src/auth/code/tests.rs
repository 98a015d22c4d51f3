//! Who can enter a code, how often, and for how long.
#![allow(clippy::unwrap_used)]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::attempts::{ATTEMPTS_A_CODE, ATTEMPTS_AGE, ATTEMPTS_AN_ADDRESS, CODE_AGE};
use super::*;
use crate::db::{self, Query};
use crate::migrate::Migrations;
use crate::server::request::Services;
use crate::session::SessionToken;
use crate::test_db;

const ADA: &str = "sign in: ada@example.org";
const NOW: i64 = 1_700_000_000_000;

fn database() -> Db {
    test_db::open(&Migrations::default()).unwrap()
}

fn from(address: impl Into<IpAddr>) -> Request {
    let session = SessionToken::generate().unwrap().hash();
    let services = Services::for_test();
    Request::new(session, address.into(), services)
}

fn home() -> Request {
    from(Ipv4Addr::LOCALHOST)
}

async fn send(rq: &Request, db: &Db, now: i64) -> LoginCode {
    db.transaction(async |tx| match generate(rq, tx, ADA, now).await {
        Ok(code) => Ok(code),
        Err(fault) => panic!("{fault}"),
    })
    .await
    .map_err(|error: DbError| error)
    .unwrap()
}

async fn enter(rq: &Request, db: &Db, code: &str, now: i64) -> CodeCheck {
    verify(rq, db, ADA, code, now).await.unwrap()
}

/// Another code.
fn wrong(code: &LoginCode) -> String {
    let last = if code.as_str().ends_with('0') {
        "1"
    } else {
        "0"
    };
    [&code.as_str()[..7], last].concat()
}

#[actix_web::test]
async fn a_code_is_right_once() {
    let (db, rq) = (database(), home());
    let code = send(&rq, &db, NOW).await;
    assert_eq!(enter(&rq, &db, &wrong(&code), NOW).await, CodeCheck::Wrong);
    let spoken = format!(" {} - {} ", &code.as_str()[..4], &code.as_str()[4..]);
    assert_eq!(enter(&rq, &db, &spoken, NOW).await, CodeCheck::Right);
    assert_eq!(
        enter(&rq, &db, code.as_str(), NOW).await,
        CodeCheck::Expired
    );
}

#[actix_web::test]
async fn a_code_that_is_entered_twice_at_once_is_right_once() {
    let (db, rq) = (database(), home());
    let code = send(&rq, &db, NOW).await;
    let twice = futures_util::future::join(
        enter(&rq, &db, code.as_str(), NOW),
        enter(&rq, &db, code.as_str(), NOW),
    );
    let (first, second) = twice.await;
    let rights = [first, second]
        .iter()
        .filter(|check| **check == CodeCheck::Right)
        .count();
    assert_eq!(rights, 1, "{first:?}, {second:?}");
}

#[actix_web::test]
async fn a_code_is_of_one_session_one_purpose_and_one_secret() {
    let (db, rq) = (database(), home());
    let code = send(&rq, &db, NOW).await;
    assert_eq!(
        enter(&home(), &db, code.as_str(), NOW).await,
        CodeCheck::Expired,
        "whoever has seen the code is in another session"
    );
    let elsewhere = verify(&rq, &db, "sign in: eve@example.org", code.as_str(), NOW);
    assert_eq!(elsewhere.await.unwrap(), CodeCheck::Expired);
    assert_eq!(enter(&rq, &db, code.as_str(), NOW).await, CodeCheck::Right);
    let hash = hash_login_code(&rq, ADA, "12345678");
    assert_ne!(hash, hash_login_code(&home(), ADA, "12345678"));
    assert_ne!(
        hash,
        hash_login_code(&rq, "sign in: eve@example.org", "12345678")
    );
    assert_eq!(hash, hash_login_code(&rq, ADA, "1234 5678"));
}

#[actix_web::test]
async fn a_code_can_be_wrong_five_times() {
    let (db, rq) = (database(), home());
    let code = send(&rq, &db, NOW).await;
    for _ in 0..ATTEMPTS_A_CODE {
        assert_eq!(enter(&rq, &db, &wrong(&code), NOW).await, CodeCheck::Wrong);
    }
    assert_eq!(
        enter(&rq, &db, code.as_str(), NOW).await,
        CodeCheck::Expired,
        "the sixth time"
    );
    let another = send(&rq, &db, NOW).await;
    assert_eq!(
        enter(&rq, &db, another.as_str(), NOW).await,
        CodeCheck::Right
    );
}

#[actix_web::test]
async fn an_address_can_be_wrong_ten_times_an_hour_whatever_its_sessions() {
    let db = database();
    for _ in 0..ATTEMPTS_AN_ADDRESS {
        let rq = home();
        let code = send(&rq, &db, NOW).await;
        assert_eq!(enter(&rq, &db, &wrong(&code), NOW).await, CodeCheck::Wrong);
    }
    let rq = home();
    let code = send(&rq, &db, NOW).await;
    assert_eq!(
        enter(&rq, &db, code.as_str(), NOW).await,
        CodeCheck::TooMany
    );
    let elsewhere = Request::new(
        rq.session_hash(),
        Ipv4Addr::new(192, 0, 2, 1).into(),
        Services::for_test(),
    );
    assert_eq!(
        enter(&elsewhere, &db, code.as_str(), NOW).await,
        CodeCheck::Right
    );
    let later = NOW + i64::try_from(ATTEMPTS_AGE.as_millis()).unwrap();
    let code = send(&rq, &db, later).await;
    assert_eq!(
        enter(&rq, &db, code.as_str(), later).await,
        CodeCheck::Right
    );
}

#[actix_web::test]
async fn a_network_of_ipv6_counts_as_one_address() {
    let db = database();
    for host in 0..ATTEMPTS_AN_ADDRESS {
        let host = u16::try_from(host).unwrap();
        let rq = from(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, host));
        assert_eq!(enter(&rq, &db, "1", NOW).await, CodeCheck::Expired);
    }
    let rq = from(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 9, 9, 9, 9));
    assert_eq!(enter(&rq, &db, "1", NOW).await, CodeCheck::TooMany);
}

#[actix_web::test]
async fn whoever_knows_the_code_is_never_turned_away() {
    let (db, rq) = (database(), home());
    for _ in 0..2 * ATTEMPTS_AN_ADDRESS {
        let code = send(&rq, &db, NOW).await;
        assert_eq!(enter(&rq, &db, code.as_str(), NOW).await, CodeCheck::Right);
    }
}

#[actix_web::test]
async fn a_code_is_good_for_ten_minutes() {
    let (db, rq) = (database(), home());
    let end = NOW + i64::try_from(CODE_AGE.as_millis()).unwrap();
    let code = send(&rq, &db, NOW).await;
    assert_eq!(
        enter(&rq, &db, code.as_str(), end).await,
        CodeCheck::Expired
    );
    assert_eq!(
        enter(&rq, &db, code.as_str(), end - 1).await,
        CodeCheck::Right
    );
}

#[actix_web::test]
async fn an_attempt_counts_although_the_handler_fails() {
    static RECEIPT: Query = Query {
        name: "receipt",
        sql: "INSERT INTO rally_meta (name, value) VALUES ('receipt', x'')",
    };
    let (db, rq) = (database(), home());
    let code = send(&rq, &db, NOW).await;
    let receipt = Prelude::new(&db, Transactions::One, vec![(&RECEIPT, Vec::new())]);
    let handler = async {
        assert_eq!(enter(&rq, &db, &wrong(&code), NOW).await, CodeCheck::Wrong);
        assert_eq!(enter(&rq, &db, code.as_str(), NOW).await, CodeCheck::Right);
        db.transaction(async |_| Err::<(), _>(DbError::Closed))
            .await
    };
    assert_eq!(
        with_transaction_prelude(receipt.clone(), handler).await,
        Err(DbError::Closed)
    );
    assert_eq!(
        (receipt.begun(), receipt.committed()),
        (1, 0),
        "its own one"
    );
    assert_eq!(
        enter(&rq, &db, code.as_str(), NOW).await,
        CodeCheck::Expired,
        "it was used"
    );
    let inside = db.transaction(async |_| verify(&rq, &db, ADA, "1", NOW).await.map(drop));
    assert!(matches!(
        inside.await,
        Err(DbError::InsideTransaction { .. })
    ));
}

#[actix_web::test]
async fn a_code_that_is_rolled_back_is_none() {
    let (db, rq) = (database(), home());
    let mut sent = None;
    let outcome = db.transaction(async |tx| {
        sent = generate(&rq, tx, ADA, NOW).await.ok();
        Err::<(), _>(DbError::Closed)
    });
    assert_eq!(outcome.await, Err(DbError::Closed));
    assert_eq!(
        enter(&rq, &db, sent.unwrap().as_str(), NOW).await,
        CodeCheck::Expired
    );
}

#[actix_web::test]
async fn nothing_is_stored_that_says_who_or_from_where() {
    static ALL: Query = Query {
        name: "all",
        sql: "SELECT hex(session) || hex(scope) || hex(hash) FROM rally_login_code \
              UNION ALL SELECT hex(address) FROM rally_login_attempt",
    };
    static COUNT: Query = Query {
        name: "count",
        sql: "SELECT (SELECT count(*) FROM rally_login_code) + (SELECT count(*) FROM rally_login_attempt)",
    };
    let (db, rq) = (database(), home());
    let code = send(&rq, &db, NOW).await;
    assert_eq!(enter(&rq, &db, &wrong(&code), NOW).await, CodeCheck::Wrong);
    let hex = |text: &str| {
        text.bytes()
            .map(|byte| format!("{byte:02X}"))
            .collect::<String>()
    };
    for row in db::rows(&db, &ALL, Vec::new(), |row| row.text(0))
        .await
        .unwrap()
    {
        for secret in ["ada", "127.0.0.1", code.as_str()] {
            assert!(!row.contains(&hex(secret)), "{secret} in {row}");
        }
    }
    assert_eq!(format!("{code:?}"), "LoginCode(…)");
    let later = NOW + i64::try_from(ATTEMPTS_AGE.as_millis()).unwrap();
    attempts::sweep(&db, later).await.unwrap();
    assert_eq!(
        db::one(&db, &COUNT, Vec::new(), |row| row.int(0)).await,
        Ok(0)
    );
}

#[test]
fn codes_have_eight_digits() {
    for _ in 0..1_000 {
        let code = LoginCode::random().unwrap();
        assert!(
            code.as_str().len() == 8 && code.as_str().bytes().all(|byte| byte.is_ascii_digit())
        );
    }
}
