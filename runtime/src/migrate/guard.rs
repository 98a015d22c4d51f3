//! Which statements a script may hold: refuses, while SQLite prepares it, what would break out of its transaction, and
//! notes which tables it touches.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// What a script may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rights {
    /// Schema and rows.
    Migration,
    /// Rows alone.
    Seed,
}

/// Remembers why the last statement was refused, and what all of them touched.
#[derive(Clone, Default)]
pub(super) struct Watch(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    refusal: Option<String>,
    touched: BTreeSet<String>,
}

impl Watch {
    /// Why the last statement was refused.
    pub(super) fn take_refusal(&self) -> Option<String> {
        self.lock().refusal.take()
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs `work` with the guard on, and gives the names, in lower case, of the tables that it touched.
pub(super) fn guarded<T>(
    connection: &mut Connection,
    rights: Rights,
    work: impl FnOnce(&Connection, &Watch) -> T,
) -> rusqlite::Result<(T, BTreeSet<String>)> {
    let watch = Watch::default();
    let seen = watch.clone();
    connection.authorizer(Some(move |context: AuthContext<'_>| {
        let mut seen = seen.lock();
        if let Some(table) = changed_table(&context.action) {
            seen.touched.insert(table.to_ascii_lowercase());
        }
        match why_refused(&context.action, rights) {
            None => Authorization::Allow,
            Some(why) => {
                seen.refusal = Some(why);
                Authorization::Deny
            }
        }
    }))?;
    let outcome = work(connection, &watch);
    connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
    let touched = std::mem::take(&mut watch.lock().touched);
    Ok((outcome, touched))
}

fn why_refused(action: &AuthAction<'_>, rights: Rights) -> Option<String> {
    match action {
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => Some(format!(
            "BEGIN, COMMIT, ROLLBACK, END, SAVEPOINT and RELEASE are refused: {} one transaction already; remove it",
            match rights {
                Rights::Migration => "each migration is",
                Rights::Seed => "all seeds together are",
            }
        )),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => Some(format!(
            "ATTACH, DETACH and VACUUM are refused: a {} changes one file, in one transaction; remove it",
            rights.name()
        )),
        // FTS5 asks for it on the connection that it serves.
        AuthAction::Pragma { pragma_name, pragma_value: None } if pragma_name.eq_ignore_ascii_case("data_version") => None,
        AuthAction::Pragma { pragma_name, .. } => Some(match rights {
            Rights::Migration => format!(
                "PRAGMA {pragma_name} is refused: a migration changes the schema and data only, and foreign keys are \
                 switched off around it already; remove it"
            ),
            Rights::Seed => format!(
                "PRAGMA {pragma_name} is refused: a seed changes rows only, and foreign keys need hold at its end only; remove it"
            ),
        }),
        action if rights == Rights::Seed && changes_schema(action) => Some(
            "a seed changes rows only: the schema belongs to the migrations, `rallyc migrate new NAME` adds one".to_owned(),
        ),
        action => changed_table(action).filter(|table| is_own(table)).map(|table| {
            format!("{table} is refused: tables whose names begin with rally_ belong to the runtime; use another name")
        }),
    }
}

impl Rights {
    fn name(self) -> &'static str {
        match self {
            Self::Migration => "migration",
            Self::Seed => "seed",
        }
    }
}

/// The table that an action would make, change or drop.
fn changed_table<'a>(action: &AuthAction<'a>) -> Option<&'a str> {
    use AuthAction as A;
    match action {
        A::CreateTable { table_name }
        | A::DropTable { table_name }
        | A::CreateVtable { table_name, .. }
        | A::DropVtable { table_name, .. }
        | A::AlterTable { table_name, .. }
        | A::CreateIndex { table_name, .. }
        | A::CreateTrigger { table_name, .. }
        | A::Insert { table_name }
        | A::Update { table_name, .. }
        | A::Delete { table_name } => Some(table_name),
        _ => None,
    }
}

fn changes_schema(action: &AuthAction<'_>) -> bool {
    use AuthAction as A;
    matches!(
        action,
        A::CreateTable { .. }
            | A::CreateTempTable { .. }
            | A::CreateVtable { .. }
            | A::CreateView { .. }
            | A::CreateTempView { .. }
            | A::CreateIndex { .. }
            | A::CreateTempIndex { .. }
            | A::CreateTrigger { .. }
            | A::CreateTempTrigger { .. }
            | A::AlterTable { .. }
            | A::DropTable { .. }
            | A::DropTempTable { .. }
            | A::DropVtable { .. }
            | A::DropView { .. }
            | A::DropTempView { .. }
            | A::DropIndex { .. }
            | A::DropTempIndex { .. }
            | A::DropTrigger { .. }
            | A::DropTempTrigger { .. }
    )
}

fn is_own(table: &str) -> bool {
    let prefix = table.get(..6);
    prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case("rally_"))
}
