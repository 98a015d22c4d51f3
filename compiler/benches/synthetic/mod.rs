//! An app of any size in the whole language, as its files: what the benchmark compiles and `examples/synthetic.rs`
//! writes to a folder.

mod page;

use std::fmt::Write as _;

/// The tables that the queries of all pages are spread over.
pub(crate) const TABLES: usize = 50;

/// The clients that the pages are spread over; the first is the one that people sign in with.
pub(crate) const CLIENTS: [&str; 4] = ["public", "admin", "staff", "partners"];

/// How many pages have one topic, one job, one shared enum and one shared struct between them.
pub(crate) const PAGES_OF_ONE_TOPIC: usize = 25;

/// A file by its path below the app's root.
pub(crate) struct SyntheticFile {
    /// With forward slashes.
    pub(crate) path: String,
    /// The whole text.
    pub(crate) text: String,
}

/// The sources of an app with this many pages, in the order of their paths.
#[must_use]
pub(crate) fn sources(pages: usize) -> Vec<SyntheticFile> {
    let mut files = vec![
        file("idl/app.rally", app()),
        file("idl/tables.rally", tables()),
        file("idl/public/sign_in.rally", SIGN_IN.to_owned()),
        file("migrations/001_tables.sql", migration()),
    ];
    files.extend(CLIENTS.map(shell));
    files.extend((0..pages.div_ceil(PAGES_OF_ONE_TOPIC)).map(area));
    files.extend((0..pages).map(page::page));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

pub(crate) fn file(path: impl Into<String>, text: String) -> SyntheticFile {
    let path = path.into();
    SyntheticFile { path, text }
}

fn app() -> String {
    let mut text = String::from(APP);
    for client in &CLIENTS[1..] {
        let _ = write!(
            text,
            "
client {client} at \"/{client}\" {{
  auth {{ identity Member  sign_in public.SignIn }}
  context {{ member: Option<Member>  notices: List<String> }}
  context_msg {{ Noticed(String)  Cleared }}
}}
"
        );
    }
    text
}

const APP: &str = "/// As large as it has to be.
app synthetic { database sqlite  protocol msgpack }

/// Whom everybody begins with.
client public at \"/\" {
  auth { identity Member  sign_in SignIn  return_to next  recheck 30m }
  context { member: Option<Member>  theme: Theme }
  context_msg { SetTheme(Theme) }
}

struct Member { id: Int  name: String }
enum Theme { Light  Dark }
/// How far along a thing is.
enum Stage { Draft  Open  Closed }
enum Tab { Overview  Details  History }

/// Where a thing is open.
fragment is_open { t.is_open = 1 AND t.stage <> 'closed' }
";

const SIGN_IN: &str = "page {
  auth optional
  search { next: Option<String> }
  model { email: String  errors: List<String> }
  msg { Typed(String)  Sent(Reply<send_code>) }
  rpc send_code(email: String) -> Result<Unit, List<String>> { auth public }
}
";

fn tables() -> String {
    let table = |number| format!("table things_{number} {{ stage: Stage  changed_at: Time }}\n");
    (0..TABLES).map(table).collect()
}

fn migration() -> String {
    let table = |number: usize| {
        format!(
            "CREATE TABLE things_{number} (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  score REAL NOT NULL DEFAULT 0,
  parent INTEGER REFERENCES things_{before}(id),
  stage TEXT NOT NULL CHECK (stage IN ('draft', 'open', 'closed')),
  changed_at INTEGER NOT NULL,
  is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1))
) STRICT;
CREATE INDEX things_{number}_by_name ON things_{number}(name);
",
            before = number.saturating_sub(1),
        )
    };
    (0..TABLES).map(table).collect()
}

// What stands around the pages of a client, and what they share.
fn shell(client: &str) -> SyntheticFile {
    let text = format!(
        "/// Around every page.
layout Shell {{
  model {{ menu_open: Bool }}
  msg {{ ToggledMenu  Noted(Reply<note_{client}>) }}
}}

/// Beside the lists.
layout Sidebar in Shell {{
  model {{ width: Int }}
  msg {{ Dragged(Int) }}
}}

/// Of all pages.
rpc note_{client}(text: String) -> Result<Unit, String>
"
    );
    file(format!("idl/{client}/shell.rally"), text)
}

// What some pages have between them, whichever clients they belong to.
fn area(number: usize) -> SyntheticFile {
    let text = format!(
        "/// What is live in the area.
topic area_{number}(id: Int) -> AreaEvent{number} {{ authorize }}

enum AreaEvent{number} {{
  /// Something moved.
  Changed(id: Int, stage: Stage)
  Renamed(Area{number})
  Cleared
}}

/// An area, and those below it.
struct Area{number} {{ id: Int  name: String  below: List<Area{number}>  counts: Map<String, (Int, Float)> }}

job tidy_area_{number}(id: Int, stage: Stage) {{ retries 3  backoff 5s }}
"
    );
    file(format!("idl/areas/area_{number}.rally"), text)
}
