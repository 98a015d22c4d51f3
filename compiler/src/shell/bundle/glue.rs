//! wasm-bindgen's JavaScript to less of it: short names for the imports of the wasm, whose hashes do not compress, and
//! neither comments nor indentation.

use std::collections::BTreeMap;

use wasm_bindgen_cli_support::Output;

/// The shorter text. The names in the wasm are changed with it.
pub(super) fn shorten(output: &mut Output) -> String {
    let text = trim(output.js());
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
