//! Days to years, months and days of the proleptic Gregorian calendar, and back. Knows no time of day.
//!
//! A year begins in March here, so that the leap day is its last and months have a regular pattern; 400 years, an era,
//! are always 146,097 days.

/// Days of 400 years.
const ERA_DAYS: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// A date as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Civil {
    /// Days since 1970-01-01; `None` where the calendar has no such date. For years of up to nine digits.
    pub(super) const fn unix_days(self) -> Option<i64> {
        if self.month < 1 || self.month > 12 || self.day < 1 {
            return None;
        }
        if self.day > days_of_month(self.year, self.month) {
            return None;
        }
        let (year, month) = if self.month < 3 {
            (self.year - 1, self.month as i64 + 9)
        } else {
            (self.year, self.month as i64 - 3)
        };
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month + 2) / 5 + self.day as i64 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(year.div_euclid(400) * ERA_DAYS + day_of_era - EPOCH)
    }

    /// The date so many days after 1970-01-01.
    pub(super) const fn from_unix_days(days: i64) -> Self {
        let days = days + EPOCH;
        let day_of_era = days.rem_euclid(ERA_DAYS);
        // Without the leap days before it, which fall after 1460, 36,524 and 146,096 days.
        let plain_days =
            day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096;
        let year_of_era = plain_days / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let (month, next_year) = if month < 10 {
            (month + 3, 0)
        } else {
            (month - 9, 1)
        };
        Self {
            year: year_of_era + days.div_euclid(ERA_DAYS) * 400 + next_year,
            month: month as u8,
            day: day as u8,
        }
    }
}

const fn days_of_month(year: i64, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}
