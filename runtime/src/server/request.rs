//! What a handler is given of the request it answers.

/// A request, whatever carried it: a page, a socket or a form.
#[derive(Debug, Clone)]
pub struct Request {}

impl Request {
    /// Logs a failure and gives the id to find it by; only the id may leave the server.
    #[must_use]
    pub fn report(&self, fault: &super::Fault) -> String {
        let trace_id = new_trace_id();
        tracing::error!(trace_id, %fault, "a handler failed");
        trace_id
    }
}

fn new_trace_id() -> String {
    let mut bytes = [0; 8];
    // Without randomness ids repeat, which makes the log harder to search and nothing else.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
