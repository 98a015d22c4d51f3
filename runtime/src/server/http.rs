//! What holds for every request, whatever it asks for: where it may come from, which headers go out.

pub(crate) mod address;
pub(crate) mod body;
pub(crate) mod exchange;
pub(crate) mod headers;
pub(crate) mod provenance;
pub(crate) mod under_way;

pub(crate) use provenance::{CookiesIgnored, guard};
pub(crate) use under_way::{CallPlace, CallsUnderWay};
