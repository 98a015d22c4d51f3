//! Environment variables to the settings of one server process. Every mistake is reported at once, by name.
//!
//! Knows no sockets and no database; reads the process's environment in [`Environment::read`] only.

mod error;
mod network;
mod origin;
mod secret;

pub use error::{EnvError, Mistake};
pub use network::Network;
pub(crate) use origin::is_local_host;
pub use origin::{Origin, ParseOriginError};
pub(crate) use secret::Purpose;
pub use secret::Secret;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

/// The port when `PORT` is not set.
pub const DEFAULT_PORT: u16 = 8080;

/// What the process is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One developer's machine: localhost names only, plain HTTP, a secret that everybody knows.
    Development,
    /// A test run: as development, without its endpoints.
    Test,
    /// Everything else: secure cookies, required secret and origins, no details of errors.
    Production,
}

/// The settings of one server process.
#[derive(Debug, Clone)]
pub struct Environment {
    mode: Mode,
    secret: Secret,
    origins: Vec<Origin>,
    host: IpAddr,
    port: u16,
    database: Option<PathBuf>,
    dist: Option<PathBuf>,
    trusted_proxies: Vec<Network>,
    slow_query: Option<Duration>,
    development_build: Option<String>,
}

impl Environment {
    /// Reads `APP_ENV`, `APP_SECRET`, `ORIGINS`, `HOST`, `PORT`, `DATABASE`, `DIST`, `TRUSTED_PROXIES` and
    /// `SLOW_QUERY_MS`, and `RALLY_DEV_BUILD`, which `rallyc dev` sets.
    ///
    /// # Errors
    /// Lists every variable that is missing or cannot be read.
    pub fn read() -> Result<Self, EnvError> {
        Self::from_lookup(|name| std::env::var(name).ok(), Mode::of_build())
    }

    /// Reads the same variables from `lookup`; `default` is the mode when `APP_ENV` is not set.
    ///
    /// # Errors
    /// Lists every variable that is missing or cannot be read.
    pub fn from_lookup(
        lookup: impl Fn(&str) -> Option<String>,
        default: Mode,
    ) -> Result<Self, EnvError> {
        let mut variables = Variables {
            lookup,
            mistakes: Vec::new(),
        };
        let mode = variables.parse("APP_ENV", Mode::parse).unwrap_or(default);
        let environment = Self {
            mode,
            secret: variables.secret(mode),
            origins: variables.origins(mode),
            host: variables
                .parse("HOST", parse_host)
                .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            port: variables.parse("PORT", parse_port).unwrap_or(DEFAULT_PORT),
            database: variables.get("DATABASE").map(PathBuf::from),
            dist: variables.get("DIST").map(PathBuf::from),
            trusted_proxies: variables.list("TRUSTED_PROXIES", Network::parse),
            slow_query: variables.parse("SLOW_QUERY_MS", parse_milliseconds),
            development_build: variables
                .get("RALLY_DEV_BUILD")
                .filter(|_| mode == Mode::Development),
        };
        if variables.mistakes.is_empty() {
            Ok(environment)
        } else {
            Err(EnvError {
                mistakes: variables.mistakes,
            })
        }
    }

    /// What the process is for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The key of all HMACs.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The origins that the app is reached at. Empty in development where none are named: any localhost name then.
    #[must_use]
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    /// Whether the names of this machine itself count as the app's: everywhere but in production.
    #[must_use]
    pub(crate) fn accepts_local_hosts(&self) -> bool {
        self.mode != Mode::Production
    }

    /// The address to listen on.
    #[must_use]
    pub fn host(&self) -> IpAddr {
        self.host
    }

    /// The port to listen on; 0 lets the system choose.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The database file: `DATABASE`, or else this one.
    #[must_use]
    pub fn database(&self, default: &str) -> PathBuf {
        self.database
            .clone()
            .unwrap_or_else(|| PathBuf::from(default))
    }

    /// The folder of bundles and assets: `DIST`, or else `dist` in the working directory.
    #[must_use]
    pub fn dist(&self) -> PathBuf {
        self.dist.clone().unwrap_or_else(|| PathBuf::from("dist"))
    }

    /// The proxies whose forwarded headers count.
    #[must_use]
    pub fn trusted_proxies(&self) -> &[Network] {
        &self.trusted_proxies
    }

    /// From how long on a query is logged as slow, where `SLOW_QUERY_MS` says so.
    #[must_use]
    pub fn slow_query(&self) -> Option<Duration> {
        self.slow_query
    }

    /// The build that `rallyc dev` has started; always `None` outside development.
    #[must_use]
    pub fn development_build(&self) -> Option<&str> {
        self.development_build.as_deref()
    }
}

impl Mode {
    /// Production for a build with optimisations, development for one without.
    fn of_build() -> Self {
        if cfg!(debug_assertions) {
            Self::Development
        } else {
            Self::Production
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "dev" => Ok(Self::Development),
            "test" => Ok(Self::Test),
            "prod" => Ok(Self::Production),
            _ => Err(format!("{text:?} is none of `dev`, `test` and `prod`")),
        }
    }
}

fn parse_host(text: &str) -> Result<IpAddr, String> {
    let expected = |_| {
        format!("{text:?} is not an IP address; write 127.0.0.1, or 0.0.0.0 for every interface")
    };
    text.parse().map_err(expected)
}

fn parse_port(text: &str) -> Result<u16, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is not a port; write a number from 0 to 65535"))
}

fn parse_milliseconds(text: &str) -> Result<Duration, String> {
    text.parse().map(Duration::from_millis).map_err(|_| {
        format!("{text:?} is not a number of milliseconds; write 100, or 0 for every query")
    })
}

/// The variables, and what was wrong with those read so far.
struct Variables<L> {
    lookup: L,
    mistakes: Vec<Mistake>,
}

impl<L: Fn(&str) -> Option<String>> Variables<L> {
    /// The value; an empty one counts as not set, as shells and service files write it.
    fn get(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }

    fn parse<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        match parse(&self.get(name)?) {
            Ok(value) => Some(value),
            Err(why) => {
                self.mistakes.push(Mistake {
                    variable: name,
                    why,
                });
                None
            }
        }
    }

    fn list<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let text = self.get(name).unwrap_or_default();
        let mut values = Vec::new();
        for item in text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
        {
            match parse(item) {
                Ok(value) => values.push(value),
                Err(why) => self.mistakes.push(Mistake {
                    variable: name,
                    why,
                }),
            }
        }
        values
    }

    fn secret(&mut self, mode: Mode) -> Secret {
        let parsed = self.parse("APP_SECRET", Secret::parse);
        if parsed.is_none() && mode == Mode::Production && self.get("APP_SECRET").is_none() {
            let why = "is required in production: set it to at least 32 random characters, for example from \
                       `openssl rand -hex 32`, and keep it over restarts";
            self.mistakes.push(Mistake {
                variable: "APP_SECRET",
                why: why.to_owned(),
            });
        }
        parsed.unwrap_or_else(Secret::development)
    }

    fn origins(&mut self, mode: Mode) -> Vec<Origin> {
        let parse = |text: &str| Origin::parse(text).map_err(|error| error.to_string());
        let origins = self.list("ORIGINS", parse);
        let said = self
            .mistakes
            .iter()
            .any(|mistake| mistake.variable == "ORIGINS");
        if mode == Mode::Production && origins.is_empty() && !said {
            let why = "is required in production: the addresses that browsers reach the app at, separated by commas, \
                       such as `https://example.org`";
            self.mistakes.push(Mistake {
                variable: "ORIGINS",
                why: why.to_owned(),
            });
        }
        origins
    }
}

#[cfg(test)]
mod tests;
