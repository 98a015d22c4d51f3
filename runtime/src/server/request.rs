//! What a handler is given of the request it answers.

/// A request, whatever carried it: a page, a socket or a form.
#[derive(Debug, Clone)]
pub struct Request {}

/// What `load` finds.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadResult<T> {
    /// The page's data.
    Page(T),
    /// Another page.
    Redirect(String),
    /// Nothing: status 404.
    NotFound,
}
