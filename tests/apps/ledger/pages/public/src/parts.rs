//! What the pages of a book show alike.

use contract::Line;
use contract::public::ClientContext;
use rally_runtime::html::{self, Element};

/// A list with this id.
pub(crate) fn list<Msg: 'static>(
    id: &'static str,
    items: impl IntoIterator<Item = String>,
) -> Element<Msg> {
    let items = items.into_iter();
    html::ol(
        [html::id(id)],
        items.map(|text| html::li([], [html::text(text)])),
    )
}

/// Whom the page speaks for.
pub(crate) fn writer<Msg: 'static>(client: &ClientContext) -> Element<Msg> {
    list("writer", client.writer.clone())
}

/// Takes a line that was told of. What the data had in it already is told once more where it was committed while the data
/// was read.
pub(crate) fn hear(lines: &mut Vec<Line>, heard: &mut Vec<i64>, line: Line) {
    heard.push(line.id);
    if lines.iter().all(|known| known.id != line.id) {
        lines.push(line);
    }
}
