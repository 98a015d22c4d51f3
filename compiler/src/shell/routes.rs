//! The routes of a schema as a table.

use super::command_line::{CheckArguments, MessageFormat};
use crate::ir::{Client, ParamType, RouteTarget, Schema, Segment};

#[derive(Debug, PartialEq, Eq)]
struct Row {
    path: String,
    client: String,
    page: String,
    file: String,
}

/// Every route of every client: a table, or one JSON object a line.
#[must_use]
pub fn render(schema: &Schema, arguments: CheckArguments) -> String {
    let rows: Vec<Row> = schema.clients.iter().flat_map(rows).collect();
    match arguments.message_format {
        MessageFormat::Human => table(&rows),
        MessageFormat::Json => rows.iter().map(object).collect::<Vec<_>>().join("\n"),
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

fn rows(client: &Client) -> Vec<Row> {
    let row = |page: &crate::ir::Page| Row {
        path: path(&client.mount, &page.route().target),
        client: client.name.text.clone(),
        page: page.name.text.clone(),
        file: page.file.clone(),
    };
    client.pages.iter().map(row).collect()
}

fn path(mount: &str, target: &RouteTarget) -> String {
    let mount = mount.trim_end_matches('/');
    match target {
        RouteTarget::NotFound => format!("{mount}/*"),
        RouteTarget::Path(segments) if segments.is_empty() && mount.is_empty() => "/".to_owned(),
        RouteTarget::Path(segments) => segments.iter().fold(mount.to_owned(), |path, segment| {
            path + "/" + &shown(segment)
        }),
    }
}

fn shown(segment: &Segment) -> String {
    match segment {
        Segment::Static(text) => text.clone(),
        Segment::Param {
            name,
            ty: ParamType::String,
        } => format!(":{name}"),
        Segment::Param { name, ty } => format!(":{name}<{ty:?}>"),
    }
}

fn table(rows: &[Row]) -> String {
    let header = ["route", "client", "page", "file"].map(str::to_owned);
    let cells = |row: &Row| {
        [
            row.path.clone(),
            row.client.clone(),
            row.page.clone(),
            row.file.clone(),
        ]
    };
    let lines: Vec<[String; 4]> = std::iter::once(header)
        .chain(rows.iter().map(cells))
        .collect();
    let width = |column: usize| {
        let widths = lines.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    let print = |[path, client, page, file]: &[String; 4]| {
        let [a, b, c] = widths;
        format!("{path:a$}  {client:b$}  {page:c$}  {file}")
    };
    lines.iter().map(print).collect::<Vec<_>>().join("\n")
}

fn object(row: &Row) -> String {
    serde_json::json!({
        "path": row.path, "client": row.client, "page": row.page, "file": row.file,
    })
    .to_string()
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
        let home = RouteTarget::Path(vec![]);
        let game = vec![Segment::Static("games".into()), param("id", ParamType::Int)];
        let day = vec![param("day", ParamType::String)];
        assert_eq!(path("/", &home), "/");
        assert_eq!(path("/admin", &home), "/admin");
        assert_eq!(path("/", &RouteTarget::Path(game)), "/games/:id<Int>");
        assert_eq!(path("/admin", &RouteTarget::Path(day)), "/admin/:day");
        assert_eq!(path("/admin", &RouteTarget::NotFound), "/admin/*");
    }

    #[test]
    fn columns_stand_below_each_other() {
        let row = |path: &str, page: &str| Row {
            path: path.into(),
            client: "public".into(),
            page: page.into(),
            file: "idl/x.rally".into(),
        };
        let text = table(&[row("/", "Home"), row("/games/:id<Int>", "GamesId")]);
        let expected = "\
route            client  page     file
/                public  Home     idl/x.rally
/games/:id<Int>  public  GamesId  idl/x.rally";
        assert_eq!(text, expected);
    }
}
