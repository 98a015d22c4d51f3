//! The schema that the migrations leave, read back from SQLite itself, never parsed out of DDL.

use std::collections::BTreeMap;
use std::rc::Rc;

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::Migration;
use super::declaration::check_declarations;
use super::declared_value::analyse_values;
use super::guard::Guard;
use super::history::History;
use super::infer::infer_view;
use super::meaning::{Meanings, apply_meaning};
use super::migration::run_migrations;
use super::parts::is_one_part;
use super::scope::{Field, Relation};
use super::types::{ColumnSource, DeclaredTypes, SqlType, Type, Value};
use super::virtual_table::apply_module;

/// The database that the migrations make, in memory, with what is known of its tables.
#[derive(Debug)]
pub struct Catalog {
    pub(crate) connection: Connection,
    pub(crate) guard: Guard,
    pub(crate) types: DeclaredTypes,
    pub(crate) history: History,
    // By lower-case name.
    tables: BTreeMap<String, Table>,
}

/// A table or a view.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<TableColumn>,
    /// The columns of each primary key and unique index over all rows.
    pub(crate) keys: Vec<Vec<Rc<str>>>,
    pub(crate) has_rowid: bool,
    pub(crate) is_view: bool,
    /// SQLite itself refuses values of other types than its columns'.
    pub(crate) is_strict: bool,
    /// The column that `rowid` names where none is called so.
    pub(crate) rowid: TableColumn,
    pub(crate) declared: Option<Span>,
    /// The statement that made it.
    pub(crate) sql: String,
    /// Something else may happen when its rows are written.
    pub(crate) has_triggers: bool,
}

/// A column of a table or a view.
#[derive(Debug, Clone)]
pub(crate) struct TableColumn {
    pub(crate) name: Rc<str>,
    pub(crate) value: Value,
    /// An INSERT must give it a value: NOT NULL, no default, not the rowid.
    pub(crate) required: bool,
    /// NULL cannot be stored in it; NULL for a rowid means the next one.
    pub(crate) rejects_null: bool,
    pub(crate) kind: ColumnKind,
    /// As the table writes it; may be empty.
    pub(crate) declared_type: String,
    /// What it is where an INSERT does not say, as the table writes it.
    pub(crate) default: Option<String>,
    /// What that is known to be.
    pub(crate) default_value: Option<Value>,
    pub(crate) declared: Option<Span>,
}

/// What `table_xinfo` calls "hidden".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Stored,
    Generated,
    /// Of a virtual table, found by name only.
    Hidden,
}

impl Catalog {
    /// Runs the migrations in order, reads what they leave, and gives the columns their meanings. Every problem is
    /// reported; `None` where the schema is not known because a migration failed.
    pub fn from_migrations(
        migrations: &[Migration<'_>],
        meanings: &Meanings,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let (connection, guard) = match open() {
            Ok(opened) => opened,
            Err(error) => return report_internal(&error, migrations, diagnostics),
        };
        let history = run_migrations(&connection, &guard, migrations, diagnostics)?;
        let mut catalog = Self {
            connection,
            guard,
            types: meanings.types.clone(),
            history,
            tables: BTreeMap::new(),
        };
        let read = catalog.read(meanings, diagnostics);
        match read.and_then(|()| catalog.refuse_texts_in_double_quotes()) {
            Ok(()) => Some(catalog),
            Err(error) => report_internal(&error, migrations, diagnostics),
        }
    }

    // SQLite reads "name" as a text where no column has that name, which hides every misspelling.
    fn refuse_texts_in_double_quotes(&self) -> rusqlite::Result<()> {
        let set = self
            .connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false);
        set.map(drop)
    }

    /// A table or view by name, in any case.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(&name.to_ascii_lowercase())
    }

    /// What columns and arguments may hold beside the built-in types.
    pub(crate) fn types(&self) -> &DeclaredTypes {
        &self.types
    }

    pub(crate) fn table_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.get_mut(&name.to_ascii_lowercase())
    }

    /// Every table and view, by name.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    fn read(
        &mut self,
        meanings: &Meanings,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> rusqlite::Result<()> {
        let mut views = vec![];
        for entry in read_table_list(&self.connection)? {
            let table = read_table(&self.connection, &entry, &self.history)?;
            match entry.view_sql {
                Some(sql) => views.push((table, sql)),
                None => self.insert(table),
            }
        }
        self.apply(meanings, diagnostics);
        self.tables
            .values()
            .for_each(|table| check_declarations(table, diagnostics));
        analyse_values(self, meanings, diagnostics);
        self.analyse_views(views);
        Ok(())
    }

    fn apply(&mut self, meanings: &Meanings, diagnostics: &mut Vec<Diagnostic>) {
        let tables = &mut self.tables;
        for meaning in &meanings.columns {
            let table = tables.get_mut(&meaning.table.to_ascii_lowercase());
            apply_meaning(meaning, table, &meanings.types, &self.history, diagnostics);
        }
    }

    fn insert(&mut self, table: Table) {
        self.tables.insert(table.name.to_ascii_lowercase(), table);
    }

    // Views that cannot be analysed keep the types that SQLite declares, where these can be relied on.
    fn insert_declared(&mut self, views: Vec<(Table, String)>) {
        let queries: Vec<_> = views
            .iter()
            .map(|(view, sql)| (view.name.clone(), sql.clone()))
            .collect();
        views.into_iter().for_each(|(view, _)| self.insert(view));
        for (name, sql) in queries {
            let start = sql.to_ascii_uppercase().find("SELECT").unwrap_or(0);
            if is_one_part(self, &sql[start..]) {
                continue;
            }
            let columns = self.table_mut(&name).map(|view| &mut view.columns);
            for column in columns.into_iter().flatten() {
                column.value.ty = Type::Dynamic;
            }
        }
    }

    // A view waits for those it reads; one that cannot be analysed keeps what SQLite says of it.
    fn analyse_views(&mut self, mut waiting: Vec<(Table, String)>) {
        loop {
            let before = waiting.len();
            let mut later = vec![];
            for (mut view, sql) in waiting {
                match self
                    .history
                    .anywhere()
                    .and_then(|place| infer_view(self, &sql, place))
                {
                    Some(values) if values.len() == view.columns.len() => {
                        view.columns
                            .iter_mut()
                            .zip(values)
                            .for_each(|(column, value)| column.value = value);
                        self.insert(view);
                    }
                    _ => later.push((view, sql)),
                }
            }
            if later.len() == before || later.is_empty() {
                self.insert_declared(later);
                return;
            }
            waiting = later;
        }
    }
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Option<&mut TableColumn> {
        self.columns
            .iter_mut()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The table as a relation of a FROM clause.
    pub(crate) fn relation(&self, alias: Option<&str>) -> Relation {
        let fields = self.columns.iter().map(|column| Field {
            name: column.name.clone(),
            value: column.value.clone(),
            declared: column.declared.or(self.declared),
            hidden: column.kind == ColumnKind::Hidden,
        });
        let mut relation = Relation::new(
            Some(alias.unwrap_or(&self.name)),
            self.declared,
            fields.collect(),
        );
        relation.has_rowid = self.has_rowid;
        relation.table = Some(self.name.as_str().into());
        relation
    }

    /// The columns that `INSERT INTO table VALUES` fills.
    pub(crate) fn insertable(&self) -> impl Iterator<Item = &TableColumn> {
        self.columns
            .iter()
            .filter(|column| column.kind == ColumnKind::Stored)
    }
}

struct ListedTable {
    name: String,
    without_rowid: bool,
    strict: bool,
    view_sql: Option<String>,
    sql: String,
    has_triggers: bool,
}

fn read_table_list(connection: &Connection) -> rusqlite::Result<Vec<ListedTable>> {
    let mut statement = connection.prepare(
        "SELECT t.name, t.wr, t.strict, CASE WHEN t.type = 'view' THEN s.sql END, coalesce(s.sql, ''), \
         EXISTS (SELECT 1 FROM sqlite_schema r WHERE r.type = 'trigger' AND r.tbl_name = t.name COLLATE NOCASE) \
         FROM pragma_table_list t LEFT JOIN sqlite_schema s ON s.name = t.name AND s.type IN ('table', 'view') \
         WHERE t.schema = 'main' AND t.type IN ('table', 'view', 'virtual') AND t.name <> 'sqlite_schema' ORDER BY s.rowid, t.name",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(ListedTable {
            name: row.get(0)?,
            without_rowid: row.get(1)?,
            strict: row.get(2)?,
            view_sql: row.get(3)?,
            sql: row.get(4)?,
            has_triggers: row.get(5)?,
        })
    })?;
    rows.collect()
}

struct ListedColumn {
    name: String,
    declared_type: String,
    not_null: bool,
    default: Option<String>,
    primary_key: bool,
    hidden: i64,
}

fn read_columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<ListedColumn>> {
    let mut statement = connection.prepare_cached(
        "SELECT name, type, \"notnull\", dflt_value, pk > 0, hidden FROM pragma_table_xinfo(?1)",
    )?;
    let rows = statement.query_map([table], |row| {
        Ok(ListedColumn {
            name: row.get(0)?,
            declared_type: row.get(1)?,
            not_null: row.get(2)?,
            default: row.get(3)?,
            primary_key: row.get(4)?,
            hidden: row.get(5)?,
        })
    })?;
    rows.collect()
}

// An index of its own for the primary key means that the rowid is another column:
// <https://sqlite.org/lang_createtable.html#rowid>.
fn has_key_index(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    let mut statement = connection
        .prepare_cached("SELECT count(*) > 0 FROM pragma_index_list(?1) WHERE origin = 'pk'")?;
    statement.query_row([table], |row| row.get(0))
}

// An expression in an index has no name, so what it makes unique is no key.
fn read_keys(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Vec<Rc<str>>>> {
    let mut statement = connection.prepare_cached(
        "SELECT l.name, i.name FROM pragma_index_list(?1) l JOIN pragma_index_info(l.name) i \
         WHERE l.\"unique\" AND NOT l.partial ORDER BY l.seq, i.seqno",
    )?;
    let rows = statement.query_map([table], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
    })?;
    let mut keys: BTreeMap<String, Option<Vec<Rc<str>>>> = BTreeMap::new();
    for row in rows {
        let (index, column) = row?;
        let key = keys.entry(index).or_insert_with(|| Some(vec![]));
        match (key.as_mut(), column) {
            (Some(columns), Some(column)) => columns.push(Rc::from(column)),
            _ => *key = None,
        }
    }
    Ok(keys.into_values().flatten().collect())
}

fn read_table(
    connection: &Connection,
    listed: &ListedTable,
    history: &History,
) -> rusqlite::Result<Table> {
    let columns = read_columns(connection, &listed.name)?;
    let is_view = listed.view_sql.is_some();
    let lone_key = columns.iter().filter(|column| column.primary_key).count() == 1;
    let rowid_key = lone_key && !listed.without_rowid && !has_key_index(connection, &listed.name)?;
    let table: Rc<str> = Rc::from(listed.name.as_str());
    let mut keys = read_keys(connection, &listed.name)?;
    if rowid_key {
        let key = columns.iter().filter(|column| column.primary_key);
        keys.push(key.map(|column| Rc::from(column.name.as_str())).collect());
    }
    let read = |column: &ListedColumn| {
        let is_rowid =
            rowid_key && column.primary_key && column.declared_type.eq_ignore_ascii_case("INTEGER");
        let declared = history.column(&listed.name, &column.name);
        table_column(
            column,
            &table,
            is_rowid,
            is_view,
            listed.without_rowid,
            declared,
        )
    };
    let mut columns: Vec<_> = columns.iter().map(read).collect();
    apply_module(&listed.sql, &listed.name, &mut columns);
    Ok(Table {
        columns,
        keys,
        is_view,
        is_strict: listed.strict,
        rowid: rowid_column(),
        has_rowid: !listed.without_rowid && !is_view,
        declared: history.table(&listed.name),
        name: listed.name.clone(),
        sql: listed.sql.clone(),
        has_triggers: listed.has_triggers,
    })
}

// Where it is left out or NULL, SQLite finds one.
fn rowid_column() -> TableColumn {
    TableColumn {
        name: Rc::from("rowid"),
        value: Value::known(SqlType::Int, false),
        required: false,
        rejects_null: false,
        kind: ColumnKind::Hidden,
        declared_type: "INTEGER".to_owned(),
        default: None,
        default_value: None,
        declared: None,
    }
}

fn table_column(
    column: &ListedColumn,
    table: &Rc<str>,
    is_rowid: bool,
    is_view: bool,
    without_rowid: bool,
    declared: Option<Span>,
) -> TableColumn {
    let name: Rc<str> = Rc::from(column.name.as_str());
    let ty = SqlType::of_declaration(&column.declared_type).map_or(Type::Dynamic, Type::Known);
    let not_null = column.not_null || is_rowid || (without_rowid && column.primary_key);
    let source = (!is_view).then(|| ColumnSource {
        table: table.clone(),
        column: name.clone(),
    });
    TableColumn {
        value: Value {
            source,
            ..Value::new(ty, !not_null)
        },
        required: not_null && !is_rowid && column.default.is_none() && column.hidden == 0,
        rejects_null: not_null && !is_rowid,
        kind: match column.hidden {
            1 => ColumnKind::Hidden,
            2 | 3 => ColumnKind::Generated,
            _ => ColumnKind::Stored,
        },
        declared_type: column.declared_type.clone(),
        default: column.default.clone(),
        default_value: None,
        declared,
        name,
    }
}

fn open() -> rusqlite::Result<(Connection, Guard)> {
    let mut connection = Connection::open_in_memory()?;
    let guard = Guard::install(&mut connection)?;
    Ok((connection, guard))
}

fn report_internal<T>(
    error: &rusqlite::Error,
    migrations: &[Migration<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<T> {
    if let Some(migration) = migrations.last() {
        let span = Span::new(migration.file, 0, migration.text.len());
        let message = format!("the schema cannot be read: {error}");
        diagnostics.push(Diagnostic::error(
            super::codes::MIGRATION_FAILED,
            span,
            message,
        ));
    }
    None
}
