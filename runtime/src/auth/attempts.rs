//! The codes that wait to be entered, and how often which address has tried: tables of the runtime in the application's
//! database. Knows hashes only.

use std::time::Duration;

use crate::db::{self, Db, DbError, Query, Tx};
use crate::session::SessionHash;

/// Part of the runtime's own tables.
pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS rally_login_code (
    session BLOB NOT NULL,
    scope BLOB NOT NULL,
    hash BLOB NOT NULL,
    attempts INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (session, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rally_login_code_at ON rally_login_code (at);
CREATE TABLE IF NOT EXISTS rally_login_attempt (
    id INTEGER PRIMARY KEY,
    address BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS rally_login_attempt_address ON rally_login_attempt (address, at);
CREATE INDEX IF NOT EXISTS rally_login_attempt_at ON rally_login_attempt (at);
";

/// How long a code may be entered.
pub(super) const CODE_AGE: Duration = Duration::from_secs(10 * 60);

/// How often a code may be entered.
pub(super) const ATTEMPTS_A_CODE: i64 = 5;

/// How often an address may enter a wrong code within [`ATTEMPTS_AGE`].
pub(super) const ATTEMPTS_AN_ADDRESS: i64 = 10;

/// How long an attempt counts.
pub(super) const ATTEMPTS_AGE: Duration = Duration::from_secs(60 * 60);

static STORE: Query = Query {
    name: "rally_store_login_code",
    sql: "INSERT INTO rally_login_code (session, scope, hash, attempts, at) VALUES (:session, :scope, :hash, 0, :at) \
          ON CONFLICT (session, scope) DO UPDATE SET hash = excluded.hash, attempts = 0, at = excluded.at",
};

static ATTEMPTS: Query = Query {
    name: "rally_login_attempts",
    sql: "SELECT count(*) FROM rally_login_attempt WHERE address = :address AND at > :oldest",
};

static NOTE: Query = Query {
    name: "rally_note_login_attempt",
    sql: "INSERT INTO rally_login_attempt (address, at) VALUES (:address, :at) RETURNING id",
};

static TRY: Query = Query {
    name: "rally_try_login_code",
    sql: "UPDATE rally_login_code SET attempts = attempts + 1 \
          WHERE session = :session AND scope = :scope AND at > :oldest AND attempts < :most RETURNING hash",
};

static USE: Query = Query {
    name: "rally_use_login_code",
    sql: "DELETE FROM rally_login_code WHERE session = :session AND scope = :scope AND hash = :hash",
};

static FORGIVE: Query = Query {
    name: "rally_forgive_login_attempt",
    sql: "DELETE FROM rally_login_attempt WHERE id = :id",
};

static SWEEP_CODES: Query = Query {
    name: "rally_sweep_login_codes",
    sql: "DELETE FROM rally_login_code WHERE at <= :oldest",
};

static SWEEP_ATTEMPTS: Query = Query {
    name: "rally_sweep_login_attempts",
    sql: "DELETE FROM rally_login_attempt WHERE at <= :oldest",
};

/// Where a code waits: its session, and the HMAC of what it is for.
pub(super) struct Place {
    pub(super) session: SessionHash,
    pub(super) scope: [u8; 32],
}

/// An attempt that has been counted.
pub(super) enum Counted {
    /// The address has tried too often.
    TooMany,
    /// No code waits here any more.
    NoCode,
    /// This is what the code waiting here hashes to.
    Against {
        /// The attempt.
        id: i64,
        /// The hash.
        hash: Vec<u8>,
    },
}

/// Keeps a code's hash, in the place of an earlier one.
pub(super) async fn store(
    tx: &mut Tx,
    place: &Place,
    hash: &[u8],
    now: i64,
) -> Result<(), DbError> {
    let values = vec![
        place.session.bytes().into(),
        place.scope.as_slice().into(),
        hash.into(),
        now.into(),
    ];
    db::execute(tx, &STORE, values).await.map(drop)
}

/// Counts an attempt, for the address and for the code.
pub(super) async fn count(
    tx: &mut Tx,
    place: &Place,
    address: &[u8],
    now: i64,
) -> Result<Counted, DbError> {
    let since = now.saturating_sub(millis(ATTEMPTS_AGE));
    let earlier = vec![address.into(), since.into()];
    if db::one(&*tx, &ATTEMPTS, earlier, |row| row.int(0)).await? >= ATTEMPTS_AN_ADDRESS {
        return Ok(Counted::TooMany);
    }
    let attempt = vec![address.into(), now.into()];
    let id = db::write_one(tx, &NOTE, attempt, |row| row.int(0)).await?;
    let code = vec![
        place.session.bytes().into(),
        place.scope.as_slice().into(),
        now.saturating_sub(millis(CODE_AGE)).into(),
        ATTEMPTS_A_CODE.into(),
    ];
    let hash = db::write_optional(tx, &TRY, code, |row| row.bytes(0)).await?;
    Ok(hash.map_or(Counted::NoCode, |hash| Counted::Against { id, hash }))
}

/// Uses a code up; false where that has been done before. The attempt was none to find it by guessing, and does not count.
pub(super) async fn use_up(
    tx: &mut Tx,
    place: &Place,
    hash: &[u8],
    attempt: i64,
) -> Result<bool, DbError> {
    let code = vec![
        place.session.bytes().into(),
        place.scope.as_slice().into(),
        hash.into(),
    ];
    if db::execute(tx, &USE, code).await? == 0 {
        return Ok(false);
    }
    db::execute(tx, &FORGIVE, vec![attempt.into()]).await?;
    Ok(true)
}

/// Deletes what counts no more.
pub(crate) async fn sweep(db: &Db, now: i64) -> Result<(), DbError> {
    db.transaction(async |tx| {
        let codes = now.saturating_sub(millis(CODE_AGE));
        db::execute(tx, &SWEEP_CODES, vec![codes.into()]).await?;
        let attempts = now.saturating_sub(millis(ATTEMPTS_AGE));
        db::execute(tx, &SWEEP_ATTEMPTS, vec![attempts.into()]).await
    })
    .await
    .map(drop)
}

fn millis(age: Duration) -> i64 {
    i64::try_from(age.as_millis()).unwrap_or(i64::MAX)
}
