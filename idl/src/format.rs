//! Text to the same text in the one style: white space and separators change, and nothing else. Knows no file and
//! no names; a text that is not read without errors is not touched.
//!
//! The tree says what belongs together, the text's tokens are what is printed, each once and in order. So nothing
//! that was written can get lost, and a declaration needs no more than a function that says where lines may break.

mod builder;
mod items;
mod layout;
mod page;
mod parts;
mod queries;
mod scan;
mod sql;

use crate::ast::Item;
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::parse_file;
use crate::source::FileId;
use builder::Builder;
use scan::Scan;

/// How many columns a line may have where it can be broken.
pub const WIDTH: usize = 100;

/// Prints a file in the style of `spec/language.md`. The tree of the result is the tree of `text`, but for its
/// places and for the indentation of SQL. `text` must be the text of `id` in the source map.
///
/// # Errors
/// What is wrong with the syntax of the text; warnings do not count.
pub fn format(id: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let mut diagnostics = vec![];
    let file = parse_file(id, text, &mut diagnostics);
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let scan = Scan::new(text, &queries::places_of_sql(&file.items));
    Ok(print(&file.items, &scan))
}

fn print(items: &[Item], scan: &Scan<'_>) -> String {
    let mut builder = Builder::new(scan);
    let mut sheet = Sheet::default();
    for item in items {
        let above = builder.take_above();
        builder.item(item);
        sheet.push(&above, &builder.take_text());
    }
    sheet.comments(&builder.take_above(), false);
    sheet.text
}

/// What stands before an item: comments, and empty lines.
struct Above<'a> {
    comments: &'a [scan::Comment<'a>],
    /// Whether an empty line stands right before the item.
    blank: bool,
}

impl Above<'_> {
    fn has_blank(&self) -> bool {
        let mut documents = false;
        let mut found = false;
        for comment in self.comments {
            found |= comment.blank_before && !documents;
            documents = comment.is_doc();
        }
        found || (self.blank && !documents)
    }

    fn has_docs(&self) -> bool {
        self.comments.iter().any(scan::Comment::is_doc)
    }
}

/// The items of a file below each other, with the comments between them.
#[derive(Default)]
struct Sheet {
    text: String,
    // Whether the item above takes more than a line, its documentation included.
    tall: bool,
}

impl Sheet {
    fn push(&mut self, above: &Above<'_>, item: &str) {
        let tall = item.contains('\n') || above.has_docs();
        let apart = (tall || self.tall) && !above.has_blank();
        let documents = self.comments(above, apart);
        self.start_line((above.blank && !documents) || (apart && above.comments.is_empty()));
        self.text.push_str(item);
        self.text.push('\n');
        self.tall = tall;
    }

    // Gives whether the last of them is documentation.
    fn comments(&mut self, above: &Above<'_>, mut apart: bool) -> bool {
        let mut documents = false;
        for (at, comment) in above.comments.iter().enumerate() {
            if at == 0 && comment.trailing && !self.text.is_empty() {
                self.text.pop();
                self.text.push(' ');
            } else {
                let blank = comment.blank_before && !documents;
                self.start_line(blank || std::mem::take(&mut apart));
            }
            self.text.push_str(comment.text);
            self.text.push('\n');
            documents = comment.is_doc();
        }
        documents
    }

    fn start_line(&mut self, blank: bool) {
        if blank && !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}
