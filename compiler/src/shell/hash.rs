//! Bytes to the short names that stand for them.

use sha2::{Digest, Sha256};

/// The first 16 hexadecimal digits of the SHA-256 of what is fed to it.
#[derive(Debug, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Feeds one piece; pieces do not run together.
    pub fn feed(&mut self, piece: &[u8]) {
        self.0.update(piece.len().to_le_bytes());
        self.0.update(piece);
    }

    /// The digits.
    #[must_use]
    pub fn finish(self) -> String {
        digits(&self.0.finalize())
    }
}

/// The first 16 hexadecimal digits of the SHA-256 of some bytes.
#[must_use]
pub fn of(bytes: &[u8]) -> String {
    digits(&Sha256::digest(bytes))
}

fn digits(hash: &[u8]) -> String {
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_digits_of_sha_256() {
        assert_eq!(of(b"abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn pieces_do_not_run_together() {
        let fed = |pieces: &[&str]| {
            let mut hasher = Hasher::default();
            pieces
                .iter()
                .for_each(|piece| hasher.feed(piece.as_bytes()));
            hasher.finish()
        };
        assert_ne!(fed(&["ab", "c"]), fed(&["a", "bc"]));
    }
}
