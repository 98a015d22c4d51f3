//! The bundle of a client: what `rallyc build` wrote into `dist/<client>/`, and the script that starts it.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folder::{File, Folder, Rescan};
use super::{decode_path, encode_path};
use crate::server::application::ClientDefinition;

/// The version of the manifest that this runtime reads.
const MANIFEST_VERSION: u32 = 1;

/// The bundle of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bundle {
    /// The address of the JavaScript module.
    pub(crate) js: String,
    /// The address of the wasm.
    pub(crate) wasm: String,
}

/// `manifest.json`.
#[derive(serde::Deserialize)]
struct Manifest {
    version: u32,
    js: String,
    wasm: String,
}

/// Why there is no bundle.
#[derive(Debug)]
enum BundleError {
    Read(std::io::Error),
    Parse(serde_json::Error),
    Version(u32),
    Missing(String),
}

/// The bundles of all clients.
pub(super) struct Bundles {
    rescan: Rescan,
    clients: HashMap<&'static str, Client>,
}

struct Client {
    name: &'static str,
    manifest: PathBuf,
    files: Folder,
    /// As it was when the server started.
    bundle: Option<Arc<Bundle>>,
}

impl Bundles {
    pub(super) fn open(dist: &Path, clients: &[ClientDefinition], rescan: Rescan) -> Self {
        let open =
            |client: &ClientDefinition| (client.name, Client::open(dist, client.name, rescan));
        Self {
            rescan,
            clients: clients.iter().map(open).collect(),
        }
    }

    pub(super) fn for_test(clients: &[ClientDefinition]) -> Self {
        let client = |client: &ClientDefinition| (client.name, Client::for_test(client.name));
        Self {
            rescan: Rescan::Never,
            clients: clients.iter().map(client).collect(),
        }
    }

    pub(super) fn get(&self, client: &str) -> Option<Arc<Bundle>> {
        let client = self.clients.get(client)?;
        match self.rescan {
            Rescan::Never => client.bundle.clone(),
            Rescan::Always => client.read().ok().map(Arc::new),
        }
    }

    /// A file of a bundle by the rest of its address. The manifest itself is not one.
    pub(super) fn file(&self, client: &str, address: &str) -> Option<Arc<File>> {
        let name = decode_path(address).filter(|name| name != "manifest.json")?;
        self.clients.get(client)?.files.by_name(&name)
    }
}

impl Client {
    fn open(dist: &Path, name: &'static str, rescan: Rescan) -> Self {
        let folder = dist.join(name);
        let manifest = folder.join("manifest.json");
        let mut client = Self {
            name,
            manifest,
            files: Folder::open(folder, rescan),
            bundle: None,
        };
        match client.read() {
            Ok(bundle) => client.bundle = Some(Arc::new(bundle)),
            Err(error) => tracing::warn!(
                client = name, manifest = %client.manifest.display(), %error,
                "no bundle: the pages of this client work as plain HTML; run `rallyc build` for the rest"
            ),
        }
        client
    }

    fn for_test(name: &'static str) -> Self {
        let address = |file| format!("/_rally/app/{}/{file}", encode_path(name));
        let bundle = Bundle {
            js: address("test.js"),
            wasm: address("test.wasm"),
        };
        Self {
            name,
            manifest: PathBuf::new(),
            files: Folder::open(PathBuf::new(), Rescan::Never),
            bundle: Some(Arc::new(bundle)),
        }
    }

    fn read(&self) -> Result<Bundle, BundleError> {
        let text = std::fs::read(&self.manifest).map_err(BundleError::Read)?;
        let manifest: Manifest = serde_json::from_slice(&text).map_err(BundleError::Parse)?;
        if manifest.version != MANIFEST_VERSION {
            return Err(BundleError::Version(manifest.version));
        }
        Ok(Bundle {
            js: self.address(&manifest.js)?,
            wasm: self.address(&manifest.wasm)?,
        })
    }

    fn address(&self, file: &str) -> Result<String, BundleError> {
        let there = self.files.by_name(file).is_some();
        let address = || {
            format!(
                "/_rally/app/{}/{}",
                encode_path(self.name),
                encode_path(file)
            )
        };
        there
            .then(address)
            .ok_or_else(|| BundleError::Missing(file.to_owned()))
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "the manifest cannot be read: {error}"),
            Self::Parse(error) => write!(f, "the manifest is not one: {error}"),
            Self::Version(version) => {
                write!(
                    f,
                    "the manifest has version {version}, this runtime reads {MANIFEST_VERSION}"
                )
            }
            Self::Missing(file) => write!(f, "the manifest names {file:?}, which is not there"),
        }
    }
}
