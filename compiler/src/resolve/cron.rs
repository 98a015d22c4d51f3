//! The five fields of cron to a yes, or to what is wrong with each of them. Knows no job, and no time.

use std::ops::Range;

/// A problem of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadCron {
    /// Its place in the text, in bytes.
    pub(crate) range: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
}

struct Field {
    name: &'static str,
    lowest: u8,
    highest: u8,
    names: &'static [&'static str],
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
// The last is Sunday again, so that `fri-sun` is a range.
const DAYS: [&str; 8] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const FIELDS: [Field; 5] = [
    Field::numbers("minute", 0, 59),
    Field::numbers("hour", 0, 23),
    Field::numbers("day of the month", 1, 31),
    Field {
        name: "month",
        lowest: 1,
        highest: 12,
        names: &MONTHS,
    },
    Field {
        name: "day of the week",
        lowest: 0,
        highest: 7,
        names: &DAYS,
    },
];

// The longest that each month can be.
const LENGTHS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Checks minute, hour, day of the month, month and day of the week, between white space.
pub(crate) fn check_cron(text: &str) -> Vec<BadCron> {
    let fields = words(text);
    if fields.len() != FIELDS.len() {
        return vec![wrong_count(text, fields.len())];
    }
    let mut problems = Vec::new();
    let mut values = Vec::new();
    for (field, (range, word)) in FIELDS.iter().zip(&fields) {
        match field.values(word) {
            Ok(of_field) => values.push(of_field),
            Err((message, help)) => problems.push(BadCron {
                range: range.clone(),
                message,
                help,
            }),
        }
    }
    if let [_, _, days, months, _] = values.as_slice()
        && fields[4].1 == "*"
        && !is_possible(days, months)
    {
        problems.push(no_such_day(fields[2].0.start..fields[3].0.end));
    }
    problems
}

fn words(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut at = 0;
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let start = at + text[at..].find(word).unwrap_or_default();
        at = start + word.len();
        words.push((start..at, word));
    }
    words
}

fn wrong_count(text: &str, count: usize) -> BadCron {
    let help = match (text.trim(), count) {
        ("@yearly" | "@annually", _) => "write `\"0 0 1 1 *\"`",
        ("@monthly", _) => "write `\"0 0 1 * *\"`",
        ("@weekly", _) => "write `\"0 0 * * 0\"`",
        ("@daily" | "@midnight", _) => "write `\"0 0 * * *\"`",
        ("@hourly", _) => "write `\"0 * * * *\"`",
        (_, 6) => "leave out the seconds: the first field is the minute",
        _ => "write the five, such as `\"0 3 * * *\"` for every day at 03:00",
    };
    BadCron {
        range: 0..text.len(),
        message: format!(
            "a time of cron has five fields: minute, hour, day of the month, month, day of the week; here {}",
            match count {
                0 => "is none".to_owned(),
                1 => "is one".to_owned(),
                other => format!("are {other}"),
            }
        ),
        help: help.to_owned(),
    }
}

// Each month that is meant may be too short for each day that is meant.
fn is_possible(days: &[u8], months: &[u8]) -> bool {
    let fits = |month: &u8| {
        let length = LENGTHS.get(usize::from(*month).saturating_sub(1));
        days.iter()
            .any(|day| length.is_some_and(|length| day <= length))
    };
    months.iter().any(fits)
}

fn no_such_day(range: Range<usize>) -> BadCron {
    BadCron {
        range,
        message: "no month of these has such a day, so this would never come".to_owned(),
        help: "write a day that the month has; the last of February is the 28th or 29th".to_owned(),
    }
}

type Problem = (String, String);

impl Field {
    const fn numbers(name: &'static str, lowest: u8, highest: u8) -> Self {
        Self {
            name,
            lowest,
            highest,
            names: &[],
        }
    }

    fn values(&self, word: &str) -> Result<Vec<u8>, Problem> {
        let mut values = Vec::new();
        for part in word.split(',') {
            values.extend(self.part(part)?);
        }
        Ok(values)
    }

    // `*`, `5`, `1-5`, and a step behind the first and the last.
    fn part(&self, part: &str) -> Result<Vec<u8>, Problem> {
        let (span, step) = match part.split_once('/') {
            None => (part, 1),
            Some((span, step)) => (span, self.step(part, step)?),
        };
        let (from, to) = match span.split_once('-') {
            _ if span == "*" => (self.lowest, self.highest),
            None if span == part => (self.value(span)?, self.value(span)?),
            None => return Err(self.lone_step(span, part)),
            Some((from, to)) => (self.value(from)?, self.end(to)?),
        };
        if from > to {
            return Err(self.backwards(span));
        }
        Ok((from..=to).step_by(usize::from(step)).collect())
    }

    fn step(&self, part: &str, step: &str) -> Result<u8, Problem> {
        match step.parse() {
            Ok(step) if step > 0 && step <= self.highest => Ok(step),
            _ => Err((
                format!("`{part}` has no step between 1 and {}", self.highest),
                "a step is a number behind `/`, such as `*/5`".to_owned(),
            )),
        }
    }

    fn lone_step(&self, span: &str, part: &str) -> Problem {
        let step = part.get(span.len()..).unwrap_or_default();
        (
            format!("`{part}` has a step, but nothing to step through"),
            format!("write `{span}-{}{step}`, or `*{step}`", self.highest),
        )
    }

    fn backwards(&self, span: &str) -> Problem {
        (
            format!("the range `{span}` runs backwards"),
            "begin with the smaller one, or write two ranges with a comma between them".to_owned(),
        )
    }

    fn value(&self, word: &str) -> Result<u8, Problem> {
        let named = || {
            self.names
                .iter()
                .position(|name| name.eq_ignore_ascii_case(word))
        };
        let digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let value = match digits {
            true => word.parse().ok(),
            false => named().and_then(|at| u8::try_from(at).ok()?.checked_add(self.lowest)),
        };
        let is_inside = |value: &u8| (self.lowest..=self.highest).contains(value);
        value.filter(is_inside).ok_or_else(|| self.unknown(word))
    }

    // `fri-sun` ends with the Sunday behind Saturday.
    fn end(&self, word: &str) -> Result<u8, Problem> {
        let value = self.value(word)?;
        match value == 0 && self.highest == 7 && word != "0" {
            true => Ok(7),
            false => Ok(value),
        }
    }

    fn unknown(&self, word: &str) -> Problem {
        let names = match self.names {
            [first, .., last] if self.highest == 12 => format!(", or `{first}` to `{last}`"),
            [_, ..] => ", or `mon` to `sun`".to_owned(),
            [] => String::new(),
        };
        (
            format!("`{word}` is no {}", self.name),
            format!(
                "the {} is {} to {}{names}",
                self.name, self.lowest, self.highest
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> (String, String) {
        let problems = check_cron(text);
        let [problem] = problems.as_slice() else {
            return (format!("{} problems", problems.len()), String::new());
        };
        let place = text.get(problem.range.clone()).unwrap_or_default();
        (place.to_owned(), problem.message.clone())
    }

    #[test]
    fn times_that_people_write_are_taken() {
        for text in [
            "0 3 * * *",
            "*/5 * * * *",
            "0,30 9-17 * * mon-fri",
            "0 0 1 JAN,jul *",
            "0 0 29 2 *",
            "15 2-22/4 1,15 * 0",
            "0 0 * * fri-sun",
            "0 0 * * 5-7",
            " 0\t3  * * * ",
            "0 0 31 2 mon",
        ] {
            assert_eq!(check_cron(text), vec![], "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_of_the_field_that_has_it() {
        for (text, place, start) in [
            ("60 3 * * *", "60", "`60` is no minute"),
            ("0 24 * * *", "24", "`24` is no hour"),
            ("0 3 0 * *", "0", "`0` is no day of the month"),
            ("0 3 * foo *", "foo", "`foo` is no month"),
            ("0 3 * * 8", "8", "`8` is no day of the week"),
            (
                "0 3 * * fri-mon",
                "fri-mon",
                "the range `fri-mon` runs backwards",
            ),
            ("*/0 3 * * *", "*/0", "`*/0` has no step"),
            ("*/60 3 * * *", "*/60", "`*/60` has no step"),
            ("5/10 3 * * *", "5/10", "`5/10` has a step, but nothing"),
            ("1,,2 3 * * *", "1,,2", "`` is no minute"),
            ("-5 3 * * *", "-5", "`` is no minute"),
            ("0 3 30 2 *", "30 2", "no month of these"),
            ("0 3 31 apr,jun *", "31 apr,jun", "no month of these"),
            ("0 3 * *", "0 3 * *", "a time of cron has five fields"),
            ("@daily", "@daily", "a time of cron has five fields"),
            ("", "", "a time of cron has five fields"),
            ("٣ 3 * * *", "٣", "`٣` is no minute"),
        ] {
            let (found, message) = message(text);
            assert_eq!(found, place, "{text}: {message}");
            assert!(message.starts_with(start), "{text}: {message}");
        }
    }

    #[test]
    fn each_field_has_its_own_problem() {
        assert_eq!(check_cron("60 24 32 13 9").len(), 5);
        // The day of the month in the second field is the first word that is the same, but not the one that is wrong.
        let problems = check_cron("3 3 * * 33");
        assert_eq!(problems[0].range, 8..10);
    }
}
