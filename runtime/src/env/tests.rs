//! The environment as a table: variables in, settings or mistakes out.
#![allow(clippy::unwrap_used)]

use super::*;

fn read(variables: &[(&str, &str)]) -> Result<Environment, EnvError> {
    let lookup = |name: &str| {
        let found = variables.iter().find(|(variable, _)| *variable == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Environment::from_lookup(lookup, Mode::Development)
}

fn mistaken(variables: &[(&str, &str)]) -> Vec<&'static str> {
    read(variables)
        .unwrap_err()
        .mistakes
        .iter()
        .map(|mistake| mistake.variable)
        .collect()
}

#[test]
fn nothing_set_is_development_on_localhost() {
    let environment = read(&[]).unwrap();
    assert_eq!(environment.mode(), Mode::Development);
    assert_eq!(
        (environment.host(), environment.port()),
        (IpAddr::V4(Ipv4Addr::LOCALHOST), 8080)
    );
    assert_eq!(
        environment.database("counter.db"),
        PathBuf::from("counter.db")
    );
}

#[test]
fn an_unknown_mode_is_a_mistake() {
    assert_eq!(mistaken(&[("APP_ENV", "production")]), ["APP_ENV"]);
}

#[test]
fn production_requires_a_secret_and_origins() {
    assert_eq!(mistaken(&[("APP_ENV", "prod")]), ["APP_SECRET", "ORIGINS"]);
}

#[test]
fn a_list_of_no_origins_names_none() {
    let production = |origins| {
        mistaken(&[
            ("APP_ENV", "prod"),
            ("APP_SECRET", "0123456789abcdef0123456789abcdef"),
            ("ORIGINS", origins),
        ])
    };
    assert_eq!(production(" , "), ["ORIGINS"]);
    assert_eq!(production("example.org"), ["ORIGINS"], "and says so once");
}

#[test]
fn every_mistake_is_listed_at_once() {
    let variables = [
        ("APP_ENV", "prod"),
        ("APP_SECRET", "short"),
        ("PORT", "http"),
        ("HOST", "here"),
        ("ORIGINS", "example.org"),
    ];
    assert_eq!(
        mistaken(&variables),
        ["APP_SECRET", "ORIGINS", "HOST", "PORT"]
    );
}

#[test]
fn a_mistake_says_what_to_do() {
    let error = read(&[("PORT", "80a")]).unwrap_err().to_string();
    let expected = "the environment is not usable:\n  PORT: \"80a\" is not a port; write a number from 0 to 65535";
    assert_eq!(error, expected);
}

#[test]
fn the_secret_is_never_printed() {
    let environment = read(&[("APP_SECRET", "0123456789abcdef0123456789abcdef")]).unwrap();
    assert!(!format!("{environment:?}").contains("0123"));
}

#[test]
fn a_development_build_counts_in_development_only() {
    let build = ("RALLY_DEV_BUILD", "7");
    assert_eq!(read(&[build]).unwrap().development_build(), Some("7"));
    assert_eq!(
        read(&[build, ("APP_ENV", "test")])
            .unwrap()
            .development_build(),
        None
    );
}

#[test]
fn origins_are_brought_to_the_form_of_browsers() {
    let origin = |text| Origin::parse(text).map(|origin| origin.to_string()).ok();
    assert_eq!(
        origin("https://Example.org:443").as_deref(),
        Some("https://example.org")
    );
    assert_eq!(
        origin("http://localhost:8080").as_deref(),
        Some("http://localhost:8080")
    );
    assert_eq!(
        origin("http://[::1]:8080").as_deref(),
        Some("http://[::1]:8080")
    );
    for wrong in [
        "example.org",
        "https://",
        "https://a/b",
        "https://u@h",
        "https://*.a",
        "ftp://a",
        "null",
        "https://a:",
    ] {
        assert_eq!(origin(wrong), None, "{wrong}");
    }
}

#[test]
fn a_host_matches_with_and_without_the_default_port() {
    let origin = Origin::parse("https://example.org").unwrap();
    assert!(origin.is_host("example.org") && origin.is_host("EXAMPLE.org:443"));
    assert!(!origin.is_host("example.org:80") && !origin.is_host("example.org.evil.example"));
}

#[test]
fn only_names_of_this_machine_are_local() {
    for local in [
        "localhost",
        "localhost:8080",
        "127.0.0.1:1",
        "[::1]:8080",
        "app.localhost:80",
        "LOCALHOST",
    ] {
        assert!(origin::is_local_host(local), "{local}");
    }
    for foreign in [
        "",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost:",
        "localhost:x",
    ] {
        assert!(!origin::is_local_host(foreign), "{foreign}");
    }
}

#[test]
fn networks_contain_their_addresses_only() {
    let network = Network::parse("10.1.0.0/16").unwrap();
    assert!(network.contains("10.1.255.3".parse().unwrap()));
    assert!(network.contains("::ffff:10.1.0.1".parse().unwrap()));
    assert!(!network.contains("10.2.0.1".parse().unwrap()));
    assert!(!network.contains("::1".parse().unwrap()));
    assert!(
        Network::parse("0.0.0.0/0")
            .unwrap()
            .contains("8.8.8.8".parse().unwrap())
    );
    assert!(
        Network::parse("::/0")
            .unwrap()
            .contains("::1".parse().unwrap())
    );
    for wrong in ["10.0.0.0/33", "ten", "10.0.0.0/", "/8", "::/129"] {
        assert!(Network::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_limit_of_slow_queries_is_a_number_of_milliseconds() {
    let limit = |text| read(&[("SLOW_QUERY_MS", text)]).unwrap().slow_query();
    assert_eq!(limit(""), None);
    assert_eq!(limit("0"), Some(Duration::ZERO));
    assert_eq!(limit("250"), Some(Duration::from_millis(250)));
    for wrong in ["-1", "1.5", "100ms", "99999999999999999999"] {
        assert_eq!(mistaken(&[("SLOW_QUERY_MS", wrong)]), ["SLOW_QUERY_MS"]);
    }
}
