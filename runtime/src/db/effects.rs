//! What a writing statement can do to the transactions that share its group, read off its bytecode before it runs.
//!
//! SQLite tells a program about outstanding deferred violations only through `sqlite3_db_status`, which no safe binding
//! has, and about conflict clauses not at all. Both are plain in the bytecode that `EXPLAIN` lists, triggers and foreign key
//! actions included. The listing may change between releases of SQLite, whose version is pinned; tests would fail. The
//! writer keeps a second net for both: a COMMIT that fails, and a look at autocommit after each statement.

use super::error::DbError;
use super::statement::Query;

/// The effects that matter outside the statement's own savepoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effects {
    writes: bool,
    defers: bool,
}

/// Conflict resolution ROLLBACK, `OE_Rollback` in SQLite's source.
const ON_CONFLICT_ROLLBACK: i64 = 1;

/// Reads the effects of a writing statement that the connection accepts.
///
/// # Errors
/// `Refused` where a conflict would roll back everybody's transaction.
pub(crate) fn of(connection: &rusqlite::Connection, query: &Query) -> Result<Effects, DbError> {
    let found = read(connection, query.sql).map_err(|error| DbError::Statement {
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
    Ok(Effects {
        writes: true,
        defers: found.defers,
    })
}

impl Effects {
    /// Those of a statement that only reads.
    pub(crate) const NONE: Self = Self {
        writes: false,
        defers: false,
    };

    pub(crate) fn writes(self) -> bool {
        self.writes
    }

    /// Whether the statement may leave a deferred foreign key violated.
    pub(crate) fn defers(self) -> bool {
        self.defers
    }
}

struct Found {
    rolls_back: bool,
    defers: bool,
}

fn read(connection: &rusqlite::Connection, sql: &str) -> rusqlite::Result<Found> {
    let mut found = Found {
        rolls_back: false,
        defers: false,
    };
    let mut listing = connection.prepare(&format!("EXPLAIN {sql}"))?;
    let mut instructions = listing.raw_query();
    while let Some(instruction) = instructions.next()? {
        let opcode: String = instruction.get("opcode")?;
        let operand = |name: &str| {
            instruction
                .get::<_, Option<i64>>(name)
                .map(Option::unwrap_or_default)
        };
        match opcode.as_str() {
            "Halt" => {
                found.rolls_back |= operand("p1")? != 0 && operand("p2")? == ON_CONFLICT_ROLLBACK
            }
            "HaltIfNull" => found.rolls_back |= operand("p2")? == ON_CONFLICT_ROLLBACK,
            "VUpdate" => found.rolls_back |= operand("p5")? == ON_CONFLICT_ROLLBACK,
            // P1 is 1 for the counter of deferred violations, P2 what is added to it.
            "FkCounter" => found.defers |= operand("p1")? == 1 && operand("p2")? > 0,
            _ => {}
        }
    }
    Ok(found)
}
