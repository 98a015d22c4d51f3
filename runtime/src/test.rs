//! Pages driven without a browser: an app's own pages, handlers and gate, on a database in memory, in a plain `#[test]`.
//!
//! ```ignore
//! use rally_runtime::test::App;
//! use rally_runtime::test_db;
//!
//! fn app() -> App {
//!     let db = test_db::open(&generated_app::migrations()).expect("the migrations run");
//!     let context = server::ServerContext { db: db.clone() };
//!     App::new(generated_app::App::new(context), db)
//! }
//!
//! #[test]
//! fn a_click_is_counted() {
//!     let page = app().visit("/");
//!     page.click("Increment");
//!     assert_eq!(page.find("#count").text(), "1");
//! }
//! ```
//!
//! Only the network and the screen are missing. Documents come from the server's own services, with cookies and all
//! headers; the page is made live from what they carry; calls are frames of the conversation, which pass the gate and
//! run in real transactions. Controls are found as users find them, by the name that is read out for them. A call of
//! this module returns when all that it led to is done: every call answered, every page loaded. What goes wrong ends
//! the test with what was looked for and what there is, at the line that asked.
//!
//! Time stands still until [`Page::advance`] moves it: `effect::after`, deadlines and debounced events wait for that.

mod act;
mod app;
mod browser;
mod errand;
mod find;
mod form;
mod found;
mod kept;
mod keys;
mod link;
mod live;
mod name;
mod network;
mod page;
mod purpose;
pub mod refusals;
mod screen;
mod snapshot;
mod tab;
mod telling;
mod timers;
mod trouble;
pub(crate) mod witness;

pub use crate::effect::Asked;
pub use app::App;
pub use browser::Browser;
pub use found::Found;
pub use page::Page;
