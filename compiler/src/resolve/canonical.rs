//! Texts of dates, times, UUIDs and decimals to the one form that each value has; nothing where they are none.

/// `2026-01-31`, a day of the Gregorian calendar from the year 1 to 9999.
pub(crate) fn date(text: &str) -> Option<String> {
    let [year, month, day] = numbers(text, '-', [4, 2, 2])?;
    let longest = days_of(year, month)?;
    let is_day = year >= 1 && (1..=longest).contains(&day);
    is_day.then(|| text.to_owned())
}

/// `2026-01-31T12:00:00Z`, in UTC, to a millisecond, which is left out where it is none.
pub(crate) fn time(text: &str) -> Option<String> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let is_fraction = (1..=3).contains(&fraction.len()) && is_digits(fraction);
    if date(day).is_none() || hour > 23 || minute > 59 || second > 59 || !is_fraction {
        return None;
    }
    Some(match format!("{fraction:0<3}").as_str() {
        "000" => format!("{day}T{clock}Z"),
        milliseconds => format!("{day}T{clock}.{milliseconds}Z"),
    })
}

/// Five groups of hexadecimal digits, in small letters.
pub(crate) fn uuid(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let is_hexadecimal = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_uuid = lengths == [8, 4, 4, 4, 12] && groups.iter().all(is_hexadecimal);
    is_uuid.then(|| text.to_ascii_lowercase())
}

// What 96 bits hold whatever the digits are.
const DECIMAL_DIGITS: usize = 28;

/// `9.90`, of at most 28 digits; zeros at the end are kept, those at the beginning are not.
pub(crate) fn decimal(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    if !is_digits(whole) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let is_zero = whole == "0" && fraction.bytes().all(|digit| digit == b'0');
    let sign = if is_zero { "" } else { sign };
    let point = if fraction.is_empty() { "" } else { "." };
    let fits = whole.len() + fraction.len() <= DECIMAL_DIGITS;
    fits.then(|| format!("{sign}{whole}{point}{fraction}"))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn numbers(text: &str, between: char, lengths: [usize; 3]) -> Option<[u32; 3]> {
    let mut pieces = text.split(between);
    let mut numbers = [0; 3];
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let piece = pieces
            .next()
            .filter(|piece| piece.len() == length && is_digits(piece))?;
        *number = piece.parse().ok()?;
    }
    pieces.next().is_none().then_some(numbers)
}

fn days_of(year: u32, month: u32) -> Option<u32> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    Some(match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = fn(&str) -> Option<String>;

    #[test]
    fn what_is_one_gets_its_one_form() {
        let uuids = "01234567-89AB-cdef-0123-456789abcdef";
        for (read, text, canonical) in [
            (date as Read, "2024-02-29", "2024-02-29"),
            (date, "0001-01-01", "0001-01-01"),
            (date, "9999-12-31", "9999-12-31"),
            (time, "2026-01-31T23:59:59Z", "2026-01-31T23:59:59Z"),
            (time, "2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z"),
            (time, "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00Z"),
            (uuid, uuids, "01234567-89ab-cdef-0123-456789abcdef"),
            (decimal, "9.90", "9.90"),
            (decimal, "-007.5", "-7.5"),
            (decimal, "-0.00", "0.00"),
            (decimal, "0", "0"),
        ] {
            assert_eq!(read(text).as_deref(), Some(canonical), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for (read, text) in [
            (date as Read, "2023-02-29"),
            (date, "1900-02-29"),
            (date, "0000-01-01"),
            (date, "2026-13-01"),
            (date, "2026-1-01"),
            (date, "2026-01-01-01"),
            (date, "31.01.2026"),
            (time, "2026-01-31 12:00:00Z"),
            (time, "2026-01-31T12:00:00"),
            (time, "2026-01-31T12:00:00+01:00"),
            (time, "2026-01-31T24:00:00Z"),
            (time, "2026-01-31T12:00:60Z"),
            (time, "2026-01-31T12:00:00.1234Z"),
            (time, "2026-01-31T12:00:00.Z"),
            (uuid, "0123456789abcdef0123456789abcdef"),
            (uuid, "g1234567-89ab-cdef-0123-456789abcdef"),
            (decimal, "1."),
            (decimal, ".5"),
            (decimal, "+1"),
            (decimal, "1e3"),
            (decimal, "1.2.3"),
            (decimal, "12345678901234567890123456789"),
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
