//! Remarks on a view in development: on the console in the browser, on standard error elsewhere.

/// Says something about a view.
#[cfg(all(feature = "client", target_arch = "wasm32"))]
pub(crate) fn report(parts: &[&str]) {
    web_sys::console::error_1(&parts.concat().into());
}

/// Says something about a view.
#[cfg(not(all(feature = "client", target_arch = "wasm32")))]
pub(crate) fn report(parts: &[&str]) {
    #[cfg(feature = "server")]
    if parts
        .first()
        .is_some_and(|first| first.starts_with("hydration"))
    {
        crate::test::witness::note(|| parts.concat());
    }
    #[expect(clippy::print_stderr, reason = "a remark to whoever develops the view")]
    {
        eprintln!("rally: {}", parts.concat());
    }
}
