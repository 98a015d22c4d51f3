//! A decimal number without rounding, for money and measures.

use std::fmt;
use std::ops::Neg;
use std::str::FromStr;

use rust_decimal::{Decimal as Inner, RoundingStrategy};

use super::InvalidText;
use crate::wire::{Decode, DecodeError, Encode, Reader, Writer};

/// A decimal number of up to 28 digits, and of any below 2^96 (29 digits), with up to 28 of them behind the point.
///
/// Equal numbers are the same value: zeros at the end of a fraction are not kept. Printed and parsed as plain digits,
/// `-12.5`, never with an exponent; `{:.2}` prints two digits behind the point. Arithmetic is checked, since a sum may
/// have more digits than there is room for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(Inner);

/// A sign, 29 digits, a point, and the zero before it.
const MAX_TEXT: usize = 32;

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(Inner::ZERO);

    /// `mantissa` / 10^`scale`: `Decimal::new(1250, 2)` is 12.5. `None` beyond the range.
    #[must_use]
    pub fn new(mantissa: i128, scale: u32) -> Option<Self> {
        Inner::try_from_i128_with_scale(mantissa, scale)
            .ok()
            .map(Self::from)
    }

    /// The sum; `None` where it needs more digits than there is room for.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (left, right) = self.mantissas(other)?;
        let scale = self.0.scale().max(other.0.scale());
        Self::shortest(left.checked_add(right)?, scale)
    }

    /// The difference; `None` where it needs more digits than there is room for.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(-other)
    }

    /// The product; `None` where it needs more digits than there is room for.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let product = self.0.mantissa().checked_mul(other.0.mantissa())?;
        Self::shortest(product, self.0.scale() + other.0.scale())
    }

    /// The quotient, rounded to the digits that there is room for; `None` for a division by zero or beyond the range.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.0.checked_div(other.0).map(Self::from)
    }

    /// With so many digits behind the point, a half away from zero, as in commerce.
    #[must_use]
    pub fn round(self, digits: u32) -> Self {
        let half_away = RoundingStrategy::MidpointAwayFromZero;
        self.0.round_dp_with_strategy(digits, half_away).into()
    }

    /// The number that was written as this float: its shortest digits, if they are few enough that a float of 64 bits
    /// keeps them all (15).
    #[cfg(feature = "server")]
    pub(crate) fn from_float(value: f64) -> Option<Self> {
        let text = format!("{value:e}");
        let (digits, exponent) = text.split_once('e')?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.trim_start_matches('-').len() + fraction.len() > 15 {
            return None;
        }
        let mantissa: i128 = [whole, fraction].concat().parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()? - exponent.parse::<i32>().ok()?;
        if scale >= 0 {
            Self::new(mantissa, scale.unsigned_abs())
        } else {
            let factor = 10_i128.checked_pow(scale.unsigned_abs())?;
            Self::new(mantissa.checked_mul(factor)?, 0)
        }
    }

    /// Both numbers without their points, at the larger of both scales.
    fn mantissas(self, other: Self) -> Option<(i128, i128)> {
        let scale = self.0.scale().max(other.0.scale());
        let scaled = |value: Inner| {
            let factor = 10_i128.checked_pow(scale - value.scale())?;
            value.mantissa().checked_mul(factor)
        };
        Some((scaled(self.0)?, scaled(other.0)?))
    }

    /// Without zeros at the end, which may make room.
    fn shortest(mut mantissa: i128, mut scale: u32) -> Option<Self> {
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Self::new(mantissa, scale)
    }
}

impl From<Inner> for Decimal {
    fn from(value: Inner) -> Self {
        Self(value.normalize())
    }
}

impl From<Decimal> for Inner {
    fn from(value: Decimal) -> Self {
        value.0
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self::from(Inner::from(value))
    }
}

impl Neg for Decimal {
    type Output = Self;

    fn neg(self) -> Self {
        Self::from(-self.0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.precision() {
            // Half away from zero, where the inner type's formatting cuts off.
            Some(digits) => {
                let digits = u32::try_from(digits).unwrap_or(u32::MAX);
                fmt::Display::fmt(&self.round(digits.min(Inner::MAX_SCALE)).0, f)
            }
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Decimal {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        let parsed = is_plain(text).then(|| Inner::from_str_exact(text).ok());
        parsed.flatten().map(Self::from).ok_or(InvalidText {
            expected: "a decimal number such as -12.5, of up to 28 digits",
        })
    }
}

/// Digits with at most a minus before them and a point between them; the parser takes more.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let mut parts = bytes.splitn(2, |&byte| byte == b'.');
    text.len() <= MAX_TEXT
        && parts.all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_digit))
}

impl Encode for Decimal {
    fn encode(&self, out: &mut Vec<u8>) {
        Writer::text(out, &self.to_string());
    }
}

impl Decode for Decimal {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let text = reader.text()?;
        text.parse().map_err(|_| DecodeError::InvalidText)
    }
}
