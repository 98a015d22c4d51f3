//! The types of the language: what each is called, what it is in Rust, and a sentence on it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::rust::{ItemKind, member};
use crate::compile::{Input, compile};

/// A type of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuiltIn {
    /// `Int`
    Int,
    /// `Float`
    Float,
    /// `Bool`
    Bool,
    /// `String`
    String,
    /// `Unit`
    Unit,
    /// `Bytes`
    Bytes,
    /// `Time`
    Time,
    /// `Date`
    Date,
    /// `Uuid`
    Uuid,
    /// `Decimal`
    Decimal,
    /// `Json`
    Json,
    /// `List<T>`
    List,
    /// `Option<T>`
    Option,
    /// `Map<K, V>`
    Map,
    /// `Result<T, E>`
    Result,
    /// `Reply<rpc>`
    Reply,
    /// `Event<topic>`
    Event,
    /// `ToClient`
    ToClient,
}

impl BuiltIn {
    /// Every type of the language.
    pub const ALL: [Self; 18] = [
        Self::Int,
        Self::Float,
        Self::Bool,
        Self::String,
        Self::Unit,
        Self::Bytes,
        Self::Time,
        Self::Date,
        Self::Uuid,
        Self::Decimal,
        Self::Json,
        Self::List,
        Self::Option,
        Self::Map,
        Self::Result,
        Self::Reply,
        Self::Event,
        Self::ToClient,
    ];

    /// The type of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|built_in| built_in.name() == name)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Int => "Int",
            Self::Float => "Float",
            Self::Bool => "Bool",
            Self::String => "String",
            Self::Unit => "Unit",
            Self::Bytes => "Bytes",
            Self::Time => "Time",
            Self::Date => "Date",
            Self::Uuid => "Uuid",
            Self::Decimal => "Decimal",
            Self::Json => "Json",
            Self::List => "List",
            Self::Option => "Option",
            Self::Map => "Map",
            Self::Result => "Result",
            Self::Reply => "Reply",
            Self::Event => "Event",
            Self::ToClient => "ToClient",
        }
    }

    /// As it is written, with names for what stands between its brackets.
    #[must_use]
    pub fn written(self) -> &'static str {
        match self {
            Self::List => "List<T>",
            Self::Option => "Option<T>",
            Self::Map => "Map<K, V>",
            Self::Result => "Result<T, E>",
            Self::Reply => "Reply<rpc>",
            Self::Event => "Event<topic>",
            plain => plain.name(),
        }
    }

    /// What it is, in a sentence or two.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Int => "A whole number of 64 bits, with a sign.",
            Self::Float => "A number with a fraction, of 64 bits.",
            Self::Bool => "Yes or no.",
            Self::String => "A text of any length, in UTF-8.",
            Self::Unit => "Nothing: for a call that answers only that it was done.",
            Self::Bytes => "Bytes of any meaning.",
            Self::Time => "An instant, in UTC. Stored as Unix milliseconds.",
            Self::Date => "A day of the calendar, without a time zone.",
            Self::Uuid => "An identifier of 128 bits.",
            Self::Decimal => "A decimal number, exact: for money.",
            Self::Json => "Any JSON value.",
            Self::List => "Any number of values, in order.",
            Self::Option => "A value, or none.",
            Self::Map => {
                "Values by key, sorted. Keys are `Int`, `String`, `Bool`, `Uuid`, `Date` or an enum whose variants carry nothing."
            }
            Self::Result => {
                "A value, or an error of your own. As the answer of an `rpc`, the error reaches the page as `RpcError::App`."
            }
            Self::Reply => {
                "What comes back from a call: the answer, or why there is none. May stand in messages only."
            }
            Self::Event => {
                "What is published on a topic that the page follows, with the topic's arguments. May stand in messages only."
            }
            Self::ToClient => {
                "What the page's own `server` sends. May stand in the page's messages only."
            }
        }
    }

    /// What it is in Rust; `None` of what has a form only where it is used.
    #[must_use]
    pub fn rust(self) -> Option<&'static str> {
        static TYPES: OnceLock<BTreeMap<BuiltIn, String>> = OnceLock::new();
        TYPES.get_or_init(rendered).get(&self).map(String::as_str)
    }

    // How a field of this type is declared.
    fn example(self) -> Option<&'static str> {
        Some(match self {
            Self::List => "List<T>",
            Self::Option => "Option<T>",
            Self::Map => "Map<Int, T>",
            Self::Result => "Result<T, T>",
            Self::Reply | Self::Event | Self::ToClient => return None,
            plain => plain.name(),
        })
    }
}

// By a small app with a field of each, so that what is told is what is generated.
fn rendered() -> BTreeMap<BuiltIn, String> {
    let examples = || {
        BuiltIn::ALL
            .into_iter()
            .filter_map(|ty| Some((ty, ty.example()?)))
    };
    let fields = examples().map(|(ty, example)| format!("{}: {example}", field(ty)));
    let Some(text) = render(&fields.collect::<Vec<_>>().join(", ")) else {
        return BTreeMap::new();
    };
    let cut = |ty| {
        let declared = text.get(member(&text, ItemKind::Struct, "S", &field(ty))?)?;
        let (_, rust) = declared.split_once(':')?;
        Some((ty, placeholders(rust.trim())))
    };
    examples().filter_map(|(ty, _)| cut(ty)).collect()
}

fn field(ty: BuiltIn) -> String {
    format!("a_{}", ty.name().to_lowercase())
}

// The file of declared types.
fn render(fields: &str) -> Option<String> {
    let mut input = Input::default();
    let app = format!(
        "app a {{ database sqlite }}\nclient c at \"/\"\nstruct T {{ x: Int }}\nstruct S {{ {fields} }}\n"
    );
    let page = "page { model { value: S }  load -> S }\n";
    for (path, text) in [("idl/app.rally", app.as_str()), ("idl/c/home_.rally", page)] {
        let id = input.sources.add(path, text);
        input.schema.push(id);
    }
    let files = compile(&input).files?;
    let types = files.get("generated/contract/src/types.rs")?;
    Some(types.text.clone())
}

// The type that stood for any other as a letter; the first of a map is its key, the second of a result its error.
fn placeholders(ty: &str) -> String {
    let ty = ty.replace("crate::T", "T");
    ty.replace("BTreeMap<i64, T>", "BTreeMap<K, V>")
        .replace("Result<T, T>", "Result<T, E>")
}

#[cfg(test)]
mod tests {
    use super::BuiltIn;

    #[test]
    fn every_type_has_its_rust_from_the_renderer() {
        assert_eq!(BuiltIn::Int.rust(), Some("i64"));
        assert_eq!(BuiltIn::List.rust(), Some("Vec<T>"));
        assert_eq!(
            BuiltIn::Map.rust(),
            Some("std::collections::BTreeMap<K, V>")
        );
        assert_eq!(BuiltIn::Result.rust(), Some("Result<T, E>"));
        for built_in in BuiltIn::ALL {
            assert_eq!(
                built_in.rust().is_some(),
                built_in.example().is_some(),
                "{}",
                built_in.name()
            );
        }
    }

    #[test]
    fn names_are_found_in_their_case_alone() {
        assert_eq!(BuiltIn::of("Int"), Some(BuiltIn::Int));
        assert_eq!(BuiltIn::of("int"), None);
    }
}
