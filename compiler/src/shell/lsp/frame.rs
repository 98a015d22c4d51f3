//! Bytes of a stream to messages and back: a header that says how long a message is, and the message. Knows nothing
//! of what a message says.

use std::io::{self, BufRead, Read, Write};

/// The largest message that is read, in bytes: several times the largest file that is checked.
const LARGEST: usize = 64 << 20;

/// The longest line of a header, in bytes.
const LONGEST_LINE: u64 = 4096;

/// The most lines of one header.
const MOST_LINES: usize = 64;

/// The next message; `None` where the stream ends before one begins.
///
/// # Errors
/// Where the stream fails, ends inside a message, or has a header that does not say how long its message is. Nothing
/// can be read after that, since nobody knows where the next message begins.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = read_header(input)? else {
        return Ok(None);
    };
    if length > LARGEST {
        return Err(wrong(format!(
            "a message of {length} bytes; the largest that is read has {LARGEST}"
        )));
    }
    // Grows as bytes arrive: the header is only a claim.
    let mut message = Vec::new();
    let read = input.take(length as u64).read_to_end(&mut message)?;
    if read < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(message))
}

fn read_header(input: &mut impl BufRead) -> io::Result<Option<usize>> {
    let mut length = None;
    for number in 0..MOST_LINES {
        let Some(line) = read_line(input)? else {
            return match number {
                0 => Ok(None),
                _ => Err(io::ErrorKind::UnexpectedEof.into()),
            };
        };
        if line.is_empty() {
            let missing = || wrong("a header without `Content-Length`".to_owned());
            return length.map(Some).ok_or_else(missing);
        }
        length = content_length(&line)?.or(length);
    }
    Err(wrong(format!("a header of more than {MOST_LINES} lines")))
}

fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    input.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => {
            let line = String::from_utf8(line)
                .map_err(|_| wrong("a header that is no UTF-8".to_owned()))?;
            Ok(Some(line.trim_end_matches('\r').to_owned()))
        }
        Some(_) => Err(wrong("a line of a header that does not end".to_owned())),
    }
}

// Header names have no case, as in HTTP.
fn content_length(line: &str) -> io::Result<Option<usize>> {
    let Some((name, value)) = line.split_once(':') else {
        return Err(wrong(format!("the header line {line:?}")));
    };
    if !name.trim().eq_ignore_ascii_case("content-length") {
        return Ok(None);
    }
    let length = value.trim().parse();
    length
        .map(Some)
        .map_err(|_| wrong(format!("the length {:?}", value.trim())))
}

fn wrong(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// Writes a message with its header.
///
/// # Errors
/// Where the stream fails.
pub(super) fn write(output: &mut impl Write, message: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", message.len())?;
    output.write_all(message)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn all(mut bytes: &[u8]) -> io::Result<Vec<Vec<u8>>> {
        let mut messages = Vec::new();
        while let Some(message) = read(&mut bytes)? {
            messages.push(message);
        }
        Ok(messages)
    }

    #[test]
    fn what_was_written_is_read() {
        let mut bytes = Vec::new();
        write(&mut bytes, "{\"é\":1}".as_bytes()).unwrap();
        write(&mut bytes, b"").unwrap();
        assert_eq!(all(&bytes).unwrap(), ["{\"é\":1}".as_bytes(), b""]);
    }

    #[test]
    fn headers_have_no_case_and_others_are_passed_over() {
        let bytes = b"content-type: x; charset=utf-8\r\nCONTENT-LENGTH:  2 \r\n\r\n{}";
        assert_eq!(all(bytes).unwrap(), [b"{}"]);
    }

    #[test]
    fn a_header_that_does_not_say_how_long_is_an_error_and_never_a_panic() {
        for bytes in [
            &b"\r\n{}"[..],
            b"Content-Length: many\r\n\r\n{}",
            b"Content-Length: -1\r\n\r\n{}",
            b"Content-Length: 3\r\n\r\n{}",
            b"Content-Length: 99999999999\r\n\r\n{}",
            b"Content-Length: 2",
            b"{}\r\n\r\n",
            b"\xff\r\n\r\n",
        ] {
            assert!(all(bytes).is_err(), "{}", String::from_utf8_lossy(bytes));
        }
        assert!(all(&[b'a'; 10_000]).is_err());
        assert!(all(&b"A: b\r\n".repeat(100)).is_err());
    }
}
