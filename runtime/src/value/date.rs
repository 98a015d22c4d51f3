//! A day of the calendar. Knows no time of day and no zone.

use std::fmt;
use std::str::FromStr;

use super::calendar::Civil;
use super::scan::{Scan, push_digits, push_month_and_day};
use super::{InvalidText, Time};
use crate::wire::{Decode, DecodeError, Encode, Reader, Writer};

/// A day of the Gregorian calendar, from 0000-01-01 to 9999-12-31; the calendar is taken back to years before its
/// introduction, as ISO 8601 has it.
///
/// Printed and parsed as ISO 8601: `2024-02-29`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 1970-01-01.
    days: i32,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Date {
    /// The first day that a `Date` can be: 0000-01-01.
    pub const MIN: Self = Self { days: -719_528 };
    /// The last day that a `Date` can be: 9999-12-31.
    pub const MAX: Self = Self { days: 2_932_896 };

    /// A date; `None` where the calendar has no such day, or the year is not one of 0 to 9999.
    #[must_use]
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let year = year as i64;
        match (Civil { year, month, day }).unix_days() {
            Some(days) => Self::from_unix_days(days),
            None => None,
        }
    }

    /// The date so many days after 1970-01-01; `None` outside of the years 0 to 9999.
    #[must_use]
    pub const fn from_unix_days(days: i64) -> Option<Self> {
        if days < Self::MIN.days as i64 || days > Self::MAX.days as i64 {
            return None;
        }
        Some(Self { days: days as i32 })
    }

    /// Days since 1970-01-01, negative before it.
    #[must_use]
    pub const fn unix_days(self) -> i64 {
        self.days as i64
    }

    /// The year, 0 to 9999.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.civil().year as i32
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.civil().month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.civil().day
    }

    /// The day of the week.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        match (self.days + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// So many days later, or earlier where negative; `None` outside of the years 0 to 9999.
    #[must_use]
    pub const fn checked_add_days(self, days: i64) -> Option<Self> {
        match self.unix_days().checked_add(days) {
            Some(days) => Self::from_unix_days(days),
            None => None,
        }
    }

    /// How many days later another date is; negative where it is earlier.
    #[must_use]
    pub const fn days_until(self, later: Self) -> i64 {
        later.unix_days() - self.unix_days()
    }

    /// Midnight in UTC at which the day begins.
    #[must_use]
    pub const fn midnight(self) -> Time {
        Time::from_unix_millis(self.unix_days() * super::time::DAY_MILLIS)
    }

    const fn civil(self) -> Civil {
        Civil::from_unix_days(self.unix_days())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut text, civil) = (String::with_capacity(10), self.civil());
        push_digits(&mut text, civil.year.unsigned_abs(), 4);
        push_month_and_day(&mut text, civil);
        f.pad(&text)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        let mut scan = Scan(text.as_bytes());
        let mut civil = || {
            let year = scan.number(4)?;
            scan.month_and_day(year).filter(|_| scan.is_empty())
        };
        civil()
            .and_then(Civil::unix_days)
            .and_then(Self::from_unix_days)
            .ok_or(InvalidText {
                expected: "a date such as 2024-02-29",
            })
    }
}

impl Encode for Date {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::text(out, &self.to_string());
    }
}

impl Decode for Date {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let text = reader.text()?;
        text.parse().map_err(|_| DecodeError::InvalidText)
    }
}
