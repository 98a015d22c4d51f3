//! wasm-bindgen's JavaScript to less of it: short names for the imports of the wasm, whose hashes do not compress,
//! neither comments nor indentation, and a loader for the one way in which documents load it.

use std::collections::BTreeMap;

use wasm_bindgen_cli_support::Output;

/// Loads the wasm from the address that a document gives. wasm-bindgen's takes whatever may stand for a module, also of
/// servers and tests.
pub(super) const LOADER: &str = include_str!("loader.js");

/// Where wasm-bindgen's loader begins; it is the last thing in the text.
const LOADER_BEGIN: &str = "\nlet wasmModule, wasmInstance, wasm;\n";
const LOADER_END: &str = "\nexport { initSync, __wbg_init as default };\n";

/// The shorter text. The names in the wasm are changed with it.
pub(super) fn shorten(output: &mut Output) -> String {
    let text = replace_loader(trim(output.js()));
    let names = short_names(&text);
    let imports = output.wasm_mut().imports.iter_mut();
    let mut imports: Vec<_> = imports
        .filter(|import| import.module.ends_with("_bg.js"))
        .collect();
    // A text of another shape than expected keeps its names.
    if !imports
        .iter()
        .all(|import| names.contains_key(&import.name))
    {
        return text;
    }
    for import in &mut imports {
        if let Some(short) = names.get(&import.name) {
            import.name.clone_from(short);
        }
    }
    rename(&text, &names)
}

/// A text of another shape than expected keeps its loader.
fn replace_loader(text: String) -> String {
    match text.split_once(LOADER_BEGIN) {
        Some((rest, loader)) if loader.ends_with(LOADER_END) => [rest, "\n", LOADER].concat(),
        _ => text,
    }
}

/// The name that a line declares an import under.
fn declared(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(": function(")?;
    name.starts_with("__wb").then_some(name)
}

fn short_names(text: &str) -> BTreeMap<String, String> {
    let names = text.lines().filter_map(declared);
    let short = |(number, name): (usize, &str)| (name.to_owned(), format!("_{number}"));
    names.enumerate().map(short).collect()
}

fn rename(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut renamed = String::with_capacity(text.len());
    for line in text.lines() {
        match declared(line).and_then(|name| Some((name, names.get(name)?))) {
            Some((name, short)) => {
                renamed.push_str(short);
                renamed.push_str(&line[name.len()..]);
            }
            None => renamed.push_str(line),
        }
        renamed.push('\n');
    }
    renamed
}

/// Without indentation, empty lines and lines that are comments. wasm-bindgen writes no text of several lines into its
/// own JavaScript; what others wrote comes in files of its own, which stay as they are.
fn trim(text: &str) -> String {
    let mut trimmed = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            trimmed.push_str(line);
            trimmed.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    trimmed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_the_code_stays() {
        let text = "/**\n * Starts.\n */\nexport function start() {\n    // Now.\n    wasm.start();\n\n}\nconst a = 1; /* b */\n";
        assert_eq!(
            trim(text),
            "export function start() {\nwasm.start();\n}\nconst a = 1; /* b */\n"
        );
    }

    #[test]
    fn the_loader_is_replaced_where_it_is_the_one_that_is_known() {
        let known = "function f() {\n}\nlet wasmModule, wasmInstance, wasm;\nasync function __wbg_load() {\n}\nexport { initSync, __wbg_init as default };\n";
        let replaced = replace_loader(known.to_owned());
        assert_eq!(replaced, ["function f() {\n}\n", LOADER].concat());
        let unknown = known.replace("initSync", "other");
        assert_eq!(replace_loader(unknown.clone()), unknown);
    }

    #[test]
    fn imports_get_short_names_where_they_are_declared_and_nothing_else_does() {
        let text = "const imports = {\n__wbg_key_08ad461d75cf1a85: function(arg0) {\nreturn arg0.key;\n},\n__wbindgen_init: function() {\nwasm.__wbindgen_start();\n},\n};\n";
        let names = short_names(text);
        assert_eq!(names["__wbg_key_08ad461d75cf1a85"], "_0");
        assert_eq!(
            rename(text, &names),
            "const imports = {\n_0: function(arg0) {\nreturn arg0.key;\n},\n_1: function() {\nwasm.__wbindgen_start();\n},\n};\n"
        );
    }
}
