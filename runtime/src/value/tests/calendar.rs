//! Dates and times at the edges of the calendar.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;

use super::{any_date, any_time};
use crate::page::FormValue;
use crate::value::{Date, Time, Weekday};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

proptest! {
    #[test]
    fn days_are_those_of_another_calendar(date in any_date()) {
        let julian = i32::try_from(date.unix_days()).unwrap() + 2_440_588;
        let theirs = ::time::Date::from_julian_day(julian).unwrap();
        prop_assert_eq!(date.year(), theirs.year());
        prop_assert_eq!(date.month(), u8::from(theirs.month()));
        prop_assert_eq!(date.day(), theirs.day());
        prop_assert_eq!(date.weekday() as u8, theirs.weekday().number_days_from_monday());
        prop_assert_eq!(Date::new(date.year(), date.month(), date.day()), Some(date));
    }

    #[test]
    fn only_the_days_of_another_calendar_exist(year in -1..=10_000, month in 0_u8..=13, day in 0_u8..=32) {
        let theirs = ::time::Month::try_from(month).ok()
            .and_then(|month| ::time::Date::from_calendar_date(year, month, day).ok())
            .filter(|date| (0..=9999).contains(&date.year()));
        prop_assert_eq!(Date::new(year, month, day).is_some(), theirs.is_some());
    }

    #[test]
    fn a_time_is_its_date_and_the_time_of_that_day(time in any_time()) {
        if let Some(date) = time.date() {
            prop_assert_eq!(date.midnight() + time.time_of_day(), time);
            prop_assert!(time.to_string().starts_with(&date.to_string()));
        } else {
            prop_assert!(time.to_string().starts_with(['+', '-']));
        }
    }
}

#[test]
fn leap_years_are_those_of_the_gregorian_calendar() {
    for year in [0, 4, 400, 1600, 1996, 2000, 2024, 9996] {
        assert!(Date::new(year, 2, 29).is_some(), "{year}");
    }
    for year in [1, 100, 1700, 1900, 2023, 2100, 9999] {
        assert_eq!(Date::new(year, 2, 29), None, "{year}");
    }
}

#[test]
fn the_calendar_has_a_first_and_a_last_day() {
    assert_eq!(Date::MIN, date("0000-01-01"));
    assert_eq!(Date::MAX, date("9999-12-31"));
    assert_eq!(Date::MIN.checked_add_days(-1), None);
    assert_eq!(Date::MAX.checked_add_days(1), None);
    assert_eq!(Date::MAX.checked_add_days(i64::MAX), None);
    assert_eq!(Date::MIN.days_until(Date::MAX), 3_652_424);
    assert_eq!(Date::new(10_000, 1, 1), None);
    assert_eq!(Date::new(-1, 12, 31), None);
    assert_eq!(Date::new(i32::MIN, 1, 1), None);
}

#[test]
fn days_are_counted_from_1970() {
    assert_eq!(date("1970-01-01").unix_days(), 0);
    assert_eq!(date("1969-12-31").unix_days(), -1);
    assert_eq!(date("1970-01-01").weekday(), Weekday::Thursday);
    assert_eq!(date("1969-12-31").weekday(), Weekday::Wednesday);
    assert_eq!(
        date("2024-02-28").checked_add_days(2),
        Some(date("2024-03-01"))
    );
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "2024",
        "2024-2-9",
        "2024-02-30",
        "2023-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-01-00",
        "2024-01-01 ",
        "2024-01-01T00:00:00Z",
        "+2024-01-01",
        "-001-01-01",
        "20240101",
        "２０２４-01-01",
    ] {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
    let error = "29.2.2024".parse::<Date>().unwrap_err();
    assert_eq!(error.to_string(), "expected a date such as 2024-02-29");
}

#[test]
fn a_time_is_printed_in_utc() {
    let print = |millis| Time::from_unix_millis(millis).to_string();
    assert_eq!(print(0), "1970-01-01T00:00:00Z");
    assert_eq!(print(-1), "1969-12-31T23:59:59.999Z");
    assert_eq!(print(1_709_209_800_050), "2024-02-29T12:30:00.050Z");
    assert_eq!(print(253_402_300_799_999), "9999-12-31T23:59:59.999Z");
    assert_eq!(print(253_402_300_800_000), "+010000-01-01T00:00:00Z");
    assert_eq!(print(-62_167_219_200_001), "-000001-12-31T23:59:59.999Z");
    assert_eq!(print(i64::MAX), "+292278994-08-17T07:12:55.807Z");
    assert_eq!(print(i64::MIN), "-292275055-05-16T16:47:04.192Z");
}

#[test]
fn a_time_is_parsed_with_any_offset() {
    let noon = time("2024-02-29T12:00:00Z");
    for text in [
        "2024-02-29T14:00:00+02:00",
        "2024-02-29T06:30:00-05:30",
        "2024-03-01T00:00:00.0+12:00",
        "2024-02-29t12:00:00z",
        "2024-02-29T12:00:00.000999999Z",
    ] {
        assert_eq!(time(text), noon, "{text}");
    }
    assert_eq!(
        time("2024-02-29T12:00:00.5Z"),
        noon + Duration::from_millis(500)
    );
    assert_eq!(time("1969-12-31T23:59:59.9Z").unix_millis(), -100);
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "",
        "2024-02-29",
        "2024-02-29T12:00:00",
        "2024-02-29 12:00:00Z",
        "2024-02-30T12:00:00Z",
        "2024-02-29T24:00:00Z",
        "2024-02-29T12:60:00Z",
        "2024-02-29T12:00:60Z",
        "2024-02-29T12:00Z",
        "2024-02-29T12:00:00.Z",
        "2024-02-29T12:00:00.1234567890Z",
        "2024-02-29T12:00:00+2:00",
        "2024-02-29T12:00:00+24:00",
        "2024-02-29T12:00:00ZZ",
        "+292278994-08-17T07:12:55.808Z",
        "-292275055-05-16T16:47:04.191Z",
        "+999999999-01-01T00:00:00Z",
        "+0002024-1-1T00:00:00Z",
    ] {
        assert!(text.parse::<Time>().is_err(), "{text}");
    }
}

#[test]
fn a_control_for_local_times_gives_utc() {
    let read = |text| Time::from_field(Some(text));
    assert_eq!(read("2024-02-29T12:30"), Some(time("2024-02-29T12:30:00Z")));
    assert_eq!(
        read("2024-02-29T12:30:15.5"),
        Some(time("2024-02-29T12:30:15.500Z"))
    );
    assert_eq!(read("2024-02-29T12:30+01:00"), None);
    assert_eq!(read("2024-02-29"), None);
    assert_eq!(Option::<Time>::from_field(Some("")), Some(None));
}

#[test]
fn durations_move_a_time_as_far_as_there_is() {
    let now = time("2024-02-29T12:30:00Z");
    assert_eq!(
        now + Duration::from_secs(86_400),
        time("2024-03-01T12:30:00Z")
    );
    assert_eq!(
        now - Duration::from_millis(1),
        time("2024-02-29T12:29:59.999Z")
    );
    assert_eq!(
        (now + Duration::from_secs(3)).since(now),
        Some(Duration::from_secs(3))
    );
    assert_eq!(now.since(now + Duration::from_secs(3)), None);
    assert_eq!((now + Duration::MAX).unix_millis(), i64::MAX);
    assert_eq!((now - Duration::MAX).unix_millis(), i64::MIN);
    let (first, last) = (
        Time::from_unix_millis(i64::MIN),
        Time::from_unix_millis(i64::MAX),
    );
    assert_eq!(last.since(first), Some(Duration::from_millis(u64::MAX)));
}

#[test]
fn the_clock_of_the_system_gives_a_time() {
    let time = |time: SystemTime| Time::from(time).unix_millis();
    assert_eq!(time(UNIX_EPOCH + Duration::from_millis(1_500)), 1_500);
    assert_eq!(time(UNIX_EPOCH - Duration::from_millis(1_500)), -1_500);
}
