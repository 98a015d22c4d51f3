//! Bytes to their brotli and gzip forms, made once so that the server never compresses a file.

use std::io;
use std::num::NonZeroU64;
use std::thread;

/// The compressed forms of a file; `None` where one would save less than a twentieth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compressed {
    /// For `name.br`.
    pub brotli: Option<Vec<u8>>,
    /// For `name.gz`.
    pub gzip: Option<Vec<u8>>,
}

/// Compresses as well as the formats can.
///
/// # Errors
/// None in practice: both write to memory.
pub fn compress(bytes: &[u8]) -> io::Result<Compressed> {
    let (brotli, gzip) = thread::scope(|scope| {
        let brotli = scope.spawn(|| brotli(bytes));
        let gzip = gzip(bytes);
        (brotli.join(), gzip)
    });
    let brotli = brotli.unwrap_or_else(|_| Err(io::Error::other("brotli failed")))?;
    let worthwhile = |form: Vec<u8>| (form.len() < bytes.len() / 20 * 19).then_some(form);
    Ok(Compressed {
        brotli: worthwhile(brotli),
        gzip: worthwhile(gzip?),
    })
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

// Searches for the shortest of many encodings: 5 % less than the best level of what compresses while it serves. More
// rounds take longer and find nothing.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    const ROUNDS: NonZeroU64 = NonZeroU64::new(5).expect("five is not zero");
    let options = zopfli::Options {
        iteration_count: ROUNDS,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    zopfli::compress(options, zopfli::Format::Gzip, bytes, &mut compressed)?;
    Ok(compressed)
}

/// Whether files of this name have compressed forms: text and the like; pictures, sound and fonts are compressed already.
#[must_use]
pub fn is_compressible(name: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "css",
        "csv",
        "html",
        "ico",
        "js",
        "json",
        "map",
        "md",
        "mjs",
        "otf",
        "svg",
        "ttf",
        "txt",
        "wasm",
        "webmanifest",
        "xml",
    ];
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Read;

    #[test]
    fn both_forms_give_the_bytes_back() {
        let bytes = b"the same words again and again; ".repeat(50);
        let compressed = compress(&bytes).unwrap();
        let mut brotli = Vec::new();
        let form = compressed.brotli.unwrap();
        brotli::BrotliDecompress(&mut form.as_slice(), &mut brotli).unwrap();
        assert_eq!(brotli, bytes);
        let mut gzip = Vec::new();
        let form = compressed.gzip.unwrap();
        flate2::read::GzDecoder::new(form.as_slice())
            .read_to_end(&mut gzip)
            .unwrap();
        assert_eq!(gzip, bytes);
    }

    #[test]
    fn what_saves_nothing_is_not_kept() {
        let none = Compressed {
            brotli: None,
            gzip: None,
        };
        assert_eq!(compress(b"").unwrap(), none);
        assert_eq!(compress(b"abc").unwrap(), none);
    }

    #[test]
    fn names_say_what_is_compressible() {
        assert!(is_compressible("site.CSS") && is_compressible("app_bg.wasm"));
        assert!(!is_compressible("photo.webp") && !is_compressible("LICENSE"));
    }
}
