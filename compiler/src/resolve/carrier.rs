//! Enums that carry a `Reply`, an `Event` or `ToClient`, and the one page or layout whose messages each belongs to.
//!
//! Such an enum is a part of the messages of one page, since what it carries means something there alone.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use super::context::Context;
use super::declare::TypeItem;
use super::folder::Folder;
use super::scope::Owner;
use crate::ir::TypeId;

/// The enums of messages by their type, with whom each belongs to.
pub(crate) type Carriers = BTreeMap<TypeId, Carrier>;

/// An enum of messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Carrier {
    /// The place of the `Reply`, `Event` or `ToClient` in it, or of the enum of messages in it.
    pub(crate) carried: Span,
    /// The first page or layout whose messages have it.
    pub(crate) owner: Option<OwnedBy>,
    /// Whether it stands where only data may, which has its diagnostic.
    pub(crate) misplaced: bool,
}

/// A page or a layout whose messages have an enum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnedBy {
    /// The folder, by its place.
    pub(crate) folder: usize,
    /// The page or layout in it.
    pub(crate) part: Part,
    /// Where its messages name the enum.
    at: Span,
}

/// A page or a layout by its place in its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A page.
    Page(usize),
    /// A layout.
    Layout(usize),
}

/// Finds the enums that carry what only messages carry.
pub(crate) fn find_carriers(types: &[TypeItem], ids: &BTreeMap<&str, TypeId>) -> Carriers {
    let mut carriers = Carriers::new();
    let mut carried_by: BTreeMap<TypeId, Vec<(TypeId, Span)>> = BTreeMap::new();
    let mut open = VecDeque::new();
    for (at, item) in types.iter().enumerate() {
        let TypeItem::Enum(item) = item else { continue };
        visit_variants(&item.variants, &mut |name, span| {
            if is_message_type(&name.text) {
                open.push_back((TypeId(at), span));
            } else if let Some(&inner) = ids.get(name.text.as_str()) {
                carried_by
                    .entry(inner)
                    .or_default()
                    .push((TypeId(at), span));
            }
        });
    }
    while let Some((id, carried)) = open.pop_front() {
        if let Entry::Vacant(vacant) = carriers.entry(id) {
            vacant.insert(Carrier {
                carried,
                owner: None,
                misplaced: false,
            });
            open.extend(carried_by.remove(&id).unwrap_or_default());
        }
    }
    carriers
}

/// Finds whom each enum of messages belongs to; those of several are reported.
pub(crate) fn find_owners(folders: &[Folder], context: &mut Context) {
    for (at, folder) in folders.iter().enumerate() {
        for (place, placed) in folder.pages.iter().enumerate() {
            claim(Owner::Page(placed.page), at, Part::Page(place), context);
        }
        for (place, layout) in folder.layouts.iter().enumerate() {
            claim(Owner::Layout(layout), at, Part::Layout(place), context);
        }
    }
}

fn claim(owner: Owner, folder: usize, part: Part, context: &mut Context) {
    if context.carriers.is_empty() {
        return;
    }
    let mut open = Vec::new();
    for msg in owner.messages() {
        collect_carriers(&msg.variants, context, &mut open);
    }
    while let Some((id, at)) = open.pop() {
        let Some(carrier) = context.carriers.get_mut(&id) else {
            continue;
        };
        match carrier.owner {
            None => {
                carrier.owner = Some(OwnedBy { folder, part, at });
                if let Some(TypeItem::Enum(item)) = context.types.get(id.0) {
                    collect_carriers(&item.variants, context, &mut open);
                }
            }
            Some(earlier) if (earlier.folder, earlier.part) == (folder, part) => {}
            Some(earlier) => context.report(of_two(context.types[id.0].name(), at, earlier.at)),
        }
    }
}

fn collect_carriers(variants: &[ast::Variant], context: &Context, into: &mut Vec<(TypeId, Span)>) {
    visit_variants(variants, &mut |name, span| {
        let id = context.type_ids.get(name.text.as_str()).copied();
        into.extend(
            id.filter(|id| context.carriers.contains_key(id))
                .map(|id| (id, span)),
        );
    });
}

fn of_two(name: &ast::Name, at: Span, earlier: Span) -> Diagnostic {
    let message = format!(
        "the enum `{}` belongs to the messages of another page",
        name.text
    );
    Diagnostic::error(codes::MESSAGES_OF_TWO, at, message)
        .label("used again here")
        .also(earlier, "first used here")
        .note("it carries a `Reply`, an `Event` or `ToClient`, which mean something in one page alone")
        .help("declare an enum for each of the two")
}

/// Reports the enums of messages that belong to nobody, once everything else is bound.
pub(crate) fn report_unowned(context: &mut Context) {
    // What a damaged item would have used is not known, nor which type an unknown name means.
    let is_unknown = |found: &Diagnostic| found.code == codes::UNKNOWN_TYPE;
    if context.damage.any() || context.diagnostics.iter().any(is_unknown) {
        return;
    }
    let unowned: Vec<Diagnostic> = context
        .carriers
        .iter()
        .filter(|(_, carrier)| carrier.owner.is_none() && !carrier.misplaced)
        .map(|(id, carrier)| of_none(context.types[id.0].name(), carrier.carried))
        .collect();
    context.diagnostics.extend(unowned);
}

fn of_none(name: &ast::Name, carried: Span) -> Diagnostic {
    let message = format!(
        "the enum `{}` belongs to the messages of no page",
        name.text
    );
    Diagnostic::error(codes::MESSAGES_OF_NONE, name.span, message)
        .label("no `msg` has it")
        .also(carried, "only messages carry this")
        .help(format!(
            "use it in the `msg` of one page, such as `Got({})`, or remove it",
            name.text
        ))
}

/// Whether a built-in type is one that only messages carry.
pub(crate) fn is_message_type(name: &str) -> bool {
    matches!(name, "Reply" | "Event" | "ToClient")
}

fn visit_variants<'v>(variants: &'v [ast::Variant], visit: &mut impl FnMut(&'v ast::Name, Span)) {
    for variant in variants {
        match &variant.payload {
            ast::Payload::Unit => {}
            ast::Payload::Positional(types) => types.iter().for_each(|ty| visit_type(ty, visit)),
            ast::Payload::Named(fields) => {
                fields.iter().for_each(|field| visit_type(&field.ty, visit));
            }
        }
    }
}

fn visit_type<'v>(ty: &'v ast::Type, visit: &mut impl FnMut(&'v ast::Name, Span)) {
    match &ty.kind {
        ast::TypeKind::Tuple(items) => items.iter().for_each(|item| visit_type(item, visit)),
        ast::TypeKind::Named { name, arguments } => {
            visit(name, ty.span);
            // What stands between the brackets of these is no type.
            if !is_message_type(&name.text) {
                arguments.iter().for_each(|item| visit_type(item, visit));
            }
        }
    }
}
