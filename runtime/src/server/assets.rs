//! Files of `dist/` to responses: the bundles of the clients and the app's own assets.
//!
//! Only files that were found when the folder was read are served, looked up by their whole path: there is no path to
//! traverse. Layout: `dist/<client>/` with a `manifest.json`, and `dist/assets/`; `name.br` and `name.gz` beside a file
//! are its compressed forms.

mod bundle;
mod folder;
mod media_type;
mod response;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use super::application::ClientDefinition;
use super::state::Shared;
use crate::env::Environment;
pub(crate) use bundle::Bundle;
use bundle::Bundles;
use folder::{File, Folder, Rescan};

/// All files that the server hands out.
pub(crate) struct Assets {
    bundles: Bundles,
    own: Folder,
}

/// How long a browser may keep a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lifetime {
    /// The name has the hash of the contents: for ever.
    Hashed,
    /// It is asked for again each time.
    Plain,
}

impl Assets {
    /// Reads `dist/`. What is missing is logged with what to do, and the app is served without it.
    pub(crate) fn open(
        dist: &Path,
        clients: &[ClientDefinition],
        environment: &Environment,
    ) -> Self {
        let rescan = Rescan::of(environment.mode());
        Self {
            bundles: Bundles::open(dist, clients, rescan),
            own: Folder::open(dist.join("assets"), rescan),
        }
    }

    /// No files, and a bundle for each client that nobody will load: for tests that make the pages live by themselves.
    pub(crate) fn for_test(clients: &[ClientDefinition]) -> Self {
        Self {
            bundles: Bundles::for_test(clients),
            own: Folder::open(PathBuf::new(), Rescan::Never),
        }
    }

    /// The bundle of a client, where it has been built.
    pub(crate) fn bundle(&self, client: &str) -> Option<Arc<Bundle>> {
        self.bundles.get(client)
    }

    /// The address of an asset under its hashed name, where `address` is one of the app's assets.
    pub(crate) fn hashed_address(&self, address: &str) -> Option<String> {
        let path = decode_path(address.strip_prefix('/')?)?;
        let hashed = self.own.by_name(&path)?.hashed_name(&path);
        Some(format!("/{}", encode_path(&hashed)))
    }

    fn own_file(&self, path: &str) -> Option<(Arc<File>, Lifetime)> {
        let path = decode_path(path.strip_prefix('/')?)?;
        let plain = self.own.by_name(&path).map(|file| (file, Lifetime::Plain));
        plain.or_else(|| {
            self.own
                .by_hashed_name(&path)
                .map(|file| (file, Lifetime::Hashed))
        })
    }
}

/// Answers for a file of a client's bundle: `/_rally/app/<client>/<file>`.
pub(crate) async fn bundle_file(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    state: web::Data<Shared>,
) -> HttpResponse {
    let (client, name) = path.into_inner();
    match state.assets.bundles.file(&client, &name) {
        Some(file) => response::respond(&request, file, Lifetime::Hashed).await,
        None => HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("There is no such file.\n"),
    }
}

/// The answer for an asset of the app, or `None` where the path names none.
pub(crate) async fn own_file(request: &HttpRequest, state: &Shared) -> Option<HttpResponse> {
    let (file, lifetime) = state.assets.own_file(request.path())?;
    Some(response::respond(request, file, lifetime).await)
}

/// The text that a percent-encoded path stands for, where it is UTF-8.
fn decode_path(path: &str) -> Option<String> {
    percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .ok()
        .map(|path| path.into_owned())
}

/// A path with everything but the characters of plain names percent-encoded.
fn encode_path(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    utf8_percent_encode(path, KEPT).to_string()
}
