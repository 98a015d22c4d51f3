/// Turns what the handler of `{{ call.rpc }}` answered into bytes.
///
/// # Errors
/// Where the handler failed; the reason is in the log under the id that the error carries.
pub fn {{ call.encode }}(
    rq: &rally_runtime::server::Request,
    result: {{ call.result }},
) -> rally_runtime::server::Called {
    rally_runtime::private::answer(rq, result)
}
