//! What a handler is given of the request it answers.

/// A request, whatever carried it: a page, a socket or a form.
#[derive(Debug, Clone)]
pub struct Request {}
