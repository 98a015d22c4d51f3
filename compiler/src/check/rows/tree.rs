//! The columns of a result by the parts of their names: `author.bio` belongs to `author`.

use rally_idl::diagnostic::Diagnostic;

use crate::check::codes;
use crate::sql::Column;

/// A column with its position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf<'s> {
    pub(super) at: usize,
    pub(super) column: &'s Column,
}

/// What columns of one name fill.
#[derive(Debug)]
pub(super) struct Branch<'s> {
    /// The last part of its name: `bio`.
    pub(super) name: &'s str,
    /// The whole name: `author.bio`.
    pub(super) path: &'s str,
    pub(super) content: Content<'s>,
}

/// One column, or the fields of a struct.
#[derive(Debug)]
pub(super) enum Content<'s> {
    Column(Leaf<'s>),
    Struct(Vec<Branch<'s>>),
}

impl<'s> Branch<'s> {
    /// Its columns, in order of the branches.
    pub(super) fn leaves(&self) -> Vec<Leaf<'s>> {
        match &self.content {
            Content::Column(leaf) => vec![*leaf],
            Content::Struct(inner) => inner.iter().flat_map(Self::leaves).collect(),
        }
    }
}

/// The columns as a tree, each branch where its first column stands. A name that is both a column's and a struct's is
/// reported, and its later columns are left out.
pub(super) fn grow<'s>(columns: &'s [Column], found: &mut Vec<Diagnostic>) -> Vec<Branch<'s>> {
    let mut branches = vec![];
    for (at, column) in columns.iter().enumerate() {
        let parts: Vec<&str> = match is_path(&column.name) {
            true => column.name.split('.').collect(),
            false => vec![&column.name],
        };
        if let Err(other) = insert(&mut branches, Leaf { at, column }, (0, &parts)) {
            found.push(both(column, other));
        }
    }
    branches
}

/// Whether a column's name leads into structs, rather than being the text of an expression that has a dot in it.
pub(super) fn is_path(name: &str) -> bool {
    let is_part =
        |part: &str| part.starts_with(|c: char| c.is_alphabetic() || c == '_') && is_name(part);
    name.contains('.') && name.split('.').all(is_part)
}

/// Whether a text could be the name of a column, rather than an expression.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// How a column is given a name, with quotes where there is a dot in it.
pub(super) fn alias(path: &str) -> String {
    match is_name(path) {
        true => format!("AS {path}"),
        false => format!("AS \"{path}\""),
    }
}

// `parts` are those that are left of the column's name, from the byte `start` on. In the way may stand a column.
fn insert<'s>(
    branches: &mut Vec<Branch<'s>>,
    leaf: Leaf<'s>,
    (start, parts): (usize, &[&'s str]),
) -> Result<(), Leaf<'s>> {
    let [name, rest @ ..] = parts else {
        return Ok(());
    };
    let end = start + name.len();
    let after = (end + 1, rest);
    match branches.iter_mut().find(|branch| branch.name == *name) {
        Some(branch) => match &mut branch.content {
            Content::Struct(inner) if !rest.is_empty() => insert(inner, leaf, after),
            _ => Err(branch.leaves().first().copied().unwrap_or(leaf)),
        },
        None => {
            let content = if rest.is_empty() {
                Content::Column(leaf)
            } else {
                let mut inner = vec![];
                insert(&mut inner, leaf, after)?;
                Content::Struct(inner)
            };
            branches.push(Branch {
                name,
                path: &leaf.column.name[..end],
                content,
            });
            Ok(())
        }
    }
}

fn both(column: &Column, other: Leaf<'_>) -> Diagnostic {
    let (name, other_name) = (&column.name, &other.column.name);
    let (outer, inner) = match name.len() < other_name.len() {
        true => (name, other_name),
        false => (other_name, name),
    };
    let message = format!("`{outer}` is a column, and `{inner}` makes a struct of it");
    Diagnostic::error(codes::COLUMN_AND_STRUCT, column.span, message)
        .also(other.column.span, format!("`{other_name}` is here"))
        .help(format!(
            "name the column as a field of the struct, such as `AS \"{outer}.id\"`, or otherwise"
        ))
}

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn a_path_has_names_between_its_dots() {
        assert!(is_path("author.bio"));
        assert!(is_path("author.team.name"));
        assert!(!is_path("bio"));
        assert!(!is_path("count(a.id)"));
        assert!(!is_path("1.5"));
        assert!(!is_path("author..bio"));
        assert!(!is_path(".bio"));
    }
}
