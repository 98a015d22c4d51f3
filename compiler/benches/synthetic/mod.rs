//! An app of any size, as its files: what the benchmark compiles and `examples/synthetic.rs` writes to a folder.

/// The tables that the queries of all pages are spread over.
const TABLES: usize = 50;

/// A file by its path below the app's root.
pub(crate) struct SyntheticFile {
    /// With forward slashes.
    pub(crate) path: String,
    /// The whole text.
    pub(crate) text: String,
}

/// The sources of an app with this many pages. Each has a model, messages, `load`, an rpc, a read query and a write
/// query.
#[must_use]
pub(crate) fn sources(pages: usize) -> Vec<SyntheticFile> {
    let mut files = vec![
        file("idl/app.rally", APP.to_owned()),
        file("migrations/001_tables.sql", migration()),
    ];
    files.extend((0..pages).map(page));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

const APP: &str = "/// As large as it has to be.\napp synthetic { database sqlite  protocol msgpack }\n\nclient public at \"/\"\n";

fn file(path: impl Into<String>, text: String) -> SyntheticFile {
    let path = path.into();
    SyntheticFile { path, text }
}

fn migration() -> String {
    let table = |number: usize| {
        format!(
            "CREATE TABLE things_{number} (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  score REAL NOT NULL DEFAULT 0,
  parent INTEGER REFERENCES things_{before}(id),
  is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1))
) STRICT;
CREATE INDEX things_{number}_by_name ON things_{number}(name);
",
            before = number.saturating_sub(1),
        )
    };
    (0..TABLES).map(table).collect()
}

fn page(number: usize) -> SyntheticFile {
    let (table, other) = (number % TABLES, (number * 7 + 3) % TABLES);
    let text = format!(
        "/// The things of number {number}.
page {{
  model {{
    /// What is shown.
    things: List<Thing{number}>
    draft: String
    errors: List<String>
    is_saving: Bool
  }}
  msg {{ Typed(String)  ClickedSave(id: Int)  Saved(Reply<save>) }}
  load -> List<Thing{number}>

  /// Stores a name, and answers how many things have it.
  rpc save(id: Int, name: String) -> Result<Int, List<String>>

  /// Those that are open, with the name of what they belong to.
  query open_things_{number}(minimum: Float, limit: Int) -> List<Thing{number}> {{
    SELECT t.id, t.name, t.score, o.name AS owner
    FROM things_{table} t LEFT JOIN things_{other} o ON o.id = t.parent
    WHERE t.is_open = 1 AND t.score >= :minimum
    ORDER BY t.score DESC, t.name LIMIT :limit
  }}

  query rename_thing_{number}(id: Int, name: String) -> Option<Int> {{
    UPDATE things_{table} SET name = :name WHERE id = :id RETURNING id
  }}
}}

/// A row of the page.
struct Thing{number} {{
  id: Int
  name: String
  score: Float
  /// Nothing where it stands alone.
  owner: Option<String>
}}
"
    );
    let area = number / 100;
    file(format!("idl/public/area_{area}/page_{number}.rally"), text)
}
