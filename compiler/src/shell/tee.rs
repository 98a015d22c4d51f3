//! What a program writes to the terminal, as it comes, with its last lines kept.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

// What is kept of one program, in bytes.
const KEPT: usize = 64 << 10;

// A program that has ended may have left another that holds its output open: that one is not waited for.
const PATIENCE: Duration = Duration::from_millis(500);

/// The output of one program. The thread that passes it on ends with the program.
#[derive(Debug)]
pub struct Tee {
    kept: Arc<Mutex<VecDeque<u8>>>,
    ended: Receiver<()>,
}

impl Tee {
    /// Passes on from now on.
    pub fn start(from: impl Read + Send + 'static, to: impl Write + Send + 'static) -> Self {
        let kept = Arc::new(Mutex::new(VecDeque::new()));
        let (end, ended) = mpsc::channel();
        let keeper = Arc::clone(&kept);
        thread::spawn(move || {
            pass_on(from, to, &keeper);
            // Nobody may be waiting.
            let _unheard = end.send(());
        });
        Self { kept, ended }
    }

    /// The last lines that it wrote, once it has ended.
    #[must_use]
    pub fn last_lines(&self, most: usize) -> String {
        let _late = self.ended.recv_timeout(PATIENCE);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = kept.iter().copied().collect();
        last_lines(&String::from_utf8_lossy(&bytes), most)
    }
}

fn pass_on(mut from: impl Read, mut to: impl Write, kept: &Mutex<VecDeque<u8>>) {
    let mut buffer = [0; 4096];
    loop {
        let length = match from.read(&mut buffer) {
            Ok(0) => return,
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        let bytes = &buffer[..length];
        // A terminal that is gone is no reason to let the program wait for ever.
        let _gone = to.write_all(bytes).and_then(|()| to.flush());
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(bytes);
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
    }
}

// Of a line that was written over, as a bar of progress is, what was written last.
fn last_lines(text: &str, most: usize) -> String {
    let lines = text
        .lines()
        .map(|line| line.rsplit('\r').next().unwrap_or(line));
    let lines: Vec<&str> = lines.collect();
    lines[lines.len().saturating_sub(most)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_it_is_passed_on_and_the_end_kept() {
        let long = format!("first\n{}\nlast", "x".repeat(KEPT));
        let (reader, writer) = (std::io::Cursor::new(long.clone()), Passed::default());
        let tee = Tee::start(reader, writer.clone());
        assert_eq!(tee.last_lines(1), "last");
        assert!(!tee.last_lines(usize::MAX).contains("first"));
        let passed = writer.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(String::from_utf8_lossy(&passed), long);
    }

    #[test]
    fn a_line_that_was_written_over_counts_as_it_was_left() {
        assert_eq!(last_lines("a\n 1/9\r 2/9\rdone\r\nb\n", 3), "a\ndone\nb");
        assert_eq!(last_lines("", 3), "");
    }

    #[derive(Clone, Default)]
    struct Passed(Arc<Mutex<Vec<u8>>>);

    impl Write for Passed {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let mut passed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            passed.extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
}
