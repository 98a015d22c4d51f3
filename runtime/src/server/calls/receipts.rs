//! Receipts in the application's database: what was done under a key, and what was replied.

use crate::db::{self, Db, DbError, Query, Row, Value};
use crate::page::Answer;
use crate::server::limits::{RECEIPT_AGE, SWEEP_ROWS};
use crate::server::state::now_millis;
use crate::wire::frame::ServerFrame;
use crate::wire::{decode_all, to_bytes};

use super::key::{CallKey, Fingerprint};
use super::{Call, CallOrigin};

static FIND: Query = Query {
    name: "rally_find_receipt",
    sql: "SELECT who, method, args_hash, reply FROM rally_receipt WHERE key = :key",
};

static INSERT: Query = Query {
    name: "rally_insert_receipt",
    sql: "INSERT INTO rally_receipt (key, who, method, args_hash, at, done) \
          VALUES (:key, :who, :method, :args_hash, :at, :done)",
};

static STORE: Query = Query {
    name: "rally_store_reply",
    sql: "UPDATE rally_receipt SET reply = :reply WHERE key = :key",
};

/// A tab chooses its own id, so that a range of keys is only its own together with `who`.
static DROP_DONE: Query = Query {
    name: "rally_drop_done_receipts",
    sql: "DELETE FROM rally_receipt WHERE key >= :first AND key < :end AND who = :who",
};

/// Whether a later call of the tab has said that this one is done, and so has dropped its receipt if there was one.
static IS_DONE: Query = Query {
    name: "rally_call_is_done",
    sql: "SELECT EXISTS (SELECT 1 FROM rally_receipt WHERE key > :key AND key <= :last AND who = :who AND done > :n)",
};

static SWEEP: Query = Query {
    name: "rally_sweep_receipts",
    sql: "DELETE FROM rally_receipt WHERE key IN (SELECT key FROM rally_receipt WHERE at < :before LIMIT :rows)",
};

/// What a receipt says of a call.
pub(super) enum Found {
    /// It was done and this was replied.
    Answered(Answer),
    /// It was done, and the reply was never stored.
    Unanswered,
    /// The browser has had its answer, and the receipt is gone.
    Dropped,
    /// Something else was done under this key.
    Another,
}

struct Receipt {
    fingerprint: Option<Fingerprint>,
    reply: Option<Vec<u8>>,
}

/// The receipt of a call, as far as it was done.
pub(super) async fn find(
    db: &Db,
    call: &Call,
    key: &CallKey,
    fingerprint: &Fingerprint,
) -> Result<Option<Found>, DbError> {
    let receipt = db::optional(db, &FIND, vec![key.bytes().into()], read).await?;
    Ok(match receipt {
        Some(receipt) => Some(found(receipt, fingerprint)),
        None if is_done(db, call, key).await? => Some(Found::Dropped),
        None => None,
    })
}

fn found(receipt: Receipt, fingerprint: &Fingerprint) -> Found {
    match receipt {
        Receipt {
            fingerprint: found, ..
        } if found.as_ref() != Some(fingerprint) => Found::Another,
        Receipt {
            reply: Some(reply), ..
        } => decode(&reply).map_or(Found::Unanswered, Found::Answered),
        Receipt { reply: None, .. } => Found::Unanswered,
    }
}

async fn is_done(db: &Db, call: &Call, key: &CallKey) -> Result<bool, DbError> {
    let CallOrigin::Tab { tab, n, .. } = call.origin else {
        return Ok(false);
    };
    let range = vec![
        key.bytes().into(),
        CallKey::of_tab(tab, u64::MAX).bytes().into(),
        call.who.bytes().into(),
        number(n),
    ];
    db::one(db, &IS_DONE, range, |row| row.boolean(0)).await
}

/// As bytes a number of 64 bits compares as it should; SQLite's integers have a sign.
fn number(n: u64) -> Value<'static> {
    n.to_be_bytes().to_vec().into()
}

fn read(row: &Row<'_>) -> Result<Receipt, DbError> {
    let (who, method, args_hash) = (row.bytes(0)?, row.int(1)?.cast_unsigned(), row.bytes(2)?);
    let fingerprint = args_hash.try_into().ok().map(|args_hash| Fingerprint {
        who,
        method,
        args_hash,
    });
    Ok(Receipt {
        fingerprint,
        reply: row.optional_bytes(3)?,
    })
}

/// The statements that run in the handler's transaction, before its own.
pub(super) fn prelude(
    call: &Call,
    key: &CallKey,
    fingerprint: &Fingerprint,
) -> Vec<(&'static Query, Vec<Value<'static>>)> {
    let who = || Value::from(fingerprint.who.clone());
    let done = match call.origin {
        CallOrigin::Tab { done, .. } => done,
        CallOrigin::Replayed { .. } | CallOrigin::Posted { .. } | CallOrigin::Remote { .. } => 0,
    };
    let insert = vec![
        key.bytes().into(),
        who(),
        fingerprint.method.cast_signed().into(),
        fingerprint.args_hash.to_vec().into(),
        now_millis().into(),
        number(done),
    ];
    let mut statements = vec![(&INSERT, insert)];
    if let CallOrigin::Tab { tab, .. } = call.origin
        && done > 1
    {
        let range = [CallKey::of_tab(tab, 0), CallKey::of_tab(tab, done)]
            .map(|key| Value::from(key.bytes()));
        statements.push((&DROP_DONE, range.into_iter().chain([who()]).collect()));
    }
    statements
}

/// Stores the reply of a call that was done.
pub(super) async fn store(db: &Db, key: &CallKey, answer: &Answer) -> Result<(), DbError> {
    let (key, reply) = (key.bytes(), encode(answer));
    db.transaction(async |tx| {
        db::execute(tx, &STORE, vec![reply.into(), key.into()])
            .await
            .map(|_| ())
    })
    .await
}

/// Deletes receipts that are too old to be asked for, a bounded number at a time.
pub(crate) async fn sweep(db: &Db) -> Result<(), DbError> {
    let age = i64::try_from(RECEIPT_AGE.as_millis()).unwrap_or(i64::MAX);
    let before = now_millis().saturating_sub(age);
    let step = async |tx: &mut db::Tx| {
        db::execute(tx, &SWEEP, vec![before.into(), SWEEP_ROWS.into()]).await
    };
    while db.transaction(step).await? >= u64::from(SWEEP_ROWS) {}
    Ok(())
}

/// A reply is kept as the frame that carries it, numbered 0.
fn encode(answer: &Answer) -> Vec<u8> {
    to_bytes(&ServerFrame::Reply {
        n: 0,
        answer: answer.clone(),
    })
}

fn decode(reply: &[u8]) -> Option<Answer> {
    match decode_all(reply) {
        Ok(ServerFrame::Reply { answer, .. }) => Some(answer),
        // A reply of an older server, which nobody can read any more.
        Ok(_) | Err(_) => None,
    }
}
