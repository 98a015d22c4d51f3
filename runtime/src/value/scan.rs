//! Pieces of dates and times out of a text. Bytes, since searching for characters costs every bundle a kilobyte.

use super::calendar::Civil;

/// A text being read.
pub(super) struct Scan<'a>(pub(super) &'a [u8]);

impl Scan<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of these bytes.
    pub(super) fn one_of(&mut self, expected: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        if !expected.contains(&first) {
            return None;
        }
        self.0 = rest;
        Some(first)
    }

    /// A number of exactly so many digits.
    pub(super) fn number(&mut self, digits: usize) -> Option<i64> {
        let mut value = 0;
        for _ in 0..digits {
            value = value * 10 + self.digit()?;
        }
        Some(value)
    }

    pub(super) fn digit(&mut self) -> Option<i64> {
        self.one_of(b"0123456789")
            .map(|digit| i64::from(digit - b'0'))
    }

    /// `-MM-DD`, after a year.
    pub(super) fn month_and_day(&mut self, year: i64) -> Option<Civil> {
        self.one_of(b"-")?;
        let month = self.number(2)? as u8;
        self.one_of(b"-")?;
        let day = self.number(2)? as u8;
        Some(Civil { year, month, day })
    }
}

/// Appends a number of at least so many digits.
pub(super) fn push_digits(out: &mut String, value: u64, digits: usize) {
    let mut buffer = itoa::Buffer::new();
    let text = buffer.format(value);
    for _ in text.len()..digits {
        out.push('0');
    }
    out.push_str(text);
}

/// Appends `-MM-DD`.
pub(super) fn push_month_and_day(out: &mut String, civil: Civil) {
    for part in [civil.month, civil.day] {
        out.push('-');
        push_digits(out, part.into(), 2);
    }
}
