//! Diagnostics to the text a person reads.
