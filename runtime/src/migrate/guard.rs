//! Which statements a migration may hold: refuses, while SQLite prepares it, what would break out of its transaction.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// Remembers why the last statement was refused.
#[derive(Clone, Default)]
pub(super) struct Refusal(Arc<Mutex<Option<String>>>);

impl Refusal {
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn set(&self, why: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }
}

/// Runs `work` with the guard on.
pub(super) fn guarded<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Connection, &Refusal) -> T,
) -> rusqlite::Result<T> {
    let refusal = Refusal::default();
    let seen = refusal.clone();
    connection.authorizer(Some(move |context: AuthContext<'_>| {
        match why_refused(&context.action) {
            None => Authorization::Allow,
            Some(why) => {
                seen.set(why);
                Authorization::Deny
            }
        }
    }))?;
    let outcome = work(connection, &refusal);
    connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
    Ok(outcome)
}

fn why_refused(action: &AuthAction<'_>) -> Option<String> {
    match action {
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => Some(
            "BEGIN, COMMIT, ROLLBACK, END, SAVEPOINT and RELEASE are refused: each migration is one transaction already; \
             remove it"
                .to_owned(),
        ),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => {
            Some("ATTACH, DETACH and VACUUM are refused: a migration changes one file, in one transaction; remove it".to_owned())
        }
        // FTS5 asks for it on the connection that it serves.
        AuthAction::Pragma { pragma_name, pragma_value: None } if pragma_name.eq_ignore_ascii_case("data_version") => None,
        AuthAction::Pragma { pragma_name, .. } => Some(format!(
            "PRAGMA {pragma_name} is refused: a migration changes the schema and data only, and foreign keys are switched off \
             around it already; remove it"
        )),
        action => owned_table(action).map(|table| {
            format!("{table} is refused: tables whose names begin with rally_ belong to the runtime; use another name")
        }),
    }
}

/// The table of the runtime's own that an action would make, change or drop.
fn owned_table<'a>(action: &AuthAction<'a>) -> Option<&'a str> {
    use AuthAction as A;
    let table = match action {
        A::CreateTable { table_name }
        | A::DropTable { table_name }
        | A::CreateVtable { table_name, .. }
        | A::DropVtable { table_name, .. }
        | A::AlterTable { table_name, .. }
        | A::CreateIndex { table_name, .. }
        | A::CreateTrigger { table_name, .. }
        | A::Insert { table_name }
        | A::Update { table_name, .. }
        | A::Delete { table_name } => table_name,
        _ => return None,
    };
    table
        .get(..6)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("rally_"))
        .then_some(table)
}
