//! The functions by which JavaScript would call closures that no code makes, out of a release bundle: wasm-bindgen asks
//! for their numbers while it reads the wasm, and so they stay in the table of functions for ever.

use std::collections::BTreeSet;

use walrus::{ElementItems, ExportItem, FunctionBuilder, FunctionId, Module};
use wasm_bindgen_cli_support::Output;

/// Puts one function that traps in the place of all of them, and removes what only they used. JavaScript calls those
/// that it needs by their exported names, and the wasm calls none. Needs the name section; where there is none, all
/// stays.
pub(super) fn drop_unused(output: &mut Output) {
    let module = output.wasm_mut();
    let exported: BTreeSet<FunctionId> = module
        .exports
        .iter()
        .filter_map(|export| match export.item {
            ExportItem::Function(function) => Some(function),
            _ => None,
        })
        .collect();
    let unused: BTreeSet<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(is_closure_call))
        .map(|function| function.id())
        .filter(|function| !exported.contains(function))
        .collect();
    let nothing = trapping(module);
    for segment in module.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut segment.items {
            for function in functions.iter_mut().filter(|it| unused.contains(it)) {
                *function = nothing;
            }
        }
    }
    walrus::passes::gc::run(module);
}

fn trapping(module: &mut Module) -> FunctionId {
    let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
    body.func_body().unreachable();
    body.finish(Vec::new(), &mut module.funcs)
}

/// Whether a name is that of such a function, a crate's perhaps with its hash.
fn is_closure_call(name: &str) -> bool {
    let module = name.strip_prefix("wasm_bindgen");
    let module = module.map(|rest| match rest.split_once(']') {
        Some((hash, rest)) if hash.starts_with('[') => rest,
        _ => rest,
    });
    module
        .is_some_and(|path| path.starts_with("::convert::closures::") && path.contains("::invoke"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_javascript_calls_closures_by_is_known_by_its_name() {
        for name in [
            "wasm_bindgen::convert::closures::_::invoke::h02d2da307543a887",
            "wasm_bindgen[81ac53eac6c6f55c]::convert::closures::_::invoke::<f64>",
        ] {
            assert!(is_closure_call(name), "{name}");
        }
        for name in [
            "wasm_bindgen::closure::Closure<T>::new",
            "wasm_bindgen::convert::slices::invoke",
            "app::wasm_bindgen::convert::closures::_::invoke::h02",
            "core::ops::function::FnOnce::call_once",
        ] {
            assert!(!is_closure_call(name), "{name}");
        }
    }
}
