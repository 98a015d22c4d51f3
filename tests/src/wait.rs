//! Waiting for something to become true, with an end.

use std::future::Future;
use std::time::{Duration, Instant};

/// How long a test waits for something that should happen; far longer than it ever takes.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Asks until the answer is `Some`, and gives it; `what` is named where it never comes.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, ask: impl FnMut() -> F) -> T {
    within(PATIENCE, what, ask).await
}

/// As [`until`], for what may take longer.
pub async fn within<T, F: Future<Output = Option<T>>>(
    patience: Duration,
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let end = Instant::now() + patience;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < end, "waited {patience:?} for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
