//! Layouts with what is around them.

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::codes;
use super::context::{Context, name};
use super::folder::Folder;
use super::scope::{ClientScope, MessageScope, Scope};
use super::section::Sections;
use super::types::{resolve_fields, resolve_variants};
use crate::ir;

// More steps than these say nothing more to a reader.
const STEPS_SHOWN: usize = 6;

/// Binds the layouts of a client.
pub(crate) fn resolve_layouts(
    folder: &Folder,
    client: &ClientScope,
    context: &mut Context,
) -> Vec<ir::Layout> {
    let resolve = |layout: &&ast::Layout| resolve_layout(layout, client, context);
    let mut layouts: Vec<ir::Layout> = folder.layouts.iter().map(resolve).collect();
    break_circles(&mut layouts, folder, context);
    layouts
}

fn resolve_layout(layout: &ast::Layout, client: &ClientScope, context: &mut Context) -> ir::Layout {
    let scope = MessageScope::of_layout(layout, client);
    let (mut model, mut messages) = (vec![], vec![]);
    let mut sections = Sections::of("layout");
    for entry in &layout.entries {
        match entry {
            ast::LayoutEntry::Model(entry)
                if sections.is_first("model", entry.keyword, context) =>
            {
                model = resolve_fields("field", &entry.fields, Scope::Data, context);
            }
            ast::LayoutEntry::Msg(entry) if sections.is_first("msg", entry.keyword, context) => {
                messages = resolve_variants(&entry.variants, Scope::Message(&scope), context);
            }
            ast::LayoutEntry::Model(_) | ast::LayoutEntry::Msg(_) => {}
        }
    }
    let parent = layout.parent.as_ref();
    ir::Layout {
        name: name(&layout.name),
        docs: layout.docs.clone(),
        file: context.path(layout.name.span),
        parent: parent.and_then(|parent| find_layout(parent, Some(&layout.name), client, context)),
        model,
        messages,
    }
}

/// The place of a client's layout; an unknown one is reported, unless a damaged item may have declared it. `inner` is
/// the layout that would be in it.
pub(crate) fn find_layout(
    name: &ast::Name,
    inner: Option<&ast::Name>,
    client: &ClientScope,
    context: &mut Context,
) -> Option<usize> {
    let found = client.layouts.get(name.text.as_str()).copied();
    if let (None, Some(of)) = (found, client.client)
        && !context.damage.may_declare(&name.text)
    {
        context.report(unknown_layout(name, inner, of, client));
    }
    found
}

fn unknown_layout(
    name: &ast::Name,
    inner: Option<&ast::Name>,
    of: &ast::Client,
    client: &ClientScope,
) -> Diagnostic {
    let folder = &of.name.text;
    let message = format!("the client `{folder}` has no layout `{}`", name.text);
    let problem = Diagnostic::error(codes::UNKNOWN_LAYOUT, name.span, message);
    let is_other = |known: &&str| inner.is_none_or(|inner| inner.text != *known);
    match nearest(&name.text, client.layouts.keys().copied().filter(is_other)) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(format!(
            "declare it in a file in `idl/{folder}/`: `layout {} {{ … }}`",
            super::case::upper_camel(&name.text)
        )),
    }
}

// Every circle is broken at its first layout, so that walks outwards end.
fn break_circles(layouts: &mut [ir::Layout], folder: &Folder, context: &mut Context) {
    let parents: Vec<Option<usize>> = layouts.iter().map(|layout| layout.parent).collect();
    for circle in circles(&parents) {
        let place = |&at: &usize| folder.layouts[at].parent.as_ref().map(|parent| parent.span);
        let places: Vec<Span> = circle.iter().filter_map(place).collect();
        let (Some(&first), [at, others @ ..]) = (circle.first(), places.as_slice()) else {
            continue;
        };
        context.report(in_circle(&layouts[first].name.text, *at, others));
        layouts[first].parent = None;
    }
}

// Each circle from its first layout on. Every walk ends without a parent, in a circle, or where another has walked.
fn circles(parents: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut walked_from: Vec<Option<usize>> = vec![None; parents.len()];
    let mut circles = Vec::new();
    for start in 0..parents.len() {
        let mut walk = Vec::new();
        let mut next = Some(start);
        while let Some(at) = next.filter(|&at| walked_from[at].is_none()) {
            walked_from[at] = Some(start);
            walk.push(at);
            next = parents[at];
        }
        let begin = next.filter(|&at| walked_from[at] == Some(start));
        if let Some(begin) = begin.and_then(|at| walk.iter().position(|&walked| walked == at)) {
            circles.push(from_smallest(walk.split_off(begin)));
        }
    }
    circles
}

fn from_smallest(mut circle: Vec<usize>) -> Vec<usize> {
    let smallest = circle.iter().enumerate().min_by_key(|&(_, at)| at);
    let turn = smallest.map_or(0, |(place, _)| place);
    circle.rotate_left(turn);
    circle
}

fn in_circle(name: &str, first: Span, others: &[Span]) -> Diagnostic {
    let message = format!("the layout `{name}` is around itself");
    let label = match others {
        [] => "it is in itself",
        _ => "it is in this one",
    };
    let problem = Diagnostic::error(codes::LAYOUT_CIRCLE, first, message)
        .label(label)
        .help("remove one `in`: the outermost layout is in none");
    let also = |problem: Diagnostic, place: &Span| problem.also(*place, "which is in this one");
    others.iter().take(STEPS_SHOWN).fold(problem, also)
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn a_circle_is_found_once_and_what_leads_into_it_is_none() {
        assert!(circles(&[None, Some(0), Some(1)]).is_empty());
        assert_eq!(circles(&[Some(0)]), [[0]]);
        assert_eq!(circles(&[Some(2), Some(0), Some(1), Some(0)]), [[0, 2, 1]]);
        assert_eq!(circles(&[Some(3), None, Some(3), Some(2)]), [[2, 3]]);
    }
}
