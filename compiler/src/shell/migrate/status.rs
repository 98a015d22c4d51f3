//! `rallyc migrate status`: every migration and what has become of it, for people and for tools.

use std::process::ExitCode;

use rally_runtime::migrate::{State, Status, Until};
use serde_json::{Value, json};

use super::{is_applied, pending, statuses};
use crate::shell::command_line::{MessageFormat, StatusArguments};
use crate::shell::database::{Database, mismatch};
use crate::shell::failure::{Failure, Outcome};
use crate::shell::report;

/// What the command ends with where something is pending, so that a script can tell it from what is wrong.
const PENDING: u8 = 3;

/// Prints the list, and says by its end what is to be done.
///
/// # Errors
/// Where database and files disagree, or the database cannot be read.
pub(super) fn print(database: &Database, arguments: &StatusArguments) -> Outcome<ExitCode> {
    let list = statuses(database)?;
    for status in &list {
        match arguments.message_format {
            MessageFormat::Human => report::answer(line(status)),
            MessageFormat::Json => report::answer(object(status)),
        }
    }
    let shown = database.shown();
    let mismatches = list
        .iter()
        .filter_map(|status| mismatch::of_status(status, &shown));
    let failures = mismatches.map(|mismatch| mismatch.failure()).collect();
    if let Some(failure) = Failure::several(failures) {
        return Err(failure);
    }
    let applied = list.iter().filter(|status| is_applied(status)).count();
    let pending = pending(&list, Until::Last);
    report::step(
        "Status",
        format!("{shown}: {applied} applied, {pending} pending"),
    );
    Ok(match pending {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(PENDING),
    })
}

fn line(status: &Status) -> String {
    let state = match &status.state {
        State::Applied { at } => format!("applied {}", Moment::of(*at).human()),
        State::Pending => "pending".to_owned(),
        State::Empty => "without a statement yet".to_owned(),
        State::Changed => "CHANGED after it was applied".to_owned(),
        State::Renamed { applied } => format!("RENAMED: it was applied as {applied}"),
        State::Missing => "MISSING: it was applied, and there is no file".to_owned(),
        _ => "of a state that this version of rallyc does not know".to_owned(),
    };
    format!("{:32} {state}", status.file)
}

fn object(status: &Status) -> Value {
    let (state, at, name) = match &status.state {
        State::Applied { at } => ("applied", Some(Moment::of(*at).rfc3339()), None),
        State::Pending => ("pending", None, None),
        State::Empty => ("empty", None, None),
        State::Changed => ("changed", None, None),
        State::Renamed { applied } => ("renamed", None, Some(applied)),
        State::Missing => ("missing", None, None),
        _ => ("unknown", None, None),
    };
    json!({
        "number": status.number,
        "file": status.file,
        "state": state,
        "applied_at": at,
        "applied_as": name,
    })
}

/// A second in UTC.
struct Moment {
    date: (i64, i64, i64),
    time: (i64, i64, i64),
}

impl Moment {
    // From Unix milliseconds.
    fn of(milliseconds: i64) -> Self {
        let seconds = milliseconds.div_euclid(1000);
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        Self {
            date: date(days),
            time: (second / 3600, second / 60 % 60, second % 60),
        }
    }

    fn human(&self) -> String {
        self.written(' ', " UTC")
    }

    fn rfc3339(&self) -> String {
        self.written('T', "Z")
    }

    fn written(&self, between: char, zone: &str) -> String {
        let ((year, month, day), (hour, minute, second)) = (self.date, self.time);
        format!("{year:04}-{month:02}-{day:02}{between}{hour:02}:{minute:02}:{second:02}{zone}")
    }
}

// Days since 1970-01-01 in the Gregorian calendar. Years begin in March here, so that the leap day is the last one.
fn date(days: i64) -> (i64, i64, i64) {
    const CYCLE: i64 = 146_097;
    let days = days + 719_468;
    let (cycle, of_cycle) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let january = i64::from(month <= 2);
    (year + cycle * 400 + january, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates_in_utc() {
        let time = |milliseconds| Moment::of(milliseconds).human();
        assert_eq!(time(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(time(951_782_399_999), "2000-02-28 23:59:59 UTC");
        assert_eq!(time(951_782_400_000), "2000-02-29 00:00:00 UTC");
        assert_eq!(time(1_795_247_335_123), "2026-11-21 07:48:55 UTC");
        assert_eq!(time(-1), "1969-12-31 23:59:59 UTC");
    }

    fn status(state: State) -> Status {
        Status {
            number: 1,
            file: "001_a.sql".into(),
            state,
        }
    }

    #[test]
    fn a_state_that_needs_someone_stands_out() {
        assert!(line(&status(State::Pending)).ends_with(" pending"));
        assert!(line(&status(State::Changed)).contains("CHANGED"));
    }

    #[test]
    fn a_tool_gets_an_object() {
        let applied = State::Applied {
            at: 951_782_400_000,
        };
        assert_eq!(
            object(&status(applied)),
            json!({
                "number": 1,
                "file": "001_a.sql",
                "state": "applied",
                "applied_at": "2000-02-29T00:00:00Z",
                "applied_as": null
            })
        );
    }
}
