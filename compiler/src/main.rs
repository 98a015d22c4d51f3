//! The `rallyc` command; all it does is in `rallyc::shell`.

fn main() {}
