//! How a struct or enum crosses the wire, as its template prints it.

use super::ident;
use crate::ir::{Field, Payload, TypeDeclaration, TypeDeclarationKind, Variant};

/// The codec of one type. Names of arguments that the body does not use begin with an underscore.
pub(super) struct Codec {
    pub path: String,
    pub out: &'static str,
    pub reader: &'static str,
    pub body: CodecBody,
}

/// The form of the type.
pub(super) enum CodecBody {
    Struct { fields: Vec<String> },
    Enum { variants: Vec<CodecVariant> },
}

/// A variant: its tag, the names its payload is bound to, and how it is taken apart and put together.
pub(super) struct CodecVariant {
    pub name: String,
    pub tag: usize,
    pub bindings: Vec<String>,
    pub pattern: String,
    pub construction: String,
}

const DECODE: &str = "rally_runtime::wire::Decode::decode(reader)?";

/// The codec of a declared type.
pub(super) fn declared_codec(declared: &TypeDeclaration) -> Codec {
    let path = format!("crate::{}", ident::ident(&declared.name.text));
    match &declared.kind {
        TypeDeclarationKind::Struct(fields) => struct_codec(path, fields),
        TypeDeclarationKind::Enum(variants) => enum_codec(path, variants),
    }
}

/// The codec of a struct with these fields.
pub(super) fn struct_codec(path: String, fields: &[Field]) -> Codec {
    let fields: Vec<_> = fields
        .iter()
        .map(|field| ident::ident(&field.name.text))
        .collect();
    let reader = if fields.is_empty() {
        "_reader"
    } else {
        "reader"
    };
    Codec {
        path,
        out: "out",
        reader,
        body: CodecBody::Struct { fields },
    }
}

/// The codec of an enum with these variants.
pub(super) fn enum_codec(path: String, variants: &[Variant]) -> Codec {
    let variants: Vec<_> = variants.iter().enumerate().map(codec_variant).collect();
    let carries = variants.iter().any(|variant| !variant.bindings.is_empty());
    let reader = if carries { "reader" } else { "_reader" };
    let out = if variants.is_empty() { "_out" } else { "out" };
    Codec {
        path,
        out,
        reader,
        body: CodecBody::Enum { variants },
    }
}

fn codec_variant((tag, variant): (usize, &Variant)) -> CodecVariant {
    let name = ident::ident(&variant.name.text);
    match &variant.payload {
        Payload::Unit => CodecVariant {
            name,
            tag,
            bindings: vec![],
            pattern: String::new(),
            construction: String::new(),
        },
        Payload::Positional(types) => {
            let bindings: Vec<_> = (0..types.len()).map(|at| format!("field_{at}")).collect();
            let pattern = format!("({})", bindings.join(", "));
            let construction = format!("({})", vec![DECODE; types.len()].join(", "));
            CodecVariant {
                name,
                tag,
                bindings,
                pattern,
                construction,
            }
        }
        Payload::Named(fields) => named_variant(name, tag, fields),
    }
}

// Fields are bound to other names, since a field may well be called `out` or `reader`.
fn named_variant(name: String, tag: usize, fields: &[Field]) -> CodecVariant {
    let names: Vec<_> = fields
        .iter()
        .map(|field| ident::ident(&field.name.text))
        .collect();
    let bindings: Vec<_> = (0..names.len()).map(|at| format!("field_{at}")).collect();
    let bound: Vec<_> = names
        .iter()
        .zip(&bindings)
        .map(|(name, binding)| format!("{name}: {binding}"))
        .collect();
    let decoded: Vec<_> = names
        .iter()
        .map(|name| format!("{name}: {DECODE}"))
        .collect();
    CodecVariant {
        name,
        tag,
        bindings,
        pattern: format!(" {{ {} }}", bound.join(", ")),
        construction: format!(" {{ {} }}", decoded.join(", ")),
    }
}
