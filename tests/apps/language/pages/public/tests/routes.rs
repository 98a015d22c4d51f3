//! Every route has an address that leads back to it, whatever its parameters are.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use contract::public::{Route, games_id, home, not_found, sign_in};
use contract::{Status, Tab};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use rally_runtime::value::{Date, Decimal, Time, Uuid};

/// Texts that have a meaning in an address, or that are the names of other pages, and any others.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "~{0,3}(new|at|by|tag|games|posts|admin|_rally|calendar|not_found|sign_in|\\.{0,3}|-{0,2})",
        "[/?#%&=+ :;~.é\u{0}]{0,6}",
        "%[0-9a-fA-F]{2}|\\+|%2F|%2e%2e",
        any::<String>(),
    ]
}

fn status() -> impl Strategy<Value = Status> {
    proptest::sample::select(Status::ALL)
}

fn tab() -> impl Strategy<Value = Tab> {
    proptest::sample::select(Tab::ALL)
}

fn date() -> impl Strategy<Value = Date> {
    (0..=3_652_058_i64).prop_filter_map("a day of the calendar", |day| {
        Date::from_unix_days(day - 719_162)
    })
}

fn time() -> impl Strategy<Value = Time> {
    (-62_135_596_800_000..=253_402_300_799_999_i64).prop_map(Time::from_unix_millis)
}

fn uuid() -> impl Strategy<Value = Uuid> {
    any::<[u8; 16]>().prop_map(Uuid::from_bytes)
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0..20_u32).prop_filter_map("a decimal", |(digits, scale)| {
        Decimal::new(digits.into(), scale)
    })
}

fn float() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("a number", |float| float.is_finite())
}

prop_compose! {
    fn home_search()(
        (page, q, tags, status) in (any::<i64>(), of(text()), vec(text(), 0..4), of(status())),
        (rate, loud, since, at) in (float(), any::<bool>(), date(), time()),
        (price, key, title) in (decimal(), of(uuid()), text()),
    ) -> home::Search {
        home::Search { page, q, tags, status, rate, loud, since, at, price, key, title }
    }
}

fn route() -> impl Strategy<Value = Route> {
    let home = (of(text()), of(any::<i64>()), home_search());
    let calendar = (
        of(date()),
        of(any::<bool>()),
        of(time()),
        of(uuid()),
        of(decimal()),
        of(tab()),
    );
    prop_oneof![
        (text(), text()).prop_map(|(first, second)| Route::Anything { first, second }),
        calendar.prop_map(|(day, open, time, key, price, tab)| Route::Calendar {
            day,
            open,
            time,
            key,
            price,
            tab
        }),
        (any::<i64>(), tab()).prop_map(|(id, tab)| Route::GamesId {
            id,
            search: games_id::Search { tab }
        }),
        Just(Route::GamesNew),
        home.prop_map(|(tag, member_id, search)| Route::Home {
            tag,
            member_id,
            search
        }),
        of(text()).prop_map(|from| Route::NotFound {
            search: not_found::Search { from }
        }),
        Just(Route::PostsNew),
        text().prop_map(|slug| Route::PostsSlug { slug }),
        of(text()).prop_map(|next| Route::SignIn {
            search: sign_in::Search { next }
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_parses_to_the_same(route in route()) {
        let url = route.path();
        prop_assert_eq!(Route::parse(&url), Some(route), "{}", url);
    }

    // As the browser's parser of addresses leaves them: nothing is a step up, another host or the end of the path.
    #[test]
    fn what_is_printed_is_an_address_below_the_root(route in route()) {
        let url = route.path();
        prop_assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{}", url);
        prop_assert!(url.starts_with('/') && !url.starts_with("//") && !url.contains('\\'));
        let path = url.split('?').next().unwrap();
        let is_step = |segment: &str| {
            let segment = segment.to_ascii_lowercase().replace("%2e", ".");
            segment == "." || segment == ".."
        };
        prop_assert!(!path.split('/').any(is_step), "{}", url);
    }

    #[test]
    fn what_parses_is_printed_as_an_address_of_the_same(path in "(/[a-z~.%0-9-]{0,8}){0,4}/?", search in "(\\?[a-z:=&%+0-9-]{0,20})?") {
        if let Some(route) = Route::parse(&format!("{path}{search}")) {
            prop_assert_eq!(Route::parse(&route.path()), Some(route));
        }
    }

    #[test]
    fn no_text_is_too_strange_to_parse(url: String) {
        let _ = Route::parse(&url);
    }
}

fn parse(url: &str) -> Route {
    Route::parse(url).unwrap()
}

fn lost() -> Route {
    Route::NotFound {
        search: not_found::Search::default(),
    }
}

#[test]
fn a_static_segment_is_looked_at_before_a_parameter() {
    assert_eq!(parse("/games/new"), Route::GamesNew);
    assert_eq!(parse("/posts/new"), Route::PostsNew);
    let slug = |slug: &str| Route::PostsSlug { slug: slug.into() };
    assert_eq!(parse("/posts/old"), slug("old"));
    assert_eq!(slug("new").path(), "/posts/~new");
    assert_eq!(parse("/posts/~new"), slug("new"));
}

#[test]
fn a_slash_at_the_end_is_overlooked() {
    assert_eq!(parse("/games/new/"), Route::GamesNew);
    assert_eq!(parse("/sign_in/"), parse("/sign_in"));
}

#[test]
fn a_bad_parameter_is_an_address_that_is_not_there() {
    assert_eq!(parse("/games/three"), lost());
    assert_eq!(parse("/games/+3"), lost());
    assert_eq!(parse("/calendar/2026-02-30/true"), lost());
    assert_eq!(parse("/no/such/page"), lost());
}

#[test]
fn a_bad_search_value_is_its_default_and_defaults_are_left_out() {
    let game = |tab| Route::GamesId {
        id: 3,
        search: games_id::Search { tab },
    };
    assert_eq!(game(Tab::Score).path(), "/games/3");
    assert_eq!(game(Tab::Stats).path(), "/games/3?tab=stats");
    assert_eq!(parse("/games/3?tab=stats"), game(Tab::Stats));
    assert_eq!(parse("/games/3?tab=all"), game(Tab::Score));
    assert_eq!(parse("/games/3?other=1"), game(Tab::Score));
}

#[test]
fn defaults_are_those_of_the_schema() {
    let search = home::Search::default();
    assert_eq!((search.page, search.rate, search.loud), (1, 0.5, false));
    assert_eq!(search.since, Date::new(2020, 2, 29).unwrap());
    assert_eq!(search.at.date(), Date::new(2020, 2, 29));
    assert_eq!(search.price, Decimal::new(150, 2).unwrap());
    assert_eq!((search.q, search.tags, search.key), (None, vec![], None));
    assert_eq!(search.title, "a b&c=d");
}

#[test]
fn the_address_is_that_of_the_parameters_which_are_there() {
    let home = |tag: Option<&str>, member_id| Route::Home {
        tag: tag.map(str::to_owned),
        member_id,
        search: home::Search::default(),
    };
    assert_eq!(home(None, None).path(), "/");
    assert_eq!(home(Some("rust & co"), None).path(), "/tag/rust%20&%20co");
    assert_eq!(home(Some("rust"), Some(3)).path(), "/by/3/rust");
    assert_eq!(home(None, Some(3)).path(), "/?:member_id=3");
    let nothing = Route::Calendar {
        day: None,
        open: Some(true),
        time: None,
        key: None,
        price: None,
        tab: None,
    };
    assert_eq!(nothing.path(), "/calendar/-/-?-&:open=true");
}

#[test]
fn addresses_of_the_other_client_are_not_printed() {
    let route = Route::Anything {
        first: "admin".into(),
        second: "users".into(),
    };
    assert_eq!(route.path(), "/~admin/users");
}
