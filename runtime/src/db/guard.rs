//! Which statements an app's query may hold: refuses, while SQLite prepares it, what belongs to the runtime.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// Watches one connection through SQLite's authorizer, <https://www.sqlite.org/c3ref/set_authorizer.html>.
///
/// It is asked while a statement is prepared, so a prepared one costs nothing more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    lifted: Arc<AtomicBool>,
    refusal: Arc<Mutex<Option<&'static str>>>,
}

impl Guard {
    /// Puts the guard on a connection.
    pub(crate) fn install(&self, connection: &mut rusqlite::Connection) -> rusqlite::Result<()> {
        let guard = self.clone();
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            guard.authorize(&context.action)
        }))
    }

    /// Runs `work`, the runtime's own statements, unguarded.
    pub(crate) fn lift<T>(&self, work: impl FnOnce() -> T) -> T {
        self.lifted.store(true, Ordering::Relaxed);
        let outcome = work();
        self.lifted.store(false, Ordering::Relaxed);
        outcome
    }

    /// Why the last statement was refused, if it was.
    pub(crate) fn take_refusal(&self) -> Option<&'static str> {
        self.refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    fn authorize(&self, action: &AuthAction<'_>) -> Authorization {
        if self.lifted.load(Ordering::Relaxed) {
            return Authorization::Allow;
        }
        match refusal(action) {
            None => Authorization::Allow,
            Some(why) => {
                *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
                Authorization::Deny
            }
        }
    }
}

/// Whether a statement begins like one of those that [`Guard::lift`] is for, so that its text may be the same.
pub(crate) fn may_be_control(sql: &str) -> bool {
    let word = sql.split_whitespace().next().unwrap_or_default();
    ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"]
        .iter()
        .any(|control| word.eq_ignore_ascii_case(control))
}

fn refusal(action: &AuthAction<'_>) -> Option<&'static str> {
    match action {
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => {
            Some("transactions are begun and ended by `db.transaction` and `tx.transaction` only")
        }
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => {
            Some("one database is one file; open the other with `db::open`")
        }
        // FTS5 asks for it on the connection that it serves.
        AuthAction::Pragma {
            pragma_name,
            pragma_value: None,
        } if pragma_name.eq_ignore_ascii_case("data_version") => None,
        AuthAction::Pragma { .. } => {
            Some("a PRAGMA changes the connection for everybody; `db::Options` has the settings")
        }
        action if changes_schema(action) => Some("the schema is changed by migrations only"),
        _ => None,
    }
}

fn changes_schema(action: &AuthAction<'_>) -> bool {
    use AuthAction as A;
    matches!(
        action,
        A::CreateIndex { .. }
            | A::CreateTable { .. }
            | A::CreateTempIndex { .. }
            | A::CreateTempTable { .. }
            | A::CreateTempTrigger { .. }
            | A::CreateTempView { .. }
            | A::CreateTrigger { .. }
            | A::CreateView { .. }
            | A::CreateVtable { .. }
            | A::DropIndex { .. }
            | A::DropTable { .. }
            | A::DropTempIndex { .. }
            | A::DropTempTable { .. }
            | A::DropTempTrigger { .. }
            | A::DropTempView { .. }
            | A::DropTrigger { .. }
            | A::DropView { .. }
            | A::DropVtable { .. }
            | A::AlterTable { .. }
    )
}
