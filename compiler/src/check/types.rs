//! Declared types against each other: each must have a value, and a size.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use super::codes;
use crate::ir::{self, Payload, Type, TypeDeclaration, TypeDeclarationKind, TypeId};

// More steps than these say nothing more to a reader.
const STEPS_SHOWN: usize = 6;

/// Checks the declared types.
pub(crate) fn check_types(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    schema.types.iter().for_each(|ty| check_values(ty, found));
    check_recursion(&schema.types, found);
}

fn check_values(ty: &TypeDeclaration, found: &mut Vec<Diagnostic>) {
    let TypeDeclarationKind::Enum(variants) = &ty.kind else {
        return;
    };
    if variants.is_empty() {
        let name = &ty.name.text;
        let message = format!("the enum `{name}` has no variant");
        found.push(
            Diagnostic::error(codes::EMPTY_ENUM, ty.name.span, message)
                .label("no value could ever be of this type")
                .help(format!("add one: `enum {name} {{ First }}`")),
        );
    }
}

// One type inside another, with the place of the field or variant that holds it.
#[derive(Debug, Clone, Copy)]
struct Edge {
    to: TypeId,
    at: Span,
}

fn check_recursion(types: &[TypeDeclaration], found: &mut Vec<Diagnostic>) {
    let edges: Vec<Vec<Edge>> = types.iter().map(held_directly).collect();
    for cycle in cycles(&onward(&edges)) {
        found.push(recursion(types, &cycle));
    }
}

// One way onward from every type without end, to another such type; none from the others.
fn onward(edges: &[Vec<Edge>]) -> Vec<Option<Edge>> {
    let endless = endless(edges);
    let onward = |(at, held): (usize, &Vec<Edge>)| {
        let is_endless = |edge: &&Edge| endless[at] && endless[edge.to.0];
        held.iter().find(is_endless).copied()
    };
    edges.iter().enumerate().map(onward).collect()
}

// Whether a type reaches itself or a type that does. Types that hold only finite ones are taken away until none is left.
fn endless(edges: &[Vec<Edge>]) -> Vec<bool> {
    let mut held_by: Vec<Vec<usize>> = vec![vec![]; edges.len()];
    let mut open: Vec<usize> = edges.iter().map(Vec::len).collect();
    for (from, held) in edges.iter().enumerate() {
        for edge in held {
            held_by[edge.to.0].push(from);
        }
    }
    let mut finite: Vec<usize> = (0..edges.len()).filter(|&at| open[at] == 0).collect();
    while let Some(at) = finite.pop() {
        for &from in &held_by[at] {
            open[from] -= 1;
            if open[from] == 0 {
                finite.push(from);
            }
        }
    }
    open.into_iter().map(|open| open > 0).collect()
}

// Every endless type has one way onward here, so each walk ends in a cycle or in a type that was walked before.
fn cycles(next: &[Option<Edge>]) -> Vec<Vec<Edge>> {
    let mut walked_from: Vec<Option<usize>> = vec![None; next.len()];
    let mut cycles = Vec::new();
    for start in 0..next.len() {
        let mut at = start;
        let mut walk: Vec<Edge> = Vec::new();
        while let Some(edge) = next[at].filter(|_| walked_from[at].is_none()) {
            walked_from[at] = Some(start);
            walk.push(edge);
            at = edge.to.0;
        }
        if walked_from[at] == Some(start)
            && let Some(begin) = first_from(&walk, start, at)
        {
            cycles.push(walk.split_off(begin));
        }
    }
    cycles
}

// The place in a walk at which it leaves `from`.
fn first_from(walk: &[Edge], start: usize, from: usize) -> Option<usize> {
    let leaves = std::iter::once(start).chain(walk.iter().map(|edge| edge.to.0));
    leaves.take(walk.len()).position(|at| at == from)
}

fn recursion(types: &[TypeDeclaration], cycle: &[Edge]) -> Diagnostic {
    let name = |edge: &Edge| types[edge.to.0].name.text.as_str();
    // The last step leads back to the type that the cycle begins with.
    let whole = cycle.last().map_or("", name);
    let mut steps = cycle.iter();
    let first = steps.next().map(|edge| (edge.at, name(edge)));
    let (at, held) = first.unwrap_or((types[0].name.span, whole));
    let message = format!("`{whole}` contains itself, without end");
    let mut problem = Diagnostic::error(codes::ENDLESS_TYPE, at, message)
        .label(format!("holds `{held}`"))
        .help(format!(
            "let one step be optional or several: `Option<{held}>` or `List<{held}>`"
        ));
    for edge in steps.take(STEPS_SHOWN) {
        problem = problem.also(edge.at, format!("which holds `{}`", name(edge)));
    }
    problem
}

fn held_directly(ty: &TypeDeclaration) -> Vec<Edge> {
    let mut edges = Vec::new();
    match &ty.kind {
        TypeDeclarationKind::Struct(fields) => hold_fields(fields, &mut edges),
        TypeDeclarationKind::Enum(variants) => {
            for variant in variants {
                match &variant.payload {
                    Payload::Unit => {}
                    Payload::Named(fields) => hold_fields(fields, &mut edges),
                    Payload::Positional(types) => {
                        let at = variant.name.span;
                        types.iter().for_each(|ty| hold(ty, at, &mut edges));
                    }
                }
            }
        }
    }
    edges
}

fn hold_fields(fields: &[ir::Field], edges: &mut Vec<Edge>) {
    for field in fields {
        hold(&field.ty, field.name.span, edges);
    }
}

// Not through `List`, `Option` and `Map`: these may be empty, and are stored behind a pointer.
fn hold(ty: &Type, at: Span, edges: &mut Vec<Edge>) {
    match ty {
        Type::Declared(to) => edges.push(Edge { to: *to, at }),
        Type::Tuple(items) => items.iter().for_each(|item| hold(item, at, edges)),
        Type::Result(ok, error) => {
            hold(ok, at, edges);
            hold(error, at, edges);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rally_idl::source::SourceMap;

    use super::*;

    fn graph(arrows: &[(usize, usize)], size: usize) -> Vec<Vec<Edge>> {
        let at = Span::new(SourceMap::default().add("idl/app.rally", ""), 0, 0);
        let mut edges = vec![vec![]; size];
        for &(from, to) in arrows {
            edges[from].push(Edge { to: TypeId(to), at });
        }
        edges
    }

    fn found(edges: &[Vec<Edge>]) -> Vec<Vec<usize>> {
        let places = |cycle: Vec<Edge>| cycle.iter().map(|edge| edge.to.0).collect();
        cycles(&onward(edges)).into_iter().map(places).collect()
    }

    fn reaches_itself(edges: &[Vec<Edge>], start: usize) -> bool {
        let mut seen = vec![false; edges.len()];
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            for edge in &edges[at] {
                if edge.to.0 == start {
                    return true;
                }
                if !std::mem::replace(&mut seen[edge.to.0], true) {
                    open.push(edge.to.0);
                }
            }
        }
        false
    }

    #[test]
    fn a_chain_that_bites_its_tail_is_found_however_long_it_is() {
        let size = 50_000;
        let arrows: Vec<_> = (0..size).map(|at| (at, (at + 1) % size)).collect();
        assert_eq!(found(&graph(&arrows, size)).len(), 1);
        assert!(found(&graph(&arrows[1..], size)).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_found_is_a_cycle_and_nothing_cyclic_is_passed_over(
            arrows in prop::collection::vec((0..8usize, 0..8usize), 0..14),
        ) {
            let edges = graph(&arrows, 8);
            let found = found(&edges);
            for cycle in &found {
                let mut before = cycle[cycle.len() - 1];
                for &at in cycle {
                    prop_assert!(arrows.contains(&(before, at)), "{before} does not hold {at}");
                    before = at;
                }
            }
            let is_cyclic = (0..8).any(|at| reaches_itself(&edges, at));
            prop_assert_eq!(is_cyclic, !found.is_empty());
        }
    }
}
