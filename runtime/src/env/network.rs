//! Networks of addresses, such as `10.0.0.0/8`, for the list of trusted proxies.

use std::net::IpAddr;

/// An address range: all addresses that share the first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: u128,
    mask: u128,
    family: Family,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    V4,
    V6,
}

impl Network {
    /// Reads one address, or an address and the number of bits that count: `10.0.0.0/8`.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is not an address or a network; write `10.0.0.7` or `10.0.0.0/8`");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let (address, family) = bits_of(address.parse().map_err(|_| wrong())?);
        let prefix = bits.unwrap_or(family.width());
        let free = family.width().checked_sub(prefix).ok_or_else(wrong)?;
        let mask = u128::MAX.checked_shl(free).unwrap_or(0);
        Ok(Self {
            first: address & mask,
            mask,
            family,
        })
    }

    /// Whether the address lies in the network; an IPv4 address written as IPv6 counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let (bits, family) = bits_of(address);
        family == self.family && bits & self.mask == self.first
    }
}

impl Family {
    fn width(self) -> u32 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }
}

fn bits_of(address: IpAddr) -> (u128, Family) {
    match address.to_canonical() {
        IpAddr::V4(address) => (u128::from(address.to_bits()), Family::V4),
        IpAddr::V6(address) => (address.to_bits(), Family::V6),
    }
}
