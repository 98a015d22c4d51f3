//! The symbols of a file as the protocol's tree of them.

use lsp_types::DocumentSymbol;
use rally_idl::parse::parse_file;
use rally_idl::source::SourceMap;

use super::position::{Encoding, Lines};
use crate::editor::declare;
use crate::editor::symbol::{SymbolId, SymbolKind, Symbols};

/// The outline of a text; `path` is its own below the app's folder, since that may name its page.
pub(super) fn outline(path: &str, text: &str, encoding: Encoding) -> Vec<DocumentSymbol> {
    let mut sources = SourceMap::default();
    let id = sources.add(path, text);
    let tree = parse_file(id, text, &mut Vec::new());
    let symbols = declare(&[tree], &sources);
    let lines = Lines::of(text, encoding);
    let top = symbols.iter().filter(|(_, symbol)| symbol.parent.is_none());
    top.map(|(id, _)| view(&symbols, id, &lines)).collect()
}

fn view(symbols: &Symbols, id: SymbolId, lines: &Lines<'_>) -> DocumentSymbol {
    let symbol = symbols.get(id);
    let children: Vec<_> = symbol
        .children
        .iter()
        .map(|&child| view(symbols, child, lines))
        .collect();
    #[expect(deprecated, reason = "a field that the protocol still has")]
    DocumentSymbol {
        name: shown(&symbol.name),
        detail: (!symbol.detail.is_empty()).then(|| symbol.detail.clone()),
        kind: kind(symbol.kind),
        range: lines.range(symbol.whole.range()),
        selection_range: lines.range(symbol.place.range()),
        children: (!children.is_empty()).then_some(children),
        tags: None,
        deprecated: None,
    }
}

// The protocol refuses names of nothing, which a path may be.
fn shown(name: &str) -> String {
    match name.trim() {
        "" => "\"\"".to_owned(),
        _ => name.to_owned(),
    }
}

fn kind(kind: SymbolKind) -> lsp_types::SymbolKind {
    use lsp_types::SymbolKind as Shown;
    match kind {
        SymbolKind::App => Shown::Package,
        SymbolKind::Client => Shown::Module,
        SymbolKind::Page | SymbolKind::Layout => Shown::Class,
        SymbolKind::Route => Shown::String,
        SymbolKind::Auth | SymbolKind::Authorize => Shown::Key,
        SymbolKind::Struct | SymbolKind::Model | SymbolKind::Context | SymbolKind::Search => {
            Shown::Struct
        }
        SymbolKind::Enum
        | SymbolKind::Msg
        | SymbolKind::ContextMsg
        | SymbolKind::ToServer
        | SymbolKind::ToClient => Shown::Enum,
        SymbolKind::Variant => Shown::EnumMember,
        SymbolKind::Field => Shown::Field,
        SymbolKind::Argument => Shown::Variable,
        SymbolKind::Load | SymbolKind::Rpc => Shown::Method,
        SymbolKind::Query | SymbolKind::Job => Shown::Function,
        SymbolKind::Server => Shown::Object,
        SymbolKind::Topic => Shown::Event,
        SymbolKind::Table => Shown::Interface,
        SymbolKind::Fragment => Shown::Constant,
    }
}
