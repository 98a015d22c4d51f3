//! The inline script of a document, which keeps what is clicked and submitted until the wasm lives.
//!
//! It stands in `<head>`, so that nothing can be clicked before it. It keeps exactly the trusted events that the server
//! marked in `data-on`; links and clicks with modifiers stay native. A form that it keeps is `aria-busy` and ignores
//! further submits. What becomes of what it keeps:
//!
//! - The wasm lives: it takes the queue by `__rally.take()`, and the script is done.
//! - The page is left before: forms that are calls are posted by requests that outlive the page. Their keys make them
//!   count once, should the page come back.
//! - The wasm fails to load, or has not lived after 10 s: the last of those forms is submitted natively, those before it
//!   are posted, and the page is a page without JavaScript from then on.
//!
//! `__rally.post(url, body, type)` is such a request; the wasm uses it too.

/// The script. Its hash goes into the Content-Security-Policy.
pub const SCRIPT: &str = include_str!("capture.js");

#[cfg(test)]
mod tests {
    use super::SCRIPT;

    #[test]
    fn it_is_under_two_kilobytes() {
        assert!(SCRIPT.len() < 2_048, "{} bytes", SCRIPT.len());
    }

    #[test]
    fn nothing_in_it_ends_the_element_that_it_stands_in() {
        let lower = SCRIPT.to_lowercase();
        assert!(!lower.contains("</script") && !lower.contains("<!--"));
    }
}
