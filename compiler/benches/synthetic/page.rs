//! One page of the app: a model, messages with an enum of their own, `load`, calls, a search, a topic, a layout, every
//! other one a model on the server, and two queries.

use super::{CLIENTS, PAGES_OF_ONE_TOPIC, SyntheticFile, TABLES, file};

const MODEL_ON_THE_SERVER: &str = "
  server {
    model { seen: Int }
    to_server { Typing(text: String) }
    to_client { OthersTyping(names: List<String>) }
  }
";

pub(super) fn page(number: usize) -> SyntheticFile {
    let area = number / 100;
    let client = CLIENTS[number % CLIENTS.len()];
    let name = match number % 3 {
        0 => format!("page_{number}/id_"),
        _ => format!("page_{number}"),
    };
    let text = format!("{}{}", contract(number, client), types(number));
    file(format!("idl/{client}/area_{area}/{name}.rally"), text)
}

fn contract(number: usize, client: &str) -> String {
    let topic = number / PAGES_OF_ONE_TOPIC;
    let (server, sent) = match number.is_multiple_of(2) {
        true => (MODEL_ON_THE_SERVER, "\n    FromServer(ToClient)"),
        false => ("", ""),
    };
    let layout = ["Shell", "Sidebar"][number / CLIENTS.len() % 2];
    format!(
        "/// The things of number {number}.
page {{
  auth required
  layout {layout}
  search {{ tab: Tab = Details  page: Int = 1  filter: Option<String>  stages: List<Stage> = [] }}
  model {{
    /// What is shown.
    things: List<Thing{number}>
    area: Area{topic}
    draft: String
    errors: List<String>
    is_saving: Bool
  }}
  msg {{
    Typed(String)
    ClickedSave(id: Int)
    Answered(Answer{number})
    Live(Event<area_{topic}>)
    Noted(Reply<note_{client}>){sent}
  }}
  load -> List<Thing{number}>

  /// Stores a name, and answers how many things have it.
  rpc save(id: Int, name: String) -> Result<Int, List<String>>
  rpc archive(id: Int, stage: Stage) -> Option<Area{topic}>
{server}
  subscribe area_{topic}
{}}}
",
        queries(number),
    )
}

fn queries(number: usize) -> String {
    let (table, other) = (number % TABLES, (number * 7 + 3) % TABLES);
    format!(
        "
  /// Those that are open, with the name of what they belong to.
  query open_things_{number}(minimum: Float, limit: Int) -> List<Thing{number}> {{
    SELECT t.id, t.name, t.score, o.name AS owner
    FROM things_{table} t LEFT JOIN things_{other} o ON o.id = t.parent
    WHERE {{is_open}} AND t.score >= :minimum
    ORDER BY t.score DESC, t.name LIMIT :limit
  }}

  query rename_thing_{number}(id: Int, name: String) -> Option<Int> {{
    UPDATE things_{table} SET name = :name WHERE id = :id RETURNING id
  }}
"
    )
}

fn types(number: usize) -> String {
    format!(
        "
/// What comes back from the page's calls.
enum Answer{number} {{ Saved(Reply<save>)  Archived(Reply<archive>) }}

/// A row of the page.
struct Thing{number} {{
  id: Int
  name: String
  score: Float
  /// Nothing where it stands alone.
  owner: Option<String>
}}
"
    )
}
