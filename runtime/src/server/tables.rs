//! The runtime's own tables in the application's database: they commit with the app's data.

use crate::auth::attempts;
use crate::db::{self, Column, Db, DbError, Query};
use crate::session::store;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS rally_meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rally_receipt (
    key BLOB PRIMARY KEY,
    who BLOB NOT NULL,
    method INTEGER NOT NULL,
    args_hash BLOB NOT NULL,
    reply BLOB,
    at INTEGER NOT NULL,
    done BLOB NOT NULL DEFAULT x''
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rally_receipt_at ON rally_receipt (at);
";

/// Databases of the first servers lack it.
static DONE: Column = Column {
    table: "rally_receipt",
    name: "done",
    declaration: "BLOB NOT NULL DEFAULT x''",
};

static MAKE_ID: Query = Query {
    name: "rally_make_database_id",
    sql: "INSERT INTO rally_meta (name, value) VALUES ('database', randomblob(16)) ON CONFLICT DO NOTHING",
};

static READ_ID: Query = Query {
    name: "rally_read_database_id",
    sql: "SELECT value FROM rally_meta WHERE name = 'database'",
};

/// Names one database: made with it, and gone with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DatabaseId(pub(crate) [u8; 16]);

/// All of them, for databases in memory.
pub(crate) const ALL: [&str; 3] = [SCHEMA, store::SCHEMA, attempts::SCHEMA];

/// Makes what is missing and reads the database's id.
pub(crate) async fn prepare(db: &Db) -> Result<DatabaseId, DbError> {
    for schema in ALL {
        db::ensure_schema(db, schema).await?;
    }
    db::ensure_column(db, &DONE).await?;
    db.transaction(async |tx| db::execute(tx, &MAKE_ID, Vec::new()).await)
        .await?;
    let wrong = |id: Vec<u8>| DbError::Column {
        query: READ_ID.name,
        column: "value".into(),
        expected: "16 bytes",
        found: format!("{} bytes", id.len()).into(),
    };
    let id = db::one(db, &READ_ID, Vec::new(), |row| row.bytes(0)).await?;
    id.try_into().map(DatabaseId).map_err(wrong)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::migrate::Migrations;
    use crate::test_db;

    #[actix_web::test]
    async fn a_database_keeps_its_id_and_gets_what_it_lacks() {
        static OLD: &str = "CREATE TABLE rally_receipt (key BLOB PRIMARY KEY, who BLOB NOT NULL, method INTEGER NOT NULL, \
             args_hash BLOB NOT NULL, reply BLOB, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
             INSERT INTO rally_receipt VALUES (x'01', x'', 1, x'', NULL, 1);";
        static READ_DONE: Query = Query {
            name: "read_done",
            sql: "SELECT done FROM rally_receipt",
        };
        static NONE: &str = "DROP TABLE rally_receipt;";
        let db = test_db::open(&Migrations::default()).unwrap();
        db::ensure_schema(&db, NONE).await.unwrap();
        db::ensure_schema(&db, OLD).await.unwrap();
        let id = prepare(&db).await.unwrap();
        assert_eq!(prepare(&db).await, Ok(id));
        let done = db::one(&db, &READ_DONE, Vec::new(), |row| row.bytes(0)).await;
        assert_eq!(done, Ok(Vec::new()));
    }
}
