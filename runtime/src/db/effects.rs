//! What a statement can do to the transactions that share its group and to the thread that runs it, told before it runs.
//!
//! SQLite tells a program about outstanding deferred violations only through `sqlite3_db_status`, which no safe binding
//! has, and about conflict clauses not at all. Both are plain in the bytecode. The writer keeps a second net for both: a
//! COMMIT that fails, and a look at autocommit after each statement.

use super::bytecode;
use super::error::DbError;
use super::statement::Query;

/// The effects that matter outside the statement's own savepoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effects {
    /// It only reads.
    Reads,
    /// It may write.
    Writes {
        /// It may leave a deferred foreign key violated.
        defers: bool,
        /// It does nothing once for each row of a table, so that it is always brief.
        is_bounded: bool,
    },
}

/// Reads the effects of a writing statement that the connection accepts.
///
/// # Errors
/// `Refused` where a conflict would roll back everybody's transaction.
pub(crate) fn of(connection: &rusqlite::Connection, query: &Query) -> Result<Effects, DbError> {
    let found = bytecode::read(connection, query.sql).map_err(|error| DbError::Statement {
        query: query.name,
        code: None,
        message: format!("its bytecode could not be read: {error}").into(),
    })?;
    if found.rolls_back {
        let why = "ON CONFLICT ROLLBACK, OR ROLLBACK and RAISE(ROLLBACK, …) would undo the work of other callers too; \
                   use ABORT and return the error";
        return Err(DbError::Refused {
            query: query.name,
            why: why.into(),
        });
    }
    Ok(Effects::Writes {
        defers: found.defers,
        is_bounded: found.is_bounded,
    })
}

impl Effects {
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Writes { .. })
    }

    /// Whether the statement may leave a deferred foreign key violated.
    pub(crate) fn defers(self) -> bool {
        matches!(self, Self::Writes { defers: true, .. })
    }

    /// Whether it can be kept brief: one that reads can be stopped, one that writes must be brief by itself.
    pub(crate) fn can_be_brief(self) -> bool {
        match self {
            Self::Reads => true,
            Self::Writes { is_bounded, .. } => is_bounded,
        }
    }
}
