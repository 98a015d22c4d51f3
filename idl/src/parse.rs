//! Text to syntax tree, with recovery.
