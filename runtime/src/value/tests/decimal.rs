//! Decimal numbers: exact, with one text each.

use proptest::prelude::*;

use super::any_decimal;
use crate::value::Decimal;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

proptest! {
    #[test]
    fn what_is_added_can_be_taken_away(a in any_decimal(), b in any_decimal()) {
        if let Some(sum) = a.checked_add(b) {
            prop_assert_eq!(sum.checked_sub(b), Some(a));
            prop_assert_eq!(b.checked_add(a), Some(sum));
        }
    }

    #[test]
    fn small_products_are_those_of_whole_numbers(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000, scale in 0_u32..8) {
        let left = Decimal::new(a.into(), scale).unwrap();
        let right = Decimal::new(b.into(), scale).unwrap();
        let product = Decimal::new(i128::from(a * b), 2 * scale).unwrap();
        prop_assert_eq!(left.checked_mul(right), Some(product));
    }

    #[test]
    #[cfg(feature = "server")]
    fn a_float_of_fifteen_digits_is_the_number_that_was_written(mantissa in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0_u32..=20) {
        let number = Decimal::new(mantissa.into(), scale).unwrap();
        let float: f64 = number.to_string().parse().unwrap();
        prop_assert_eq!(Decimal::from_float(float), Some(number));
    }
}

#[test]
fn equal_numbers_have_one_text() {
    for (text, printed) in [
        ("12.50", "12.5"),
        ("100", "100"),
        ("0.00", "0"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("007.10", "7.1"),
        (
            "-0.000000000000000000000000001",
            "-0.000000000000000000000000001",
        ),
        (
            "79228162514264337593543950335",
            "79228162514264337593543950335",
        ),
    ] {
        assert_eq!(decimal(text).to_string(), printed);
        assert_eq!(decimal(text), decimal(printed));
    }
    assert_eq!(format!("{:.2}", decimal("12.5")), "12.50");
    assert_eq!(format!("{:.1}", decimal("0.25")), "0.3");
}

#[test]
fn what_is_no_plain_number_or_has_too_many_digits_is_refused() {
    for text in [
        "",
        "-",
        ".",
        "1.",
        ".5",
        "+1",
        "1e3",
        "1_000",
        "1,5",
        " 1",
        "--1",
        "1.2.3",
        "NaN",
        "٣",
        "79228162514264337593543950336",
        "0.12345678901234567890123456789",
        "00000000000000000000000000000000001",
    ] {
        assert!(text.parse::<Decimal>().is_err(), "{text}");
    }
}

#[test]
fn arithmetic_is_exact_or_nothing() {
    let most = decimal("79228162514264337593543950335");
    assert_eq!(
        decimal("0.1").checked_add(decimal("0.2")),
        Some(decimal("0.3"))
    );
    assert_eq!(
        decimal("1.5").checked_mul(decimal("-2")),
        Some(decimal("-3"))
    );
    assert_eq!(
        decimal("1").checked_div(decimal("8")),
        Some(decimal("0.125"))
    );
    assert_eq!(most.checked_add(1.into()), None);
    assert_eq!(
        most.checked_add(decimal("0.1")),
        None,
        "not rounded in silence"
    );
    assert_eq!(most.checked_mul(most), None);
    assert_eq!(most.checked_div(Decimal::ZERO), None);
    assert_eq!(Decimal::new(1, 29), None);
    assert_eq!(Decimal::new(i128::MAX, 0), None);
}

#[test]
fn a_half_is_rounded_away_from_zero() {
    assert_eq!(decimal("2.345").round(2), decimal("2.35"));
    assert_eq!(decimal("-2.345").round(2), decimal("-2.35"));
    assert_eq!(decimal("2.5").round(0), decimal("3"));
    assert_eq!(decimal("2.5").round(u32::MAX), decimal("2.5"));
}

#[test]
#[cfg(feature = "server")]
fn a_float_that_no_short_number_gives_is_none() {
    for float in [
        1.0 / 3.0,
        0.1 + 0.2,
        f64::NAN,
        f64::INFINITY,
        1e300,
        1e-300,
        f64::MIN_POSITIVE,
    ] {
        assert_eq!(Decimal::from_float(float), None, "{float}");
    }
    for (float, number) in [
        (0.1, "0.1"),
        (-1.5e10, "-15000000000"),
        (0.0, "0"),
        (1e28, "10000000000000000000000000000"),
    ] {
        assert_eq!(Decimal::from_float(float), Some(decimal(number)), "{float}");
    }
}
