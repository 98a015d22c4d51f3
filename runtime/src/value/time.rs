//! An instant. Knows no clock and no zone but UTC.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::calendar::Civil;
use super::scan::{Scan, push_digits, push_month_and_day};
use super::{Date, InvalidText};
use crate::wire::{Decode, DecodeError, Encode, Reader};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY_MILLIS: i64 = 24 * HOUR;

/// An instant in UTC, in milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Printed as RFC 3339 in UTC: `2024-02-29T12:30:00Z`, with three digits of milliseconds where there are any. A year that
/// does not have four digits is printed with a sign and at least six. Parsed with any offset, and with up to nine digits
/// after the second, of which those beyond the millisecond are dropped.
///
/// Adding or subtracting a [`Duration`] ends at the first and last instant that there is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(i64);

impl Time {
    /// The instant this many milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_millis(self) -> i64 {
        self.0
    }

    /// Its day in UTC; `None` outside of the years 0 to 9999.
    #[must_use]
    pub const fn date(self) -> Option<Date> {
        Date::from_unix_days(self.0.div_euclid(DAY_MILLIS))
    }

    /// How long after its midnight in UTC it is.
    #[must_use]
    pub const fn time_of_day(self) -> Duration {
        Duration::from_millis(self.0.rem_euclid(DAY_MILLIS).unsigned_abs())
    }

    /// How much later than `earlier` it is; `None` where it is not later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Duration> {
        (self >= earlier).then(|| Duration::from_millis(self.0.abs_diff(earlier.0)))
    }

    /// A time without an offset, taken as UTC: `2024-02-29T12:30`, seconds where there are any.
    pub(super) fn parse_local(text: &str) -> Option<Self> {
        let mut scan = Scan(text.as_bytes());
        let day = scan_day(&mut scan)?;
        let mut millis = scan_minutes(&mut scan)?;
        if !scan.is_empty() {
            millis += scan_seconds(&mut scan)?;
        }
        at(day, millis).filter(|_| scan.is_empty())
    }
}

/// The days since 1970-01-01 of a date and the `T` after it.
fn scan_day(scan: &mut Scan<'_>) -> Option<i64> {
    let year = match scan.one_of(b"+-") {
        None => scan.number(4)?,
        Some(sign) => {
            let mut year = scan.number(6)?;
            for _ in 6..9 {
                let Some(digit) = scan.digit() else {
                    break;
                };
                year = year * 10 + digit;
            }
            if sign == b'-' { -year } else { year }
        }
    };
    let day = scan.month_and_day(year)?.unix_days()?;
    scan.one_of(b"Tt")?;
    Some(day)
}

/// `HH:MM` in milliseconds.
fn scan_minutes(scan: &mut Scan<'_>) -> Option<i64> {
    let hours = scan.number(2).filter(|hours| *hours < 24)?;
    scan.one_of(b":")?;
    let minutes = scan.number(2).filter(|minutes| *minutes < 60)?;
    Some(hours * HOUR + minutes * MINUTE)
}

/// `:SS` and a fraction in milliseconds.
fn scan_seconds(scan: &mut Scan<'_>) -> Option<i64> {
    scan.one_of(b":")?;
    let seconds = scan.number(2).filter(|seconds| *seconds < 60)?;
    let mut nanos = 0;
    if scan.one_of(b".").is_some() {
        let mut unit = SECOND * 100_000;
        nanos = scan.digit()? * unit;
        while unit > 1
            && let Some(digit) = scan.digit()
        {
            unit /= 10;
            nanos += digit * unit;
        }
    }
    Some(seconds * SECOND + nanos / 1_000_000)
}

/// `Z` or the offset from UTC in milliseconds.
fn scan_offset(scan: &mut Scan<'_>) -> Option<i64> {
    match scan.one_of(b"Zz+-")? {
        b'+' => scan_minutes(scan),
        b'-' => scan_minutes(scan).map(|offset| -offset),
        _ => Some(0),
    }
}

fn at(day: i64, millis: i64) -> Option<Time> {
    // The day alone may be below what there is where the instant is not.
    let instant = i128::from(day) * i128::from(DAY_MILLIS) + i128::from(millis);
    i64::try_from(instant).ok().map(Time)
}

impl FromStr for Time {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        let mut scan = Scan(text.as_bytes());
        let mut parse = || {
            let day = scan_day(&mut scan)?;
            let millis = scan_minutes(&mut scan)? + scan_seconds(&mut scan)?;
            let offset = scan_offset(&mut scan)?;
            at(day, millis - offset).filter(|_| scan.is_empty())
        };
        parse().ok_or(InvalidText {
            expected: "a time such as 2024-02-29T12:30:00Z",
        })
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = Civil::from_unix_days(self.0.div_euclid(DAY_MILLIS));
        let millis = self.0.rem_euclid(DAY_MILLIS).unsigned_abs();
        let mut text = String::with_capacity(24);
        if (0..=9999).contains(&civil.year) {
            push_digits(&mut text, civil.year.unsigned_abs(), 4);
        } else {
            text.push(if civil.year < 0 { '-' } else { '+' });
            push_digits(&mut text, civil.year.unsigned_abs(), 6);
        }
        push_month_and_day(&mut text, civil);
        let parts = [
            ('T', millis / 3_600_000),
            (':', millis / 60_000 % 60),
            (':', millis / 1_000 % 60),
        ];
        for (mark, part) in parts {
            text.push(mark);
            push_digits(&mut text, part, 2);
        }
        let fraction = millis % 1_000;
        if fraction != 0 {
            text.push('.');
            push_digits(&mut text, fraction, 3);
        }
        text.push('Z');
        f.pad(&text)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Add<Duration> for Time {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add_unsigned(millis_of(duration)))
    }
}

impl Sub<Duration> for Time {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub_unsigned(millis_of(duration)))
    }
}

fn millis_of(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl From<SystemTime> for Time {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self(0) + since,
            Err(before) => Self(0) - before.duration(),
        }
    }
}

impl Encode for Time {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }
}

impl Decode for Time {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        i64::decode(reader).map(Self)
    }
}
