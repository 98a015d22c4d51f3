//! The addresses that the server answers by itself, and the pages behind all others.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Responder};

use super::state::Shared;
use super::{assets, dev, pages, partings, redemption, remote, socket};
use crate::db::{self, Query};

/// Adds all services of the runtime.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .route("/_rally/health", web::get().to(health))
        .route("/_rally/ready", web::get().to(ready))
        .route(
            "/_rally/app/{client}/{file:.*}",
            web::get().to(assets::bundle_file),
        )
        .route(
            "/_rally/app/{client}/{file:.*}",
            web::head().to(assets::bundle_file),
        )
        .route("/_rally/dev", web::get().to(dev::events))
        .route("/_rally/socket/{client}", web::get().to(socket::open))
        .route("/_rally/calls/{client}", web::post().to(partings::take))
        .route("/_rally/redeem/{client}", web::post().to(redemption::take))
        .service(
            web::resource("/_rally/rpc/{name:.*}")
                .route(web::post().to(remote::take))
                .default_service(web::to(remote::only_post)),
        )
        .route("/_rally/{unknown:.*}", web::to(unknown))
        .default_service(web::to(pages::serve));
}

/// The process lives.
async fn health() -> impl Responder {
    "ok\n"
}

/// The process can serve pages: the database answers.
async fn ready(state: web::Data<Shared>) -> HttpResponse {
    static PROBE: Query = Query {
        name: "ready",
        sql: "SELECT 1",
    };
    match db::one(&state.db, &PROBE, Vec::new(), |row| row.int(0)).await {
        Ok(_) => HttpResponse::Ok().body("ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            HttpResponse::ServiceUnavailable().body("not ready\n")
        }
    }
}

pub(super) async fn unknown() -> HttpResponse {
    HttpResponse::NotFound()
        .content_type("text/plain; charset=utf-8")
        .body("There is nothing here.\n")
}
