//! Forms without JavaScript.

use actix_web::{HttpRequest, HttpResponse, web};

use super::pages::Visit;

/// Answers a posted form.
pub(super) async fn post(
    _visit: &Visit<'_>,
    _http: &HttpRequest,
    _body: web::Payload,
) -> HttpResponse {
    HttpResponse::NotImplemented().finish()
}
