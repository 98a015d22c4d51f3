//! The codec against `rmp-serde` as its oracle, and against hostile bytes.
#![allow(clippy::unwrap_used)]

mod damaged;
mod frames;
mod hostile;
mod json;
mod oracle;
mod values;
mod vectors;
