//! Who has signed in with which session: rows of `rally_session` in the application's database, by the hash of the
//! session's name.

use super::{MAX_AGE, SessionChange, SessionHash, SignIn};
use crate::db::{self, Db, DbError, Query, Row, Tx};
use crate::server::ended;

/// Part of the runtime's own tables.
pub(crate) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS rally_session (
    hash BLOB NOT NULL,
    client TEXT NOT NULL,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (hash, client)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rally_session_at ON rally_session (at);
CREATE INDEX IF NOT EXISTS rally_session_subject ON rally_session (client, subject);
";

/// How many rows one step of a sweep deletes.
const SWEEP_ROWS: u32 = 1_000;

static SUBJECT: Query = Query {
    name: "rally_session_subject",
    sql: "SELECT subject FROM rally_session WHERE hash = :hash AND client = :client AND at > :oldest",
};

static RENAME: Query = Query {
    name: "rally_rename_session",
    sql: "UPDATE rally_session SET hash = :new WHERE hash = :old",
};

static SIGN_IN: Query = Query {
    name: "rally_sign_in",
    sql: "INSERT INTO rally_session (hash, client, subject, at) VALUES (:hash, :client, :subject, :at) \
          ON CONFLICT (hash, client) DO UPDATE SET subject = excluded.subject, at = excluded.at",
};

static SIGN_OUT: Query = Query {
    name: "rally_sign_out",
    sql: "DELETE FROM rally_session WHERE hash = :hash AND client = :client",
};

static SUBJECT_IN: Query = Query {
    name: "rally_subject_of_session",
    sql: "SELECT subject FROM rally_session WHERE hash = :hash AND client = :client",
};

static END_SUBJECT: Query = Query {
    name: "rally_end_sign_ins_of_subject",
    sql: "DELETE FROM rally_session WHERE client = :client AND subject = :subject AND hash <> :except \
          RETURNING hash, client",
};

static END_SESSION: Query = Query {
    name: "rally_end_sign_ins_of_session",
    sql: "DELETE FROM rally_session WHERE hash = :hash RETURNING hash, client",
};

static SWEEP: Query = Query {
    name: "rally_sweep_sessions",
    sql: "DELETE FROM rally_session WHERE (hash, client) IN \
          (SELECT hash, client FROM rally_session WHERE at <= :oldest LIMIT :rows)",
};

/// Whom a session has signed in to a client; `None` where nobody is, or it was longer ago than a cookie lives.
pub(crate) async fn subject(
    db: &Db,
    session: SessionHash,
    client: &str,
    now: i64,
) -> Result<Option<String>, DbError> {
    let values = vec![session.bytes().into(), client.into(), oldest(now).into()];
    db::optional(db, &SUBJECT, values, |row| row.text(0)).await
}

/// Gives a session another name and changes who is signed in with it. The old name is worth nothing from then on.
pub(crate) async fn change(
    db: &Db,
    old: SessionHash,
    new: SessionHash,
    changes: &[SessionChange],
    now: i64,
) -> Result<(), DbError> {
    let change = db.transaction(async |tx| {
        let names = vec![new.bytes().into(), old.bytes().into()];
        db::execute(tx, &RENAME, names).await?;
        for change in changes {
            apply(tx, new, change, now).await?;
        }
        Ok(())
    });
    change.await
}

/// Ends what one person has signed in to a client, except with one session.
pub(crate) async fn end_subject(
    tx: &mut Tx,
    client: &str,
    subject: &str,
    except: Option<SessionHash>,
) -> Result<Vec<SignIn>, DbError> {
    let except = except.as_ref().map_or(&[][..], SessionHash::bytes);
    let values = vec![client.into(), subject.into(), except.into()];
    db::write_rows(tx, &END_SUBJECT, values, sign_in).await
}

/// Ends what has been signed in with a session.
pub(crate) async fn end_session(tx: &mut Tx, session: SessionHash) -> Result<Vec<SignIn>, DbError> {
    let values = vec![session.bytes().into()];
    db::write_rows(tx, &END_SESSION, values, sign_in).await
}

/// Ends one sign-in.
pub(crate) async fn end_sign_in(
    db: &Db,
    session: SessionHash,
    client: &str,
) -> Result<(), DbError> {
    let key = vec![session.bytes().into(), client.into()];
    db.transaction(async |tx| db::execute(tx, &SIGN_OUT, key.clone()).await)
        .await
        .map(drop)
}

fn sign_in(row: &Row<'_>) -> Result<SignIn, DbError> {
    let hash: Vec<u8> = row.bytes(0)?;
    let wrong = |hash: Vec<u8>| DbError::Column {
        query: "rally_session",
        column: "hash".into(),
        expected: "32 bytes",
        found: format!("{} bytes", hash.len()).into(),
    };
    Ok(SignIn {
        session: SessionHash::of_bytes(hash.try_into().map_err(wrong)?),
        client: row.text(1)?,
    })
}

/// Ends all that whoever is signed in here has signed in to the client; their tabs hear of it.
async fn sign_out_everywhere(
    tx: &mut Tx,
    session: SessionHash,
    client: &str,
) -> Result<(), DbError> {
    let key = vec![session.bytes().into(), client.into()];
    let subject = db::optional(&*tx, &SUBJECT_IN, key, |row| row.text(0)).await?;
    if let Some(subject) = subject {
        for ended in end_subject(tx, client, &subject, None).await? {
            ended::tell(tx, &ended);
        }
    }
    Ok(())
}

async fn apply(
    tx: &mut Tx,
    session: SessionHash,
    change: &SessionChange,
    now: i64,
) -> Result<(), DbError> {
    let key = vec![session.bytes().into(), change.client().into()];
    match change {
        SessionChange::SignIn { subject, .. } => {
            let values = key.into_iter().chain([subject.as_str().into(), now.into()]);
            db::execute(tx, &SIGN_IN, values.collect()).await?;
        }
        SessionChange::SignOut { .. } => {
            db::execute(tx, &SIGN_OUT, key).await?;
        }
        SessionChange::SignOutEverywhere { client } => {
            sign_out_everywhere(tx, session, client).await?;
        }
    }
    Ok(())
}

/// Deletes what no cookie names any more, a bounded number of rows at a time.
pub(crate) async fn sweep(db: &Db, now: i64) -> Result<(), DbError> {
    let step = async |tx: &mut Tx| {
        db::execute(tx, &SWEEP, vec![oldest(now).into(), SWEEP_ROWS.into()]).await
    };
    while db.transaction(step).await? >= u64::from(SWEEP_ROWS) {}
    Ok(())
}

fn oldest(now: i64) -> i64 {
    now.saturating_sub(i64::from(MAX_AGE) * 1000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::SessionToken;
    use super::*;
    use crate::migrate::Migrations;
    use crate::test_db;

    async fn prepared() -> Db {
        let db = test_db::open(&Migrations::default()).unwrap();
        db::ensure_schema(&db, SCHEMA).await.unwrap();
        db
    }

    fn session(n: u8) -> SessionHash {
        SessionToken([n; 32]).hash()
    }

    fn sign_in(client: &str, subject: &str) -> SessionChange {
        SessionChange::SignIn {
            client: client.to_owned(),
            subject: subject.to_owned(),
        }
    }

    #[actix_web::test]
    async fn a_session_that_changes_gets_another_name_and_the_old_one_is_nobody() {
        let db = prepared().await;
        let (old, new) = (session(1), session(2));
        change(&db, old, old, &[sign_in("admin", "3")], 10)
            .await
            .unwrap();
        change(&db, old, new, &[sign_in("public", "7")], 20)
            .await
            .unwrap();
        let of = async |session, client| subject(&db, session, client, 30).await.unwrap();
        assert_eq!(of(new, "public").await.as_deref(), Some("7"));
        assert_eq!(
            of(new, "admin").await.as_deref(),
            Some("3"),
            "one sign-in leaves the others"
        );
        assert_eq!(of(old, "public").await, None);
        assert_eq!(of(old, "admin").await, None);
        let out = SessionChange::SignOut {
            client: "public".to_owned(),
        };
        change(&db, new, session(3), &[out], 40).await.unwrap();
        assert_eq!(of(session(3), "public").await, None);
        assert_eq!(of(session(3), "admin").await.as_deref(), Some("3"));
    }

    #[actix_web::test]
    async fn a_sign_in_ends_with_its_cookie() {
        let db = prepared().await;
        change(&db, session(1), session(1), &[sign_in("public", "7")], 0)
            .await
            .unwrap();
        let end = i64::from(MAX_AGE) * 1000;
        assert!(
            subject(&db, session(1), "public", end - 1)
                .await
                .unwrap()
                .is_some()
        );
        assert_eq!(subject(&db, session(1), "public", end).await.unwrap(), None);
        sweep(&db, end - 1).await.unwrap();
        assert!(
            subject(&db, session(1), "public", 1)
                .await
                .unwrap()
                .is_some()
        );
        sweep(&db, end).await.unwrap();
        assert_eq!(subject(&db, session(1), "public", 1).await.unwrap(), None);
    }
}
