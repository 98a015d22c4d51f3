//! Enums without payload as words: what they are called in addresses, in columns and as the keys of maps.

use super::ident;
use crate::ir::{Payload, TypeDeclaration, TypeDeclarationKind, Variant};

/// A variant and its word.
pub(super) struct Word {
    pub variant: String,
    pub literal: String,
}

/// The words of an enum without payload, in the order of its variants; none of any other type.
pub(super) fn words(declared: &TypeDeclaration) -> Vec<Word> {
    match &declared.kind {
        TypeDeclarationKind::Enum(variants) if has_words(variants) => {
            variants.iter().map(word).collect()
        }
        _ => vec![],
    }
}

/// Whether these are the variants of an enum without payload.
pub(super) fn has_words(variants: &[Variant]) -> bool {
    let is_unit = |variant: &Variant| matches!(variant.payload, Payload::Unit);
    variants.iter().all(is_unit)
}

fn word(variant: &Variant) -> Word {
    Word {
        variant: ident::ident(&variant.name.text),
        literal: ident::literal(&ident::snake_case(&variant.name.text)),
    }
}
