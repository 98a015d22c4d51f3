//! Durations as written, `30m`, to times. Knows no setting.

use std::time::Duration;

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BadDuration {
    /// It does not begin with a whole number.
    NoNumber,
    /// `30`
    NoUnit,
    /// `2.5h`: the number has a fraction.
    Fraction,
    /// `30min`: the unit is none, with the duration as it would be written where that is known.
    UnknownUnit(String, Option<String>),
    /// `0s`
    Zero,
    /// More than [`LONGEST_DAYS`].
    TooLong,
}

/// The longest duration, in days: a hundred years.
pub(crate) const LONGEST_DAYS: u64 = 36_500;

const MILLISECONDS_OF_DAY: u64 = 24 * 60 * 60 * 1000;

/// Reads a number with one of the units `ms`, `s`, `m`, `h` and `d`.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, BadDuration> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    if number.is_empty() {
        return Err(BadDuration::NoNumber);
    }
    if unit.starts_with('.') {
        return Err(BadDuration::Fraction);
    }
    let factor = factor(unit).ok_or_else(|| bad_unit(number, unit))?;
    let number: u64 = number.parse().map_err(|_| BadDuration::TooLong)?;
    let longest = LONGEST_DAYS * MILLISECONDS_OF_DAY;
    match number.checked_mul(factor) {
        Some(0) => Err(BadDuration::Zero),
        Some(milliseconds) if milliseconds <= longest => Ok(Duration::from_millis(milliseconds)),
        _ => Err(BadDuration::TooLong),
    }
}

fn factor(unit: &str) -> Option<u64> {
    Some(match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        "d" => MILLISECONDS_OF_DAY,
        _ => return None,
    })
}

fn bad_unit(number: &str, unit: &str) -> BadDuration {
    if unit.is_empty() {
        return BadDuration::NoUnit;
    }
    let meant = match unit.to_ascii_lowercase().as_str() {
        "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        "w" | "week" | "weeks" => return BadDuration::UnknownUnit(unit.to_owned(), weeks(number)),
        _ => return BadDuration::UnknownUnit(unit.to_owned(), None),
    };
    BadDuration::UnknownUnit(unit.to_owned(), Some(format!("{number}{meant}")))
}

fn weeks(number: &str) -> Option<String> {
    let days = number.parse::<u64>().ok()?.checked_mul(7)?;
    Some(format!("{days}d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_is_a_duration() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("5s", 5_000),
            ("30m", 1_800_000),
            ("2h", 7_200_000),
            ("1d", 86_400_000),
            ("007s", 7_000),
            ("36500d", 36_500 * 86_400_000),
        ] {
            assert_eq!(
                parse_duration(text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn anything_else_says_what_is_wrong() {
        let unit = |unit: &str, meant: Option<&str>| {
            BadDuration::UnknownUnit(unit.to_owned(), meant.map(str::to_owned))
        };
        for (text, problem) in [
            ("", BadDuration::NoNumber),
            ("-5s", BadDuration::NoNumber),
            ("s", BadDuration::NoNumber),
            ("30", BadDuration::NoUnit),
            ("2.5h", BadDuration::Fraction),
            ("0s", BadDuration::Zero),
            ("30min", unit("min", Some("30m"))),
            ("5S", unit("S", Some("5s"))),
            ("2weeks", unit("weeks", Some("14d"))),
            ("99999999999999999999w", unit("w", None)),
            ("3us", unit("us", None)),
            ("36501d", BadDuration::TooLong),
            ("18446744073709551615d", BadDuration::TooLong),
            ("18446744073709551616ms", BadDuration::TooLong),
        ] {
            assert_eq!(parse_duration(text), Err(problem), "{text}");
        }
    }
}
