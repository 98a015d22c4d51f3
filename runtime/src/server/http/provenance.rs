//! Where a request comes from: refused when another site has made it, without its cookies when nobody can tell.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpResponse, web};

use super::headers;
use crate::env::{Environment, is_local_host};
use crate::server::state::Shared;

/// What the headers of a request say of its origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Provenance {
    /// Our own page, or a request that changes nothing.
    Own,
    /// Not said: no browser of today. Its cookies do not count.
    Unknown,
    /// Another site.
    Foreign,
}

/// Marks a request whose cookies do not count: the browser may have a session all the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CookiesIgnored;

/// The outermost layer of every service, the app's own routes included.
pub(crate) async fn guard(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let state = request
        .app_data::<web::Data<Shared>>()
        .expect("every service is made with the shared state")
        .clone();
    let environment = &state.environment;
    let refusal = refuse(
        environment,
        request.head().method.clone(),
        request.path(),
        request.headers(),
    );
    let mut response = match refusal {
        Some(refusal) => request.into_response(plain(refusal)),
        None => {
            if provenance(environment, request.method(), request.headers()) == Provenance::Unknown {
                request.headers_mut().remove(header::COOKIE);
                request.extensions_mut().insert(CookiesIgnored);
            }
            next.call(request).await?.map_into_boxed_body()
        }
    };
    headers::complete(response.headers_mut(), environment);
    Ok(response)
}

/// A status and a sentence.
fn plain((status, text): (StatusCode, &'static str)) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .body(text)
}

fn refuse(
    environment: &Environment,
    method: Method,
    path: &str,
    headers: &HeaderMap,
) -> Option<(StatusCode, &'static str)> {
    // Whoever watches over the process asks by its address.
    let probe = matches!(path, "/_rally/health" | "/_rally/ready");
    if !probe && !is_our_host(environment, headers) {
        return Some((
            StatusCode::MISDIRECTED_REQUEST,
            "This server does not answer for that host name.\n",
        ));
    }
    (provenance(environment, &method, headers) == Provenance::Foreign).then_some((
        StatusCode::FORBIDDEN,
        "This request was made by another site.\n",
    ))
}

fn is_our_host(environment: &Environment, headers: &HeaderMap) -> bool {
    let Some(host) = text(headers, header::HOST) else {
        return false;
    };
    let named = environment
        .origins()
        .iter()
        .any(|origin| origin.is_host(host));
    named || (environment.accepts_local_hosts() && is_local_host(host))
}

fn provenance(environment: &Environment, method: &Method, headers: &HeaderMap) -> Provenance {
    let changes_nothing =
        matches!(*method, Method::GET | Method::HEAD) && !headers.contains_key(header::UPGRADE);
    if changes_nothing {
        return Provenance::Own;
    }
    let site = headers
        .get("sec-fetch-site")
        .map(|site| site.as_bytes() == b"same-origin");
    let origin = headers
        .get(header::ORIGIN)
        .map(|_| is_our_origin(environment, headers));
    match (site, origin) {
        (Some(false), _) | (_, Some(false)) => Provenance::Foreign,
        (None, None) => Provenance::Unknown,
        (Some(true), _) | (_, Some(true)) => Provenance::Own,
    }
}

fn is_our_origin(environment: &Environment, headers: &HeaderMap) -> bool {
    let (Some(origin), Some(host)) = (text(headers, header::ORIGIN), text(headers, header::HOST))
    else {
        return false;
    };
    let named = environment
        .origins()
        .iter()
        .any(|known| known.to_string() == origin);
    // A page on this machine speaks to the very host and port that it came from.
    let local = || {
        environment.accepts_local_hosts()
            && is_local_host(host)
            && origin == format!("http://{host}")
    };
    named || local()
}

/// A header that is there once and is text.
fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut lines = headers.get_all(name);
    let line = lines.next()?.to_str().ok()?;
    lines.next().is_none().then_some(line)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use actix_web::test::TestRequest;

    use super::*;
    use crate::env::Mode;

    fn environment(origins: &str) -> Environment {
        let value = |name: &str| match name {
            "ORIGINS" => Some(origins.to_owned()),
            _ => None,
        };
        Environment::from_lookup(value, Mode::Development).unwrap()
    }

    fn of(environment: &Environment, headers: &[(&'static str, &'static str)]) -> Provenance {
        let mut request = TestRequest::post();
        for header in headers {
            request = request.append_header(*header);
        }
        let request = request.to_http_request();
        provenance(environment, request.method(), request.headers())
    }

    const HOST: (&str, &str) = ("host", "localhost:8080");

    #[test]
    fn our_own_pages_are_known_by_either_header() {
        let local = environment("");
        assert_eq!(
            of(&local, &[HOST, ("sec-fetch-site", "same-origin")]),
            Provenance::Own
        );
        assert_eq!(
            of(&local, &[HOST, ("origin", "http://localhost:8080")]),
            Provenance::Own
        );
        let named = environment("https://example.org");
        assert_eq!(
            of(
                &named,
                &[("host", "example.org"), ("origin", "https://example.org")]
            ),
            Provenance::Own
        );
    }

    #[test]
    fn another_site_is_foreign_whatever_else_it_says() {
        let local = environment("");
        for foreign in [
            "http://evil.example",
            "http://localhost:8081",
            "https://localhost:8080",
            "null",
            "",
        ] {
            assert_eq!(
                of(&local, &[HOST, ("origin", foreign)]),
                Provenance::Foreign,
                "{foreign}"
            );
            let both = [HOST, ("origin", foreign), ("sec-fetch-site", "same-origin")];
            assert_eq!(of(&local, &both), Provenance::Foreign, "{foreign}");
        }
        for site in ["same-site", "cross-site", "none", ""] {
            assert_eq!(
                of(&local, &[HOST, ("sec-fetch-site", site)]),
                Provenance::Foreign,
                "{site}"
            );
        }
        let twice = [
            HOST,
            ("origin", "http://localhost:8080"),
            ("origin", "http://evil.example"),
        ];
        assert_eq!(of(&local, &twice), Provenance::Foreign);
    }

    #[test]
    fn nobody_can_tell_without_either_header() {
        assert_eq!(of(&environment(""), &[HOST]), Provenance::Unknown);
    }

    #[test]
    fn hosts_are_local_names_or_named_ones() {
        let is_ours = |environment: &Environment, host: &'static str| {
            is_our_host(
                environment,
                TestRequest::get()
                    .insert_header(("host", host))
                    .to_http_request()
                    .headers(),
            )
        };
        assert!(is_ours(&environment(""), "localhost:8080"));
        assert!(!is_ours(&environment(""), "rebound.example:8080"));
        assert!(is_ours(&environment("https://example.org"), "example.org"));
        assert!(!is_ours(
            &environment("https://example.org"),
            "localhost.example.org"
        ));
    }
}
