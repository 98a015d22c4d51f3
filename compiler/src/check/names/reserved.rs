//! Names that generated code, or what stands beside it, has already.

// A page's trait and module have these already; an rpc `update` would be `server_update` and `ServerUpdate`.
pub(super) const RPCS_TAKEN: [&str; 10] = [
    "authorize",
    "context",
    "head",
    "init",
    "load",
    "model",
    "msg",
    "subscriptions",
    "update",
    "view",
];

// The names that every page module or client module has, or that everybody imports beside them.
pub(super) const TYPES_TAKEN: [&str; 24] = [
    "Box",
    "ClientContext",
    "Context",
    "ContextMsg",
    "Effect",
    "Element",
    "Err",
    "Event",
    "Head",
    "Model",
    "Msg",
    "None",
    "Ok",
    "Params",
    "Request",
    "Route",
    "Search",
    "ServerContext",
    "ServerModel",
    "Some",
    "ToClient",
    "ToServer",
    "Topic",
    "Vec",
];

pub(super) const BUILT_IN_TYPES: [&str; 19] = [
    "Bool", "Bytes", "Date", "Decimal", "File", "Float", "Int", "Json", "List", "Map", "Option",
    "Reply", "Result", "Self", "String", "Time", "Unit", "Uuid", "_",
];

// Modules beside those of the clients, the crates that generated code names, and what cargo takes for a file of its own.
pub(super) const CLIENTS_TAKEN: [&str; 18] = [
    "app",
    "bin",
    "clients",
    "contract",
    "core",
    "entries",
    "jobs",
    "json",
    "lib",
    "main",
    "migrations",
    "queries",
    "rally_runtime",
    "server",
    "shapes",
    "std",
    "topics",
    "types",
];

// Modules beside those of a client's pages, what the file of a page that is written for you imports, and modules whose
// files Rust or cargo take for something else.
pub(super) const PAGES_TAKEN: [&str; 12] = [
    "ClientContext",
    "Context",
    "Effect",
    "Element",
    "Lib",
    "Main",
    "Mod",
    "Model",
    "Msg",
    "Route",
    "Routes",
    "Wire",
];
