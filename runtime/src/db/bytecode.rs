//! The bytecode of a writing statement to what can be told before it runs: how it ends, what it defers, how long it can take.
//!
//! The listing of `EXPLAIN` may change between releases of SQLite, whose version is pinned; tests would fail.
//! Source: <https://www.sqlite.org/opcode.html>.

use std::collections::BTreeSet;

/// Conflict resolution ROLLBACK, `OE_Rollback` in SQLite's source.
const ON_CONFLICT_ROLLBACK: i64 = 1;

/// What was found in a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// A conflict would roll the whole transaction back.
    pub(crate) rolls_back: bool,
    /// A deferred foreign key may be left violated.
    pub(crate) defers: bool,
    /// The number of instructions that it runs is bounded by its text: nothing in it is done once for each row of a table.
    pub(crate) is_bounded: bool,
}

/// One line of the listing.
#[derive(Debug)]
struct Instruction {
    address: i64,
    opcode: String,
    p1: i64,
    p2: i64,
    p5: i64,
}

/// Reads the listing of a statement, its triggers and foreign key actions included.
pub(crate) fn read(connection: &rusqlite::Connection, sql: &str) -> rusqlite::Result<Found> {
    let mut listing = connection.prepare(&format!("EXPLAIN {sql}"))?;
    let mut rows = listing.raw_query();
    let mut found = Found {
        rolls_back: false,
        defers: false,
        is_bounded: true,
    };
    let mut program = Program::default();
    while let Some(row) = rows.next()? {
        let instruction = Instruction::read(row)?;
        found.rolls_back |= instruction.rolls_back();
        found.defers |= instruction.defers();
        // Each program, that of a trigger too, begins with it and numbers its cursors anew.
        if instruction.opcode == "Init" {
            found.is_bounded &= std::mem::take(&mut program).is_bounded();
        }
        program.add(&instruction);
    }
    found.is_bounded &= program.is_bounded();
    Ok(found)
}

impl Instruction {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let operand = |name: &str| {
            row.get::<_, Option<i64>>(name)
                .map(Option::unwrap_or_default)
        };
        Ok(Self {
            address: row.get("addr")?,
            opcode: row.get("opcode")?,
            p1: operand("p1")?,
            p2: operand("p2")?,
            p5: operand("p5")?,
        })
    }

    fn rolls_back(&self) -> bool {
        match self.opcode.as_str() {
            "Halt" => self.p1 != 0 && self.p2 == ON_CONFLICT_ROLLBACK,
            "HaltIfNull" => self.p2 == ON_CONFLICT_ROLLBACK,
            "VUpdate" => self.p5 == ON_CONFLICT_ROLLBACK,
            _ => false,
        }
    }

    // P1 is 1 for the counter of deferred violations, P2 what is added to it.
    fn defers(&self) -> bool {
        self.opcode == "FkCounter" && self.p1 == 1 && self.p2 > 0
    }
}

/// Whether one program ends after a number of steps that does not depend on the data.
#[derive(Debug, Default)]
struct Program {
    unbounded: bool,
    /// Cursors of tables that this program itself fills: the list of an IN, the rows of RETURNING.
    filled: BTreeSet<i64>,
    /// Cursors that are gone through row by row.
    walked: BTreeSet<i64>,
    /// Up to here runs only where an immediate foreign key is violated, that is, where the statement fails.
    failing_until: i64,
}

impl Program {
    fn add(&mut self, instruction: &Instruction) {
        if instruction.address < self.failing_until {
            return;
        }
        match instruction.opcode.as_str() {
            "FkIfZero" if instruction.p1 == 0 => self.failing_until = instruction.p2,
            "OpenEphemeral" => {
                self.filled.insert(instruction.p1);
            }
            "Next" | "Prev" => {
                self.walked.insert(instruction.p1);
            }
            // The end of a program jumps back to its beginning, once.
            "Goto" => self.unbounded |= (2..=instruction.address).contains(&instruction.p2),
            other => self.unbounded |= !BOUNDED.split(' ').any(|bounded| bounded == other),
        }
    }

    fn is_bounded(&self) -> bool {
        !self.unbounded && self.walked.is_subset(&self.filled)
    }
}

/// Instructions whose time is bounded by the depth of a tree and the size of a value. What is not listed counts as unbounded.
const BOUNDED: &str = "\
    Add AddImm Affinity And BeginSubrtn BitAnd BitNot BitOr Blob Cast Close ClrSubtype CollSeq Column \
    ColumnsUsed Compare Concat Copy CursorHint DeferredSeek Delete Divide ElseEq Eq FinishSeek FkCheck \
    FkCounter FkIfZero Found Function Ge GetSubtype Gt Halt HaltIfNull IdxDelete IdxGE IdxGT IdxInsert IdxLE \
    IdxLT IdxRowid If IfNot IfNullRow Init Insert Int64 IntCopy Integer IsNull IsTrue IsType Last Le Lt \
    MakeRecord Move Multiply MustBeInt Ne NewRowid NoConflict Noop Not NotExists NotFound NotNull Null \
    NullRow Offset Once OpenRead OpenWrite Or Param Program PureFunc Real RealAffinity ReleaseReg Remainder \
    ResetCount ResultRow Return Rewind Rowid SCopy SeekGE SeekGT SeekLE SeekLT SeekRowid SetSubtype ShiftLeft \
    ShiftRight SoftNull String8 Subtract Trace Transaction TypeCheck Variable ZeroOrNull";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const SCHEMA: &str = "
        CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER CHECK (size < 100)) STRICT;
        CREATE TABLE player (
            id INTEGER PRIMARY KEY, name TEXT, team_id INTEGER NOT NULL REFERENCES team ON DELETE CASCADE
        );
        CREATE INDEX player_team ON player (team_id);
        CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE log (what TEXT);
        CREATE TRIGGER log_setting AFTER UPDATE ON setting BEGIN INSERT INTO log VALUES (new.name); END;
        CREATE TABLE sweep (id INTEGER PRIMARY KEY);
        CREATE TRIGGER sweep_log AFTER INSERT ON sweep BEGIN DELETE FROM log; END;
        CREATE VIRTUAL TABLE page USING fts5 (text);";

    fn is_bounded(sql: &str) -> bool {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection
            .pragma_update(None, "foreign_keys", true)
            .unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        read(&connection, sql).unwrap().is_bounded
    }

    #[test]
    fn what_finds_its_rows_by_a_unique_key_is_bounded() {
        for sql in [
            "INSERT INTO team (name) VALUES (?1)",
            "INSERT INTO team (name, size) VALUES (?1, ?2) RETURNING id, name",
            "INSERT INTO player (name, team_id) VALUES (?1, ?2)",
            "INSERT OR IGNORE INTO team (name) VALUES (?1)",
            "INSERT INTO team (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET size = size + 1 RETURNING size",
            "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            "UPDATE team SET size = size + 1 WHERE id = ?1",
            "UPDATE team SET name = upper(name) WHERE id = ?1 RETURNING name",
            "UPDATE player SET name = ?2 WHERE id IN (?1, 7)",
            "UPDATE setting SET value = ?2 WHERE name = ?1",
            "DELETE FROM player WHERE id = ?1",
            "DELETE FROM setting WHERE name = ?1",
        ] {
            assert!(is_bounded(sql), "{sql}");
        }
    }

    #[test]
    fn what_goes_through_rows_is_not() {
        for sql in [
            "UPDATE team SET size = 0",
            "UPDATE player SET name = 'x' WHERE team_id = ?1",
            "UPDATE player SET name = 'x' WHERE id IN (SELECT id FROM team)",
            "UPDATE team SET size = (SELECT count(*) FROM player WHERE team_id = team.id) WHERE id = ?1",
            "DELETE FROM log",
            "DELETE FROM player WHERE team_id = ?1",
            "DELETE FROM team WHERE id = ?1",
            "INSERT INTO log SELECT name FROM team",
            "INSERT INTO log WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 9) SELECT n FROM n",
            "UPDATE team SET size = (WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?2) \
             SELECT n FROM n WHERE n = ?2) WHERE id = ?1",
            "INSERT INTO log SELECT value FROM json_each(?1)",
            "INSERT INTO sweep VALUES (?1)",
            "INSERT INTO page VALUES (?1)",
            "REPLACE INTO team (id, name) VALUES (?1, ?2)",
        ] {
            assert!(!is_bounded(sql), "{sql}");
        }
    }
}
