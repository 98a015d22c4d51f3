//! The log of slow queries: which query, how long, how many rows, and the beginning of its text; never a parameter.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::statement::Query;

/// So many characters of a statement are logged.
const TEXT: usize = 200;

/// From how long on a query is slow: one limit for all connections of a database.
#[derive(Clone, Debug)]
pub(crate) struct SlowLimit {
    nanos: Arc<AtomicU64>,
}

impl SlowLimit {
    pub(crate) fn new(limit: Duration) -> Self {
        Self {
            nanos: Arc::new(AtomicU64::new(nanos(limit))),
        }
    }

    pub(crate) fn set(&self, limit: Duration) {
        self.nanos.store(nanos(limit), Ordering::Relaxed);
    }

    /// Logs a query that took so long, where that is slow. `rows` were found or changed, unless it failed.
    pub(crate) fn check(&self, query: &Query, took: Duration, rows: Option<usize>) {
        if nanos(took) >= self.nanos.load(Ordering::Relaxed) {
            tracing::warn!(
                query = query.name,
                ms = took.as_millis() as u64,
                rows,
                failed = rows.is_none().then_some(true),
                sql = text(query.sql),
                "slow query"
            );
        }
    }
}

// Five centuries fit, and all beyond is for ever.
fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The statement on one line, or the beginning of it.
fn text(sql: &str) -> String {
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(TEXT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_of_a_bounded_length_and_never_half_a_character() {
        assert_eq!(text("SELECT 1\n  FROM\tt"), "SELECT 1 FROM t");
        assert_eq!(text(&"é".repeat(TEXT)), "é".repeat(TEXT));
        assert_eq!(
            text(&"é".repeat(TEXT + 1)),
            format!("{}…", "é".repeat(TEXT))
        );
    }
}
