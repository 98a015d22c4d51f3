//! Where things are defined, as the protocol's places: in texts of the app, and in its Rust, which is read for it.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use lsp_types::{Definition, DefinitionResponse, Location, LocationLink, Uri};
use rally_idl::source::{SourceMap, Span};

use super::super::app::App;
use super::client::{Client, Links};
use super::position::Lines;
use super::uri;
use crate::editor::definition::{self, Implementation};
use crate::editor::rust;

// Files of Rust that are looked at for one definition, and the largest of them in bytes.
const MOST_FILES: usize = 5_000;
const LARGEST: u64 = 4 << 20;

/// What is needed to tell a place.
pub(super) struct Places<'a, F> {
    /// The app.
    pub(super) app: &'a App,
    /// Its folder as the client names it.
    pub(super) folder: &'a Path,
    /// Its texts.
    pub(super) sources: &'a SourceMap,
    /// How the client is talked to.
    pub(super) client: &'a Client,
    /// The client's address of a text of the app.
    pub(super) uri: F,
}

impl<F: Fn(&str) -> Uri> Places<'_, F> {
    /// The answer; `None` where nothing is defined anywhere.
    pub(super) fn answer(&self, found: &[definition::Definition]) -> Option<DefinitionResponse> {
        let origin = self.place(found.first()?.origin).range;
        let places: Vec<Location> = found.iter().flat_map(|found| self.places(found)).collect();
        Some(match self.client.links {
            Links::Places => DefinitionResponse::Definition(Definition::LocationList(places)),
            Links::WithOrigin => {
                let link = |place: Location| LocationLink {
                    origin_selection_range: Some(origin),
                    target_uri: place.uri,
                    target_range: place.range,
                    target_selection_range: place.range,
                };
                let links = places.into_iter().map(link).collect();
                DefinitionResponse::DefinitionLinkList(links)
            }
        })
    }

    fn places(&self, found: &definition::Definition) -> Vec<Location> {
        let rust = found.implementations.iter();
        let rust: Vec<_> = rust.flat_map(|rust| self.implementation(rust)).collect();
        match rust.is_empty() {
            true => vec![self.place(found.place)],
            false => rust,
        }
    }

    fn place(&self, span: Span) -> Location {
        let file = self.sources.file(span.file);
        Location {
            uri: (self.uri)(&file.path),
            range: Lines::of(&file.text, self.client.encoding).range(span.range()),
        }
    }

    // Where a build begins it, or wherever it was moved.
    fn implementation(&self, wanted: &Implementation) -> Vec<Location> {
        let begun = self.app.root().join(&wanted.file);
        let places = self.in_file(&begun, wanted);
        if !places.is_empty() {
            return places;
        }
        let files = rust_files(&self.app.root().join(&wanted.folder));
        let mut found = files.iter().map(|file| self.in_file(file, wanted));
        found.find(|places| !places.is_empty()).unwrap_or_default()
    }

    fn in_file(&self, file: &Path, wanted: &Implementation) -> Vec<Location> {
        let Some(text) = read(file) else {
            return vec![];
        };
        let Ok(below) = file.strip_prefix(self.app.root()) else {
            return vec![];
        };
        let lines = Lines::of(&text, self.client.encoding);
        let place = |range: Range<usize>| Location {
            uri: uri::of(&self.folder.join(below)),
            range: lines.range(range),
        };
        let functions = wanted.functions.iter();
        let functions = functions
            .filter_map(|function| rust::implementation(&text, &wanted.trait_name, function));
        functions.map(place).collect()
    }
}

fn read(file: &Path) -> Option<String> {
    let metadata = file.metadata().ok()?;
    let is_readable = metadata.is_file() && metadata.len() <= LARGEST;
    is_readable.then(|| fs::read_to_string(file).ok()).flatten()
}

// Links to folders are not followed: they could lead in a circle.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
            if found.len() >= MOST_FILES {
                return found;
            }
        }
    }
    found.sort();
    found
}
