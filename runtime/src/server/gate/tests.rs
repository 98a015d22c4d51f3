//! Who passes, who does not, and what they are told.
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;

use super::*;

/// Knows member 7, and notes what it was asked.
#[derive(Default)]
struct Members {
    asked: RefCell<Vec<&'static str>>,
}

impl Gatekeeper for Members {
    type Identity = u32;

    async fn resolve(&self, _: &Request, subject: &str) -> Result<Option<u32>, Fault> {
        self.asked.borrow_mut().push("resolve");
        match subject {
            "broken" => Err(Fault::new("the members cannot be read")),
            "7" => Ok(Some(7)),
            _ => Ok(None),
        }
    }
}

fn request(subject: Option<&str>) -> Request {
    Request::for_test().of_subject(subject.map(str::to_owned))
}

async fn pass_as(
    policy: Policy,
    subject: Option<&str>,
) -> (Result<Passed<u32>, Refused>, Vec<&'static str>) {
    let members = Members::default();
    let passed = pass(&request(subject), policy, &members).await;
    (passed, members.asked.into_inner())
}

#[actix_web::test]
async fn nobody_passes_where_somebody_is_required() {
    for subject in [None, Some("8")] {
        let (passed, _) = pass_as(Policy::Required, subject).await;
        assert_eq!(passed.unwrap_err(), Refused::Unauthorized, "{subject:?}");
        let (passed, _) = pass_as(Policy::Optional, subject).await;
        assert_eq!(passed.unwrap().optional(), None, "{subject:?}");
    }
}

#[actix_web::test]
async fn whom_the_app_cannot_tell_is_not_nobody() {
    for policy in [Policy::Required, Policy::Optional] {
        let (passed, _) = pass_as(policy, Some("broken")).await;
        assert!(
            matches!(passed, Err(Refused::Failed { .. })),
            "{policy:?}: {passed:?}"
        );
    }
    let failed = context::<()>(&request(None), Err(Fault::new("no theme")));
    assert!(matches!(failed, Err(Refused::Failed { .. })), "{failed:?}");
}

#[actix_web::test]
async fn the_app_is_asked_only_where_it_matters() {
    for (policy, subject, expected) in [
        (Policy::Required, Some("7"), &["resolve"][..]),
        (Policy::Optional, Some("7"), &["resolve"]),
        (Policy::Optional, None, &[]),
        (Policy::Public, Some("7"), &[]),
    ] {
        let (passed, asked) = pass_as(policy, subject).await;
        assert_eq!(asked, expected, "{policy:?} {subject:?}");
        assert_eq!(passed.unwrap().optional().is_some(), !expected.is_empty());
    }
}

#[actix_web::test]
async fn only_somebody_is_proof_of_somebody() {
    let (passed, _) = pass_as(Policy::Optional, None).await;
    assert_eq!(passed.unwrap().required(), Err(Refused::Unauthorized));
    let (passed, _) = pass_as(Policy::Required, Some("7")).await;
    assert_eq!(passed.unwrap().required(), Ok(&7));
}

#[test]
fn authorize_lets_in_by_allow_only() {
    let rq = request(None);
    assert_eq!(authorized(&rq, Ok(Access::Allow)), Ok(()));
    assert_eq!(authorized(&rq, Ok(Access::Forbid)), Err(Refused::Forbidden));
    assert_eq!(
        authorized(&rq, Ok(Access::NotFound)),
        Err(Refused::NotFound)
    );
    let failed = authorized(&rq, Err(Fault::new("no database")));
    assert!(matches!(failed, Err(Refused::Failed { .. })), "{failed:?}");
}

#[test]
fn a_caller_cannot_tell_what_is_forbidden_from_what_is_not_there() {
    assert_eq!(
        Failure::from(Refused::Forbidden),
        Failure::from(Refused::NotFound)
    );
    assert_eq!(Failure::from(Refused::Unauthorized), Failure::Unauthorized);
}

#[test]
fn strangers_are_sent_to_sign_in_with_the_way_back() {
    let page = SignInPage {
        path: &["sign in"],
        return_to: Some("next"),
    };
    let sent = Refused::Unauthorized.opened(Some(&page), "/games/3?tab=a&x=1");
    let Opened::Redirect(url) = sent else {
        panic!("{sent:?}")
    };
    assert_eq!(url, "/sign%20in?next=%2Fgames%2F3%3Ftab%3Da%26x%3D1");
    let sent = Refused::Unauthorized.opened(None, "/");
    assert!(matches!(sent, Opened::Forbidden), "{sent:?}");
    let sent = Refused::Forbidden.opened(Some(&page), "/");
    assert!(matches!(sent, Opened::Forbidden), "{sent:?}");
}

#[test]
fn a_way_back_is_an_address_of_the_app_printed_anew() {
    let mounts = [
        Mount {
            path: "/",
            canonical: |url| url.starts_with("/games").then(|| "/games".to_owned()),
        },
        Mount {
            path: "/admin",
            canonical: |_| Some("/admin".to_owned()),
        },
    ];
    let back = |text| return_address(text, &mounts);
    assert_eq!(back("/games?tab=1").as_deref(), Some("/games"));
    assert_eq!(back("/admin/x").as_deref(), Some("/admin"));
    assert_eq!(back("/administer"), None);
    for foreign in [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "https://evil.example",
        "",
    ] {
        assert_eq!(back(foreign), None, "{foreign:?}");
    }
}
