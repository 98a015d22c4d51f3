//! What generated code calls beside the public modules. Not for apps: it may change with any version of `rallyc`,
//! which writes the code that uses it.

#[cfg(feature = "server")]
pub mod db {
    //! Statements of generated queries.
}
