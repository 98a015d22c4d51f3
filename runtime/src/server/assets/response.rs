//! A file to a response: the form that the browser can read, or that it has it already.

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};

use super::Lifetime;
use super::folder::File;
use crate::server::http::headers::{IMMUTABLE, REVALIDATED};

/// One form of a file.
struct Form {
    path: PathBuf,
    /// The value of `Content-Encoding`.
    coding: Option<&'static str>,
    etag: String,
}

/// Answers GET and HEAD for a file.
pub(super) async fn respond(
    request: &HttpRequest,
    file: Arc<File>,
    lifetime: Lifetime,
) -> HttpResponse {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return HttpResponse::MethodNotAllowed()
            .insert_header((header::ALLOW, "GET, HEAD"))
            .finish();
    }
    let form = choose(&file, request.headers());
    let mut response = HttpResponse::build(StatusCode::OK);
    response
        .content_type(file.media_type)
        .insert_header((header::ETAG, form.etag.clone()))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((
            header::CACHE_CONTROL,
            match lifetime {
                Lifetime::Hashed => IMMUTABLE,
                Lifetime::Plain => REVALIDATED,
            },
        ));
    if names_etag(request.headers(), &form.etag) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    if let Some(coding) = form.coding {
        response.insert_header((header::CONTENT_ENCODING, coding));
    }
    match read(form.path).await {
        Ok(contents) => response.body(contents),
        Err(error) => {
            tracing::error!(file = %file.path.display(), %error, "the file cannot be read");
            HttpResponse::InternalServerError().finish()
        }
    }
}

async fn read(path: PathBuf) -> std::io::Result<Vec<u8>> {
    web::block(move || std::fs::read(path))
        .await
        .map_err(std::io::Error::other)?
}

fn choose(file: &File, headers: &HeaderMap) -> Form {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|line| line.to_str().ok())
        .unwrap_or_default();
    let compressed = |path: &Option<PathBuf>, coding: &'static str| {
        let path = path.clone().filter(|_| accepts(accepted, coding))?;
        Some(Form {
            path,
            coding: Some(coding),
            etag: format!("\"{}-{coding}\"", file.hash),
        })
    };
    let plain = || Form {
        path: file.path.clone(),
        coding: None,
        etag: format!("\"{}\"", file.hash),
    };
    compressed(&file.brotli, "br")
        .or_else(|| compressed(&file.gzip, "gzip"))
        .unwrap_or_else(plain)
}

/// Whether `Accept-Encoding` names a coding, and not with `q=0`.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let quality =
            parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        named
            && quality
                .is_none_or(|quality| quality.parse::<f32>().is_ok_and(|quality| quality > 0.0))
    })
}

/// Whether `If-None-Match` names this tag; weak comparison, as RFC 9110 asks for here.
fn names_etag(headers: &HeaderMap, etag: &str) -> bool {
    let lines = headers
        .get_all(header::IF_NONE_MATCH)
        .filter_map(|line| line.to_str().ok());
    let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn a_coding_counts_where_it_is_named_and_not_refused() {
        assert!(accepts("gzip, deflate, br", "br") && accepts("BR;q=0.5", "br"));
        assert!(
            !accepts("", "br") && !accepts("gzip;q=1, br;q=0", "br") && !accepts("brotli", "br")
        );
        assert!(!accepts("br;q=nonsense", "br"));
    }
}
