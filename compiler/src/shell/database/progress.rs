//! How far a run is: on a terminal the file that it is at, and everywhere a line for each that is done.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use rally_runtime::migrate::Step;

use crate::shell::report;

/// Shows what a run tells.
#[derive(Debug)]
pub struct Progress {
    done: &'static str,
    total: usize,
    number: usize,
    rows: u64,
    began: Instant,
}

impl Progress {
    /// `done` is what is said of a file that is done, such as `Applied`; `total` is how many there will be.
    #[must_use]
    pub fn new(done: &'static str, total: usize) -> Self {
        Self {
            done,
            total,
            number: 0,
            rows: 0,
            began: Instant::now(),
        }
    }

    /// Shows one step.
    pub fn show(&mut self, step: &Step<'_>) {
        match step {
            Step::Begins { file } => {
                self.number += 1;
                self.draw(file);
            }
            Step::Ends { file, took, rows } => {
                self.rows += rows;
                let took = duration(*took);
                clear();
                report::step(self.done, format!("{file} ({}{took})", self.of()));
            }
            _ => {}
        }
    }

    /// The rows that were inserted, changed or deleted so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How long it has taken.
    #[must_use]
    pub fn took(&self) -> String {
        duration(self.began.elapsed())
    }

    /// Removes the line of a file that came to nothing.
    pub fn end(&self) {
        clear();
    }

    // Nobody reads "1 of 1".
    fn of(&self) -> String {
        match self.total {
            0 | 1 => String::new(),
            total => format!("{} of {total}, ", self.number),
        }
    }

    fn draw(&self, file: &str) {
        if std::io::stderr().is_terminal() {
            let of = self.of();
            let of = match of.trim_end_matches(", ") {
                "" => String::new(),
                of => format!(" ({of})"),
            };
            eprint!("{:>12} {file}{of}", "Running");
        }
    }
}

fn clear() {
    if std::io::stderr().is_terminal() {
        eprint!("\r\u{1b}[K");
    }
}

/// A duration for people: `12 ms`, `1.4 s`, `3 min 20 s`.
#[must_use]
pub fn duration(took: Duration) -> String {
    match took.as_millis() {
        0 => "under 1 ms".to_owned(),
        milliseconds @ 1..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => format!("{:.1} s", took.as_secs_f64()),
        _ => format!("{} min {} s", took.as_secs() / 60, took.as_secs() % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_readable() {
        let shown = |milliseconds| duration(Duration::from_millis(milliseconds));
        assert_eq!(
            [0, 12, 1_430, 200_000].map(shown),
            ["under 1 ms", "12 ms", "1.4 s", "3 min 20 s"]
        );
    }
}
