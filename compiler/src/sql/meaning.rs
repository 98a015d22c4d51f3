//! What `table` declarations say of columns, put into the catalog where the database agrees.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::catalog::{Table, TableColumn};
use super::codes;
use super::error::{Candidate, NEW_TABLE, add_past, bring_back, nearest_candidate, past_message};
use super::history::{History, Past};
use super::types::{DeclaredTypes, EnumDeclaration, SqlType, Type};

mod allowed;

use allowed::allowed_texts;

/// What the columns of an app's tables mean, as declared.
#[derive(Debug, Default)]
pub struct Meanings {
    /// The columns, each once.
    pub columns: Vec<Meaning>,
    /// The types that they name.
    pub types: DeclaredTypes,
}

/// What one column means.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// The table.
    pub table: String,
    /// Where it is named.
    pub table_span: Span,
    /// The column.
    pub column: String,
    /// Where it is named.
    pub column_span: Span,
    /// What it holds.
    pub ty: SqlType,
    /// Where that is written.
    pub type_span: Span,
}

/// Gives a column its meaning; what the database has otherwise is reported, and keeps its own type.
pub(crate) fn apply_meaning(
    meaning: &Meaning,
    table: Option<&mut Table>,
    types: &DeclaredTypes,
    history: &History,
    problems: &mut Vec<Diagnostic>,
) {
    match table {
        Some(table) => apply(meaning, table, types, history, problems),
        None => {
            let problem = unknown_table(meaning, history);
            // Said once, for all columns of the table.
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
}

fn apply(
    meaning: &Meaning,
    table: &mut Table,
    types: &DeclaredTypes,
    history: &History,
    problems: &mut Vec<Diagnostic>,
) {
    let (sql, declared) = (table.sql.clone(), table.declared);
    let Some(column) = table.column_mut(&meaning.column) else {
        problems.push(unknown_column(meaning, table, history));
        return;
    };
    if !holds(column, meaning.ty) {
        problems.push(wrong_storage(meaning, column, types));
        return;
    }
    if is_text_default(column, meaning.ty) {
        problems.push(text_default(meaning, column));
    }
    if let SqlType::Enum(id) = meaning.ty
        && let Some(found) = types.enums.get(&id)
    {
        problems.extend(check_texts(meaning, found, &sql, declared));
    }
    column.value.ty = Type::Known(meaning.ty);
}

// A column without a type of its own keeps what is put into it, but for text that looks like a number.
fn holds(column: &TableColumn, ty: SqlType) -> bool {
    match SqlType::of_declaration(&column.declared_type) {
        Some(declared) => {
            let (declared, wanted) = (declared.stored_as(), ty.stored_as());
            let is_integer = |ty| matches!(ty, SqlType::Int | SqlType::Bool);
            declared == wanted || (is_integer(declared) && is_integer(wanted))
        }
        None => !matches!(ty, SqlType::Decimal | SqlType::String) && !ty.is_json(),
    }
}

fn is_text_default(column: &TableColumn, ty: SqlType) -> bool {
    let default = column.default.as_deref().unwrap_or_default().trim();
    let upper = default.to_ascii_uppercase();
    ty == SqlType::Time
        && matches!(
            upper.as_str(),
            "CURRENT_TIMESTAMP" | "CURRENT_TIME" | "CURRENT_DATE"
        )
}

// Where the table lists the texts that the column may hold, they are those of the enum.
fn check_texts(
    meaning: &Meaning,
    declared: &EnumDeclaration,
    sql: &str,
    place: Option<Span>,
) -> Option<Diagnostic> {
    let mut allowed = allowed_texts(sql, &meaning.column)?;
    let mut variants = declared.variants.clone();
    allowed.sort();
    variants.sort();
    (allowed != variants).then(|| other_texts(meaning, declared, &allowed, place))
}

fn unknown_table(meaning: &Meaning, history: &History) -> Diagnostic {
    let past = history.past(&meaning.table);
    let missing = || format!("no table is called `{}`", meaning.table);
    let message = past.as_ref().map_or_else(missing, past_message);
    let problem = Diagnostic::error(codes::UNKNOWN_TABLE, meaning.table_span, message);
    let tables = history.tables().map(|(name, place)| (name, Some(place)));
    let problem = suggest(problem, &meaning.table, past.as_ref(), tables);
    problem.or_help(bring_back(past.as_ref(), NEW_TABLE))
}

fn unknown_column(meaning: &Meaning, table: &Table, history: &History) -> Diagnostic {
    let past = history.past_column(&table.name, &meaning.column);
    let missing = || {
        let (table, column) = (&table.name, &meaning.column);
        format!("the table `{table}` has no column `{column}`")
    };
    let message = past.as_ref().map_or_else(missing, past_message);
    let problem = Diagnostic::error(codes::UNKNOWN_COLUMN, meaning.column_span, message);
    let columns = table.columns.iter();
    let columns = columns.map(|column| (&*column.name, column.declared));
    let problem = suggest(problem, &meaning.column, past.as_ref(), columns);
    match table.declared {
        Some(place) if problem.help.is_none() && past.is_none() => {
            problem.also(place, "the table is made here")
        }
        _ => problem,
    }
}

fn suggest<'a>(
    problem: Diagnostic,
    name: &str,
    past: Option<&Past>,
    candidates: impl Iterator<Item = (&'a str, Option<Span>)>,
) -> Diagnostic {
    let problem = add_past(problem, past);
    let Some(Candidate { name, declared }) = nearest_candidate(name, candidates) else {
        return problem;
    };
    let problem = match (declared, &problem.help) {
        (Some(place), None) => problem.also(place, format!("`{name}` is declared here")),
        _ => problem,
    };
    problem.or_help(format!("did you mean `{name}`?"))
}

fn wrong_storage(meaning: &Meaning, column: &TableColumn, types: &DeclaredTypes) -> Diagnostic {
    let (name, ty) = (&meaning.column, meaning.ty.name(types));
    let declared = match column.declared_type.as_str() {
        "" => "no type".to_owned(),
        declared => format!("the type `{declared}`"),
    };
    let message = format!("the column `{name}` cannot hold a `{ty}`");
    let problem = Diagnostic::error(codes::MEANING_STORAGE, meaning.type_span, message);
    let problem = match column.declared {
        Some(place) => problem.also(place, format!("it has {declared}")),
        None => problem.note(format!("it has {declared}")),
    };
    problem.help(format!(
        "a `{ty}` is stored {}in a column of type `{}`",
        as_json(meaning.ty),
        meaning.ty.sql_name()
    ))
}

fn as_json(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Document(_) => "as JSON ",
        _ => "",
    }
}

fn text_default(meaning: &Meaning, column: &TableColumn) -> Diagnostic {
    let default = column.default.as_deref().unwrap_or_default();
    let message = format!(
        "the default of `{}` is a text, and a `Time` is stored as a number",
        meaning.column
    );
    let problem = Diagnostic::error(codes::TIME_DEFAULT, meaning.type_span, message);
    let problem = match column.declared {
        Some(place) => problem.also(place, format!("`DEFAULT {default}`")),
        None => problem,
    };
    problem.help("write `DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))`")
}

fn other_texts(
    meaning: &Meaning,
    declared: &EnumDeclaration,
    allowed: &[String],
    place: Option<Span>,
) -> Diagnostic {
    let list = |texts: &[String]| {
        let quoted: Vec<String> = texts.iter().map(|text| format!("'{text}'")).collect();
        quoted.join(", ")
    };
    let message = format!(
        "the table allows other texts in `{}` than `{}` has variants",
        meaning.column, declared.name
    );
    let problem = Diagnostic::error(codes::ENUM_CHECK, meaning.type_span, message)
        .also(
            declared.span,
            format!("stored as {}", list(&declared.variants)),
        )
        .note(format!("its CHECK allows {}", list(allowed)));
    let problem = match place {
        Some(place) => problem.also(place, "the table is made here"),
        None => problem,
    };
    problem.help("give the enum these variants, or change the CHECK in a new migration")
}
