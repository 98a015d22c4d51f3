//! Which route an address belongs to where several could take it, and the texts that a parameter must therefore not be
//! printed as.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::ident::literal;
use super::super::super::page;
use super::paths_of;
use crate::ir::{Client, Page, Schema, Segment};

/// Every path of a client, and what is not its own below its mount.
pub(super) struct Paths<'a> {
    /// In the order in which they are looked at.
    paths: Vec<(&'a Page, &'a [Segment])>,
    /// The paths with a static segment in some place, by their length and what stands before that place.
    by_beginning: BTreeMap<(usize, String), Vec<&'a [Segment]>>,
    /// Where addresses begin that other clients and the runtime have.
    foreign: Vec<Vec<Segment>>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(schema: &Schema, client: &'a Client) -> Self {
        let of_page = |page: &'a Page| paths_of(page).into_iter().map(move |path| (page, path));
        let mut paths: Vec<_> = client.pages.iter().flat_map(of_page).collect();
        paths.sort_by_key(|(_, path)| precedence(path));
        let mut by_beginning: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (_, path) in &paths {
            for (at, segment) in path.iter().enumerate() {
                if matches!(segment, Segment::Static(_)) {
                    let key = (path.len(), beginning(path, at));
                    by_beginning.entry(key).or_default().push(*path);
                }
            }
        }
        Self {
            paths,
            by_beginning,
            foreign: foreign(schema, client),
        }
    }

    /// The paths in the order in which they are looked at.
    pub(super) fn by_precedence(&self) -> impl Iterator<Item = (&'a Page, &'a [Segment])> {
        self.paths.iter().copied()
    }

    /// The static segments in the place of a path's parameter with which the address would be another's: they are
    /// looked at before a parameter.
    pub(super) fn taken(&self, path: &[Segment], at: usize) -> BTreeSet<&str> {
        let key = (path.len(), beginning(path, at));
        let rivals = self.by_beginning.get(&key).into_iter().flatten();
        let rivals = rivals.filter(|rival| fits(&rival[at + 1..], &path[at + 1..]));
        let foreign = self.foreign.iter().filter(|rival| {
            let begins = |len| beginning(rival, at) == beginning(path, at) && len > at;
            begins(rival.len())
                && path.len() >= rival.len()
                && fits(&rival[at + 1..], &path[at + 1..rival.len()])
        });
        rivals
            .map(|rival| &rival[at])
            .chain(foreign.map(|rival| &rival[at]))
            .filter_map(|segment| match segment {
                Segment::Static(text) => Some(text.as_str()),
                Segment::Param { .. } => None,
            })
            .collect()
    }

    /// Whether some path takes an address of this many segments that are all `text`.
    pub(super) fn takes_all(&self, text: &str, count: usize) -> bool {
        let takes = |segment: &Segment| match segment {
            Segment::Static(own) => own == text,
            Segment::Param { .. } => true,
        };
        let mut paths = self.paths.iter();
        paths.any(|(_, path)| path.len() == count && path.iter().all(takes))
    }
}

/// Texts as a slice in Rust: `&["new"]`.
pub(super) fn slice(texts: &BTreeSet<&str>) -> String {
    let texts: Vec<_> = texts.iter().map(|text| literal(text)).collect();
    format!("&[{}]", texts.join(", "))
}

fn foreign(schema: &Schema, client: &Client) -> Vec<Vec<Segment>> {
    let own = page::mount_segments(client);
    let others = schema.clients.iter().map(page::mount_segments);
    let below = others.chain([vec!["_rally"]]).filter_map(|mount| {
        let rest = mount.strip_prefix(own.as_slice())?;
        let segments = rest.iter().map(|text| Segment::Static((*text).to_owned()));
        (!rest.is_empty()).then(|| segments.collect())
    });
    below.collect()
}

// A static segment is looked at before a parameter, from the left.
fn precedence(path: &[Segment]) -> Vec<(bool, &str)> {
    let key = |segment: &'_ Segment| matches!(segment, Segment::Param { .. });
    path.iter()
        .map(|segment| (key(segment), text(segment)))
        .collect()
}

fn text(segment: &Segment) -> &str {
    match segment {
        Segment::Static(text) => text,
        Segment::Param { .. } => "",
    }
}

// What stands before a place, parameters by no name.
fn beginning(path: &[Segment], at: usize) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Static(text) => format!("/{text}"),
        Segment::Param { .. } => "/:".to_owned(),
    };
    path.iter().take(at).map(segment).collect()
}

// Whether some address has both of these.
fn fits(a: &[Segment], b: &[Segment]) -> bool {
    a.iter().zip(b).all(|pair| match pair {
        (Segment::Static(a), Segment::Static(b)) => a == b,
        _ => true,
    })
}
