//! What a person sees while a command runs: one line a step, on standard error, in cargo's manner.

use std::io::IsTerminal;
use std::path::Path;

use super::ansi;

/// Says what is being done: a verb and its object.
pub fn step(verb: &str, object: impl std::fmt::Display) {
    eprintln!("{verb:>12} {object}");
}

/// Says that something is off without being a reason to stop.
pub fn warn(message: impl std::fmt::Display) {
    eprintln!("warning: {message}");
}

/// Says why the command stopped.
pub fn fail(message: impl std::fmt::Display) {
    eprintln!("error: {message}");
}

/// Shows what a compiler has rendered for a terminal, line ends and all, with its colours where they are wanted.
pub fn rendered(text: &str) {
    // cargo may have drawn how far it is on this line.
    let clear = match std::io::stderr().is_terminal() {
        true => "\r\u{1b}[K",
        false => "",
    };
    match has_colours() {
        true => eprint!("{clear}{text}"),
        false => eprint!("{clear}{}", ansi::plain(text)),
    }
}

/// Whether standard error is a terminal whose owner has not refused colours: <https://no-color.org>.
#[must_use]
pub fn has_colours() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !refused
}

/// Prints an answer on standard output; a reader that has gone away is no error.
pub fn answer(text: impl std::fmt::Display) {
    use std::io::Write;
    let _gone = writeln!(std::io::stdout(), "{text}");
}

/// A number of bytes for people: `812 B`, `30.1 kB`, `1.2 MB`, in powers of a thousand.
#[must_use]
pub fn size(bytes: usize) -> String {
    // Precision is lost only past 2^53 bytes.
    #[expect(clippy::cast_precision_loss, reason = "printed with one decimal")]
    let exact = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", exact / 1e3),
        _ => format!("{:.1} MB", exact / 1e6),
    }
}

/// A path as a person would type it: relative to where they are, where it lies below.
#[must_use]
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    match below {
        Some(below) if below.as_os_str().is_empty() => ".".to_owned(),
        Some(below) => below.display().to_string(),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_readable() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(30_149), "30.1 kB");
        assert_eq!(size(1_240_000), "1.2 MB");
    }
}
