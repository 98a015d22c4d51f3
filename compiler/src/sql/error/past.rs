//! What became of a name that was there before a later migration, in words and with its place.

use rally_idl::diagnostic::Diagnostic;

use crate::sql::history::{Fate, Past};

/// What to do where a table was never there.
pub(crate) const NEW_TABLE: &str =
    "a new table comes with a migration: `rallyc migrate new NAME` adds one, for `CREATE TABLE`";

/// One line on where it went.
pub(crate) fn past_message(past: &Past) -> String {
    let (kind, migration) = (past.kind.word(), &past.migration);
    let name = match &past.of {
        Some(table) => format!("{table}.{}", past.name),
        None => past.name.clone(),
    };
    match &past.fate {
        Fate::Dropped => format!("the {kind} `{name}` was dropped in `{migration}`"),
        Fate::Renamed(to) => format!("the {kind} `{name}` is called `{to}` since `{migration}`"),
        Fate::LeftOut => {
            let table = past.of.as_deref().unwrap_or("the table");
            format!(
                "`{table}` was made anew without the column `{}` in `{migration}`",
                past.name
            )
        }
    }
}

/// Shows the statement that did it, and the name to write now.
pub(crate) fn add_past(diagnostic: Diagnostic, past: Option<&Past>) -> Diagnostic {
    let Some(past) = past else {
        return diagnostic;
    };
    match &past.fate {
        Fate::Dropped => diagnostic.also(past.span, format!("`{}` was dropped here", past.name)),
        Fate::Renamed(to) => diagnostic
            .also(past.span, format!("`{}` became `{to}` here", past.name))
            .help(format!("write `{to}`")),
        Fate::LeftOut => diagnostic.also(past.span, format!("made here without `{}`", past.name)),
    }
}

/// What to do about a name: as it was there once, or as it never was.
pub(crate) fn bring_back(past: Option<&Past>, never: &'static str) -> &'static str {
    match past {
        Some(_) => "leave it out, or bring it back with a new migration: `rallyc migrate new NAME`",
        None => never,
    }
}
