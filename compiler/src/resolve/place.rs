//! The path of a file to what it says of the page in it: the client, the name and the route.

use super::case::{snake, upper_camel};
use super::route::{default_param_type, is_param_name};
use crate::ir::{RouteTarget, Segment};

/// A file below `idl/`, by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place<'p> {
    /// The client's folder; `None` directly below `idl/`.
    pub(crate) folder: Option<&'p str>,
    /// What stands between that folder and `.rally`, with slashes.
    below: &'p str,
}

impl<'p> Place<'p> {
    /// Takes a path such as `idl/public/games/id_.rally` apart.
    pub(crate) fn of(path: &'p str) -> Self {
        let path = path.strip_prefix("idl/").unwrap_or(path);
        let path = path.strip_suffix(".rally").unwrap_or(path);
        match path.split_once('/') {
            Some((folder, below)) => Self {
                folder: Some(folder),
                below,
            },
            None => Self {
                folder: None,
                below: path,
            },
        }
    }

    /// The page's name, where the path makes one: `games/id_` to `GamesId`.
    pub(crate) fn name(&self) -> Option<String> {
        let parts: Vec<&str> = match self.own_folder() {
            Some("") => vec!["home"],
            Some(folder) => folder.split('/').collect(),
            None => self.below.split('/').collect(),
        };
        let is_plain = |part: &&str| part.chars().all(is_file_character) && !part.is_empty();
        let name = upper_camel(&snake(&parts.join("_")));
        let begins_well = name.starts_with(|c: char| c.is_ascii_uppercase());
        (begins_well && parts.iter().all(is_plain)).then_some(name)
    }

    /// The route that the path makes.
    pub(crate) fn route(&self) -> Result<RouteTarget, BadPlace> {
        if self.below == "not_found_" {
            return Ok(RouteTarget::NotFound);
        }
        let path = self.own_folder().unwrap_or(self.below);
        if path.is_empty() {
            return Ok(RouteTarget::Path(vec![]));
        }
        let mut segments = Vec::new();
        for piece in path.split('/') {
            let segment = segment(piece)?;
            if let Segment::Param { name, .. } = &segment
                && segments.contains(&segment)
            {
                return Err(BadPlace::RepeatedParam(name.clone()));
            }
            segments.push(segment);
        }
        Ok(RouteTarget::Path(segments))
    }

    // `home_` and `index` stand for the folder that they are in.
    fn own_folder(&self) -> Option<&'p str> {
        match self.below {
            "home_" | "index" => Some(""),
            nested => nested
                .strip_suffix("/home_")
                .or_else(|| nested.strip_suffix("/index")),
        }
    }
}

/// Why a path makes no route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BadPlace {
    /// A part of the path, and one that would do where there is one.
    Segment(String, Option<String>),
    /// `x_/x_.rally`
    RepeatedParam(String),
    /// `not_found_.rally` in a folder.
    NestedNotFound,
}

fn is_file_character(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-'
}

fn segment(piece: &str) -> Result<Segment, BadPlace> {
    if piece == "not_found_" {
        return Err(BadPlace::NestedNotFound);
    }
    let bad = || BadPlace::Segment(piece.to_owned(), corrected(piece));
    if piece.is_empty() || !piece.chars().all(is_file_character) {
        return Err(bad());
    }
    match piece.strip_suffix('_') {
        None => Ok(Segment::Static(piece.to_owned())),
        Some(name) if is_param_name(name) => Ok(Segment::Param {
            name: name.to_owned(),
            ty: default_param_type(name),
        }),
        Some(_) => Err(bad()),
    }
}

fn corrected(piece: &str) -> Option<String> {
    let end = if piece.ends_with('_') { "_" } else { "" };
    let name = snake(piece);
    let usable = is_param_name(&name) && name.chars().all(is_file_character);
    usable.then(|| name + end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn path(target: RouteTarget) -> String {
        let piece = |segment: Segment| match segment {
            Segment::Static(text) => format!("/{text}"),
            Segment::Param { name, ty } => format!("/:{name}<{ty:?}>"),
        };
        match target {
            RouteTarget::NotFound => "anything".to_owned(),
            RouteTarget::Path(segments) => segments.into_iter().map(piece).collect(),
        }
    }

    #[test]
    fn a_file_gives_client_name_and_route() {
        for (file, name, route) in [
            ("home_", "Home", ""),
            ("index", "Home", ""),
            ("about", "About", "/about"),
            ("about-us", "AboutUs", "/about-us"),
            ("products/id_", "ProductsId", "/products/:id<Int>"),
            ("products/slug_", "ProductsSlug", "/products/:slug<String>"),
            (
                "games/game_id_/edit",
                "GamesGameIdEdit",
                "/games/:game_id<Int>/edit",
            ),
            ("games/index", "Games", "/games"),
            ("games/home_", "Games", "/games"),
            ("not_found_", "NotFound", "anything"),
        ] {
            let file = format!("idl/public/{file}.rally");
            let place = Place::of(&file);
            assert_eq!(place.folder, Some("public"));
            assert_eq!(place.name().as_deref(), Some(name), "{file}");
            assert_eq!(path(place.route().unwrap()), route, "{file}");
        }
    }

    #[test]
    fn a_file_that_gives_no_route_says_why() {
        let route = |file| Place::of(file).route().unwrap_err();
        let bad = |piece: &str, fix: Option<&str>| {
            BadPlace::Segment(piece.to_owned(), fix.map(str::to_owned))
        };
        assert_eq!(
            route("idl/public/AboutUs.rally"),
            bad("AboutUs", Some("about_us"))
        );
        assert_eq!(route("idl/public/a b.rally"), bad("a b", Some("a_b")));
        assert_eq!(route("idl/public/_.rally"), bad("_", None));
        assert_eq!(
            route("idl/public/x_/y/x_.rally"),
            BadPlace::RepeatedParam("x".into())
        );
        assert_eq!(
            route("idl/public/a/not_found_.rally"),
            BadPlace::NestedNotFound
        );
        assert_eq!(Place::of("idl/app.rally").folder, None);
        assert_eq!(Place::of("idl/public/404.rally").name(), None);
    }
}
