//! `rallyc migrate new`: a file with the next number, and an example of what may stand in it.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use crate::shell::database::read_migrations;
use crate::shell::failure::{Failure, Outcome};
use crate::shell::report;

/// Adds it. Nothing applies it until it has a statement.
///
/// # Errors
/// Where the name is none, or the file cannot be written.
pub(super) fn add(folder: &Path, name: &str) -> Outcome<()> {
    let plain = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '_');
    if name.is_empty() || name.len() > 100 || !name.chars().all(plain) {
        return Err(Failure::new(format!("{name:?} is no name of a migration"))
            .help("use lower case letters, digits and `_`: `rallyc migrate new add_players`"));
    }
    fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    let migrations = read_migrations(folder)?;
    let number = migrations
        .files()
        .last()
        .map_or(1, |last| last.number() + 1);
    let path = folder.join(format!("{number:03}_{name}.sql"));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(|error| Failure::file("create", &path, &error))?;
    file.write_all(template(name).as_bytes())
        .map_err(|error| Failure::file("write", &path, &error))?;
    report::step("Added", report::shown(&path));
    Ok(())
}

fn template(name: &str) -> String {
    let table = table(name);
    format!(
        "\
-- Statements, each ended by `;`. They are applied together or not at all, and never changed again once they are.
-- Until the first is written, this file is not applied. For example:
--
-- CREATE TABLE {table} (
--     id INTEGER PRIMARY KEY,
--     name TEXT NOT NULL
-- ) STRICT;
--
-- ALTER TABLE {table} ADD COLUMN score INTEGER NOT NULL DEFAULT 0;
"
    )
}

// What a name such as `add_players` is probably about. A word that SQL knows would have to be quoted.
fn table(name: &str) -> &str {
    let rest = ["add_", "create_", "new_"]
        .iter()
        .find_map(|verb| name.strip_prefix(verb));
    let begins = |rest: &&str| rest.starts_with(|first: char| first.is_ascii_lowercase());
    rest.filter(begins)
        .filter(|rest| rest.ends_with('s') && !rest.starts_with("rally_"))
        .unwrap_or("players")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_example_is_about_what_the_name_says_and_holds() {
        assert_eq!(
            [
                "add_teams",
                "create_big_games",
                "add_2s",
                "index",
                "add_rally_s"
            ]
            .map(table),
            ["teams", "big_games", "players", "players", "players"]
        );
        let text = template("add_teams");
        let lines = text.lines().skip(3);
        let example: Vec<&str> = lines.map(|line| line.trim_start_matches("--")).collect();
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch(&example.join("\n")).unwrap();
        connection.execute_batch(&text).unwrap();
        let columns: i64 = connection
            .query_row(
                "SELECT count(*) FROM pragma_table_info('teams')",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(columns, 3);
    }

    #[test]
    fn the_next_number_follows_also_past_three_digits() {
        let folder = tempfile::tempdir().unwrap();
        for number in 1..=999 {
            fs::write(folder.path().join(format!("{number:03}_a.sql")), "").unwrap();
        }
        add(folder.path(), "last").unwrap();
        assert!(folder.path().join("1000_last.sql").is_file());
        let refused = add(folder.path(), "../x").unwrap_err().to_string();
        assert!(
            refused.contains("rallyc migrate new add_players"),
            "{refused}"
        );
    }
}
