//! Panics of a release bundle to traps: the functions of the standard library that print a message and a place, which
//! nobody reads in a browser, each become the one instruction that ends the program.

use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module};
use wasm_bindgen_cli_support::Output;

/// Replaces the bodies, and removes what only they used. Needs the name section; where there is none, all stays.
pub(super) fn trap(output: &mut Output) {
    let module = output.wasm_mut();
    let diverging: Vec<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(is_panic))
        .map(|function| function.id())
        .collect();
    for function in diverging {
        replace(module, function);
    }
    walrus::passes::gc::run(module);
}

fn replace(module: &mut Module, function: FunctionId) {
    let kind = &module.funcs.get(function).kind;
    if !matches!(kind, FunctionKind::Local(_)) {
        return;
    }
    let ty = module.types.get(module.funcs.get(function).ty());
    let (parameters, results) = (ty.params().to_vec(), ty.results().to_vec());
    let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
    body.func_body().unreachable();
    let arguments = parameters.iter().map(|ty| module.locals.add(*ty)).collect();
    let body: LocalFunction = body.local_func(arguments);
    module.funcs.get_mut(function).kind = FunctionKind::Local(body);
}

/// Functions and modules of the standard library that never return.
const PATHS: &[&str] = &[
    "core::panicking::",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::str::slice_error_fail",
    "core::slice::index::slice_index_fail",
    "core::cell::panic_already_borrowed",
    "core::cell::panic_already_mutably_borrowed",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::alloc::handle_alloc_error",
];

/// Whether a name is that of a function which only panics.
///
/// wasm-bindgen gives names as people write them, a crate's perhaps with its hash: `core[81ac53ea]::panicking::panic`.
fn is_panic(name: &str) -> bool {
    let unhashed = name
        .split_once('[')
        .and_then(|(root, rest)| Some((root, rest.split_once(']')?.1)))
        .filter(|(root, _)| matches!(*root, "core" | "alloc"))
        .map(|(root, path)| [root, path].concat());
    let name = unhashed.as_deref().unwrap_or(name);
    PATHS.iter().any(|path| name.starts_with(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_panics_is_known_by_its_name() {
        for name in [
            "core[81ac53eac6c6f55c]::panicking::panic_fmt",
            "core::panicking::panic_fmt::h0123456789abcdef",
            "core[81ac53eac6c6f55c]::slice::index::slice_index_fail",
            "core::panicking::assert_failed::<usize, usize>",
        ] {
            assert!(is_panic(name), "{name}");
        }
    }

    #[test]
    fn what_returns_is_left_alone() {
        for name in [
            "std::panicking::catch_unwind::<(), app::f>",
            "core::ptr::drop_in_place::<core::panicking::Location>",
            "<core[81ac53eac6c6f55c]::panicking::AssertKind as core::fmt::Debug>::fmt",
            "app::core::panicking::panic_fmt",
            "core[81ac53eac6c6f55c]::str::converts::from_utf8",
            "start",
        ] {
            assert!(!is_panic(name), "{name}");
        }
    }
}
