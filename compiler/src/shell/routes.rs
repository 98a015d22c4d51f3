//! The routes of a schema as a table, and on demand every way into the app.

mod entries;
mod table;

use super::command_line::{MessageFormat, RoutesArguments};
use crate::ir::{Client, Page, ParamType, RouteTarget, Schema, Segment};
use entries::entries;
use table::Table;

/// Every route of every client, or every way in: a table, or one JSON object a line.
#[must_use]
pub fn render(schema: &Schema, arguments: RoutesArguments) -> String {
    let format = arguments.check.message_format;
    if arguments.auth {
        print(&entries(schema), format)
    } else {
        print(&routes(schema), format)
    }
}

fn print<const COLUMNS: usize>(table: &Table<COLUMNS>, format: MessageFormat) -> String {
    match format {
        MessageFormat::Human => table.to_text(),
        MessageFormat::Json => table.to_json(),
    }
}

/// The app, and how much there is of it: `my_app: 1 client, 2 pages`.
#[must_use]
pub fn summary(schema: &Schema) -> String {
    let app = schema.app.as_ref().map_or("", |app| app.name.text.as_str());
    let pages = schema.clients.iter().map(|client| client.pages.len()).sum();
    format!(
        "{app}: {}, {}",
        count(schema.clients.len(), "client"),
        count(pages, "page")
    )
}

fn count(number: usize, of: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {of}{plural}")
}

fn routes(schema: &Schema) -> Table<4> {
    let clients = schema.clients.iter();
    let of_client = |client: &Client| {
        let pages = client.pages.iter();
        let rows = pages.flat_map(|page| of_page(schema, client, page));
        rows.collect::<Vec<_>>()
    };
    Table {
        header: ["route", "client", "page", "file"],
        rows: clients.flat_map(of_client).collect(),
    }
}

fn of_page(schema: &Schema, client: &Client, page: &Page) -> Vec<[String; 4]> {
    let row = |path| {
        [
            path,
            client.name.text.clone(),
            page.name.text.clone(),
            page.file.clone(),
        ]
    };
    paths(schema, client, page).into_iter().map(row).collect()
}

/// The paths of a page, the one that is printed first.
fn paths(schema: &Schema, client: &Client, page: &Page) -> Vec<String> {
    let routes = page.routes.iter();
    routes
        .map(|route| path(schema, &client.mount, &route.target))
        .collect()
}

fn path(schema: &Schema, mount: &str, target: &RouteTarget) -> String {
    let mount = mount.trim_end_matches('/');
    match target {
        RouteTarget::NotFound => format!("{mount}/*"),
        RouteTarget::Path(segments) if segments.is_empty() && mount.is_empty() => "/".to_owned(),
        RouteTarget::Path(segments) => segments.iter().fold(mount.to_owned(), |path, segment| {
            path + "/" + &shown(schema, segment)
        }),
    }
}

fn shown(schema: &Schema, segment: &Segment) -> String {
    match segment {
        Segment::Static(text) => text.clone(),
        Segment::Param {
            name,
            ty: ParamType::String,
        } => format!(":{name}"),
        Segment::Param {
            name,
            ty: ParamType::Enum(id),
        } => format!(":{name}<{}>", schema.types[id.0].name.text),
        Segment::Param { name, ty } => format!(":{name}<{ty:?}>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn param(name: &str, ty: ParamType) -> Segment {
        Segment::Param {
            name: name.into(),
            ty,
        }
    }

    #[test]
    fn paths_begin_at_the_mount() {
        let schema = Schema::default();
        let home = RouteTarget::Path(vec![]);
        let game = vec![Segment::Static("games".into()), param("id", ParamType::Int)];
        let day = vec![param("day", ParamType::String)];
        assert_eq!(path(&schema, "/", &home), "/");
        assert_eq!(path(&schema, "/admin", &home), "/admin");
        assert_eq!(
            path(&schema, "/", &RouteTarget::Path(game)),
            "/games/:id<Int>"
        );
        assert_eq!(
            path(&schema, "/admin", &RouteTarget::Path(day)),
            "/admin/:day"
        );
        assert_eq!(path(&schema, "/admin", &RouteTarget::NotFound), "/admin/*");
    }
}
