//! What SQLite is allowed to do while migrations and queries are checked: everything else is denied, since both
//! are text from outside. Decides on SQLite's own reading of a statement, never on its text.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// Whose statement is being prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// The compiler reads the schema.
    Compiler,
    Migration,
    Query,
    Seed,
}

/// What the last statement did to the schema, and what it was denied.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// What was asked for and denied, in words.
    pub(crate) denied: Option<String>,
    /// The tables, views and indexes that were made, changed or dropped.
    pub(crate) touched: Vec<String>,
}

#[derive(Debug)]
struct State {
    caller: Caller,
    record: Record,
}

/// Watches one connection.
#[derive(Debug, Clone)]
pub(crate) struct Guard(Arc<Mutex<State>>);

/// Most instructions of SQLite's machine that one statement of a migration may run: about a second of work.
pub(crate) const MOST_STEPS: i32 = 50_000_000;

impl Guard {
    /// Installs the guard. Until told otherwise, the caller is the compiler.
    pub(crate) fn install(connection: &mut Connection) -> rusqlite::Result<Self> {
        let state = State {
            caller: Caller::Compiler,
            record: Record::default(),
        };
        let guard = Self(Arc::new(Mutex::new(state)));
        let watching = guard.clone();
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            watching.lock().authorize(&context)
        }))?;
        // The count starts anew with each statement, so the first call is the last.
        connection.progress_handler(MOST_STEPS, Some(|| true))?;
        Ok(guard)
    }

    /// Runs `body` with the rights of a migration, and says what it did.
    pub(crate) fn migration<T>(&self, body: impl FnOnce() -> T) -> (T, Record) {
        self.with(Caller::Migration, body)
    }

    /// Runs `body` with the rights of a query, and says what it was denied.
    pub(crate) fn query<T>(&self, body: impl FnOnce() -> T) -> (T, Record) {
        self.with(Caller::Query, body)
    }

    /// Runs `body` with the rights of a seed, and says what it was denied.
    pub(crate) fn seed<T>(&self, body: impl FnOnce() -> T) -> (T, Record) {
        self.with(Caller::Seed, body)
    }

    fn with<T>(&self, caller: Caller, body: impl FnOnce() -> T) -> (T, Record) {
        self.lock().caller = caller;
        let result = body();
        let mut state = self.lock();
        state.caller = Caller::Compiler;
        (result, std::mem::take(&mut state.record))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn authorize(&mut self, context: &AuthContext<'_>) -> Authorization {
        // A trigger or view was authorized when it was made.
        let denied = match self.caller {
            Caller::Compiler => None,
            Caller::Migration => deny_migration(context),
            Caller::Query => deny_query(context.action),
            Caller::Seed => deny_seed(context.action),
        };
        if let Some(name) = touched(context.action) {
            self.record.touched.push(name.to_owned());
        }
        match denied {
            Some(what) => {
                self.record.denied.get_or_insert(what);
                Authorization::Deny
            }
            None => Authorization::Allow,
        }
    }
}

fn touched<'c>(action: AuthAction<'c>) -> Option<&'c str> {
    match action {
        AuthAction::CreateTable { table_name: name }
        | AuthAction::DropTable { table_name: name }
        | AuthAction::AlterTable {
            table_name: name, ..
        }
        | AuthAction::CreateVtable {
            table_name: name, ..
        }
        | AuthAction::DropVtable {
            table_name: name, ..
        }
        | AuthAction::CreateView { view_name: name }
        | AuthAction::DropView { view_name: name }
        | AuthAction::CreateIndex {
            index_name: name, ..
        }
        | AuthAction::DropIndex {
            index_name: name, ..
        } => Some(name),
        _ => None,
    }
}

// Denied in both: reaching out of the database, and the transaction the caller holds.
fn deny_always(action: AuthAction<'_>) -> Option<String> {
    let what = match action {
        AuthAction::Attach { .. } => "ATTACH or VACUUM INTO",
        AuthAction::Detach { .. } => "DETACH",
        AuthAction::Transaction { .. } => "BEGIN, COMMIT or ROLLBACK",
        AuthAction::Savepoint { .. } => "SAVEPOINT, RELEASE or ROLLBACK TO",
        AuthAction::Function { function_name } if dangerous_function(function_name) => {
            return Some(format!("the function `{function_name}`"));
        }
        AuthAction::Unknown { .. } => "an action unknown to the compiler",
        _ => return None,
    };
    Some(what.to_owned())
}

fn dangerous_function(name: &str) -> bool {
    const NAMES: [&str; 5] = [
        "load_extension",
        "fts3_tokenizer",
        "readfile",
        "writefile",
        "edit",
    ];
    NAMES
        .iter()
        .any(|dangerous| name.eq_ignore_ascii_case(dangerous))
}

fn deny_migration(context: &AuthContext<'_>) -> Option<String> {
    // Modules the server has, which keep all they store in the database itself.
    const MODULES: [&str; 4] = ["fts5", "rtree", "rtree_i32", "geopoly"];
    // What SQLite and its modules ask themselves after some changes, and what does nothing inside a transaction.
    const PRAGMAS: [&str; 5] = [
        "data_version",
        "defer_foreign_keys",
        "foreign_keys",
        "page_size",
        "quick_check",
    ];
    match context.action {
        AuthAction::Pragma { pragma_name, .. }
            if !PRAGMAS
                .iter()
                .any(|allowed| pragma_name.eq_ignore_ascii_case(allowed))
                && context.accessor.is_none() =>
        {
            Some(format!("PRAGMA {pragma_name}"))
        }
        AuthAction::CreateVtable { module_name, .. }
            if !MODULES
                .iter()
                .any(|allowed| module_name.eq_ignore_ascii_case(allowed)) =>
        {
            Some(format!("the virtual table module `{module_name}`"))
        }
        AuthAction::CreateTempTable { .. }
        | AuthAction::CreateTempView { .. }
        | AuthAction::CreateTempIndex { .. }
        | AuthAction::CreateTempTrigger { .. } => {
            Some("a TEMP object: it would be gone when the server starts".to_owned())
        }
        action => deny_always(action),
    }
}

// Those of a query, and what FTS5 asks for when it writes.
fn deny_seed(action: AuthAction<'_>) -> Option<String> {
    match action {
        AuthAction::Pragma {
            pragma_name,
            pragma_value: None,
        } if pragma_name.eq_ignore_ascii_case("data_version") => None,
        action => deny_query(action),
    }
}

fn deny_query(action: AuthAction<'_>) -> Option<String> {
    match action {
        AuthAction::Read { table_name, .. }
            if table_name.to_ascii_lowercase().starts_with("pragma_") =>
        {
            Some(format!("the table `{table_name}`, which is a PRAGMA"))
        }
        AuthAction::Read { table_name, .. } if table_name.eq_ignore_ascii_case("dbstat") => {
            Some("the table `dbstat`, which reads the file itself".to_owned())
        }
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Recursive
        | AuthAction::Insert { .. }
        | AuthAction::Update { .. }
        | AuthAction::Delete { .. } => None,
        AuthAction::Function { .. } => deny_always(action),
        AuthAction::Pragma { pragma_name, .. } => Some(format!("PRAGMA {pragma_name}")),
        action => Some(
            deny_always(action).unwrap_or_else(|| "a statement that changes the schema".to_owned()),
        ),
    }
}
