//! Forms without JavaScript: POST of fields → call → the page with its answer, or where that leads.
//!
//! The same handler and the same `update` as with JavaScript. A form that is posted twice, or posted and replayed by the
//! wasm, has one key and is one call.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use super::Fault;
use super::calls::{Call, CallOrigin, Performed, is_value, perform};
use super::http::CallPlace;
use super::http::body::{self, BodyError};
use super::limits::{BODY_TIME, MAX_FORM_BYTES, MAX_FORM_FIELDS};
use super::pages::{self, Scene, Shown, Visit, navigation, notice, redirect_to, respond, settle};
use super::partings::is_exactly;
use super::trace::catch_panic_in;
use super::visitor::{Visitor, is_proven};
use crate::page::{Answer, Failure, FormFields, MethodId, posted};
use crate::session::{CookieChanges, Who};
use crate::wire::embedded::Posted;

/// A posted form, as it came.
struct Form {
    key: String,
    who: String,
    method: String,
    /// Without the runtime's own.
    fields: FormFields,
}

/// Answers a posted form. The guard has refused other sites before.
pub(super) async fn post(
    visit: &Visit<'_>,
    visitor: &mut Visitor,
    http: &HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    let Some(place) = visit.state.calls_under_way.admit(visitor.address()) else {
        return busy(visit);
    };
    match read(http, body).await {
        Ok(form) => answer(visit, visitor, form, place).await,
        Err((status, text)) => notice(visit.state, status, "The form was not taken", text),
    }
}

fn busy(visit: &Visit<'_>) -> HttpResponse {
    let (title, text) = (
        "Too much at once",
        "Too many forms from here are being worked on. Send it again.",
    );
    let mut response = notice(visit.state, StatusCode::TOO_MANY_REQUESTS, title, text);
    let soon = HeaderValue::from_static("1");
    response.headers_mut().insert(header::RETRY_AFTER, soon);
    response
}

async fn read(http: &HttpRequest, body: web::Payload) -> Result<Form, (StatusCode, &'static str)> {
    if !is_exactly(http.headers(), "application/x-www-form-urlencoded") {
        return Err((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Forms are sent as application/x-www-form-urlencoded.",
        ));
    }
    let large = (StatusCode::PAYLOAD_TOO_LARGE, "The form is too large.");
    let body = body::read(body, MAX_FORM_BYTES, BODY_TIME)
        .await
        .map_err(|error| match error {
            BodyError::TooLarge => large,
            BodyError::TooSlow => (error.status(), "The form did not arrive in time."),
            BodyError::Broken => (error.status(), "The form did not arrive whole."),
        })?;
    let fields = form_urlencoded::parse(&body).take(MAX_FORM_FIELDS + 1);
    let fields: Vec<_> = fields
        .map(|(name, text)| (name.into_owned(), text.into_owned()))
        .collect();
    if fields.len() > MAX_FORM_FIELDS {
        return Err(large);
    }
    Form::of(FormFields(fields)).ok_or((StatusCode::BAD_REQUEST, "This is not a form of this app."))
}

impl Form {
    fn of(mut fields: FormFields) -> Option<Self> {
        let own = |name: &str| fields.get(name).map(str::to_owned);
        let (key, who, method) = (
            own("_rally_key")?,
            own("_rally_who")?,
            own("_rally_method")?,
        );
        fields.0.retain(|(name, _)| !name.starts_with("_rally_"));
        Some(Self {
            key,
            who,
            method,
            fields,
        })
    }

    /// Whether the page with the form was rendered for whoever posts it.
    fn is_of(&self, visit: &Visit<'_>) -> bool {
        let proof = Who::bytes_of_text(&self.who).unwrap_or_default();
        is_proven(visit.state, visit.client, &visit.request, &proof)
    }
}

async fn answer(
    visit: &Visit<'_>,
    visitor: &mut Visitor,
    form: Form,
    place: CallPlace,
) -> HttpResponse {
    let call = visit
        .state
        .application
        .form(visit.client.name, &form.method, &form.fields);
    let Some(call) = call.filter(|_| form.is_of(visit)) else {
        // For somebody else, or from a page older than the server: the page again, as it is now, and nothing done.
        let response = respond(visit, pages::open(visit).await, &[]);
        return settle(visit, visitor, with_status(response, StatusCode::CONFLICT)).await;
    };
    // The page says whether there is anything to post to, and which parameters its route has.
    let params = match pages::open(visit).await {
        Shown::Page(scene) => scene.page.params().to_vec(),
        elsewhere => return settle(visit, visitor, respond(visit, elsewhere, &[])).await,
    };
    let (answer, changes) = match call {
        Ok((method, arguments)) => run(visit, &form, (method, params, arguments), place).await,
        Err(_) => (Err(Failure::BadRequest), CookieChanges::default()),
    };
    if changes.is_empty() {
        return settle(visit, visitor, show(visit, form, answer).await).await;
    }
    match changed(visit, visitor, changes).await {
        Ok(visit) => settle(&visit, visitor, show(&visit, form, answer).await).await,
        Err(fault) => pages::failed(visit.state, &visit.request.report(&fault)),
    }
}

/// The visit goes on as that of whoever has signed in or out, with the cookies that were set.
async fn changed<'a>(
    visit: &Visit<'a>,
    visitor: &mut Visitor,
    changes: CookieChanges,
) -> Result<Visit<'a>, Fault> {
    visitor.change(visit.state, changes).await?;
    let request = visitor.request();
    Visit::of(visit.state, visit.client, visit.url, request).await
}

/// Runs the call on a task of its own: a browser that goes away does not stop it half-way.
async fn run(
    visit: &Visit<'_>,
    form: &Form,
    (method, params, arguments): (MethodId, Vec<u8>, Vec<u8>),
    place: CallPlace,
) -> (Answer, CookieChanges) {
    let call = Call {
        client: visit.client,
        request: visit.request.next(),
        who: visit.who,
        origin: CallOrigin::Posted {
            form_key: form.key.clone(),
        },
        method,
        params,
        arguments,
    };
    let state = visit.state.clone();
    let task = actix_web::rt::spawn(async move {
        let performed: Performed = perform(&state, call).await;
        let outcome = (performed.answer.clone(), performed.changes.clone());
        performed.settle(&state).await;
        drop(place);
        outcome
    });
    let lost = (Err(Failure::Unknown), CookieChanges::default());
    task.await.unwrap_or(lost)
}

/// Sets the page up anew and tells it the answer.
async fn show(visit: &Visit<'_>, form: Form, answer: Answer) -> HttpResponse {
    let status = status_of(&answer);
    let mut scene = match pages::open(visit).await {
        Shown::Page(scene) => scene,
        elsewhere => return respond(visit, elsewhere, &[]),
    };
    let mut told = Posted {
        method: form.method,
        fields: form.fields,
        answer,
    };
    let tell = || deliver(&mut scene, &mut told);
    let shown = match catch_panic_in(visit.request.trace(), "update", tell) {
        Ok(Some(url)) => redirect_to(visit, url),
        Ok(None) => Shown::Page(scene),
        Err(_) => Shown::Failed(visit.request.trace().to_string()),
    };
    let is_page = matches!(shown, Shown::Page(_));
    let response = respond(visit, shown, &[told]);
    if is_page {
        with_status(response, status)
    } else {
        response
    }
}

/// Tells the page what was posted and answered, and gives the address that it goes to, if any.
fn deliver(scene: &mut Scene, told: &mut Posted) -> Option<String> {
    posted::strip_secrets(scene.page.as_ref(), told);
    navigation(posted::deliver(scene.page.as_mut(), told))
}

/// A page keeps a status of its own where something failed while it was made.
fn with_status(mut response: HttpResponse, status: StatusCode) -> HttpResponse {
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// 200 for a value, 422 for the app's own error; the page says the same in words.
fn status_of(answer: &Answer) -> StatusCode {
    match answer {
        Ok(result) if !is_value(result) => StatusCode::UNPROCESSABLE_ENTITY,
        Ok(_) => StatusCode::OK,
        Err(Failure::BadRequest) => StatusCode::BAD_REQUEST,
        Err(Failure::Unauthorized | Failure::Forbidden) => StatusCode::FORBIDDEN,
        Err(Failure::Stale | Failure::Unknown | Failure::Disconnected) => StatusCode::CONFLICT,
        Err(Failure::Internal { .. }) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::to_bytes;

    #[test]
    fn an_answer_has_its_status() {
        assert_eq!(status_of(&Ok(to_bytes(&Ok::<i64, String>(1)))), 200);
        assert_eq!(
            status_of(&Ok(to_bytes(&Err::<i64, String>("no".to_owned())))),
            422
        );
        assert_eq!(status_of(&Err(Failure::BadRequest)), 400);
    }

    #[test]
    fn a_form_without_the_hidden_fields_is_none_of_ours() {
        let field = |name: &str| (name.to_owned(), "x".to_owned());
        let hidden = ["_rally_key", "_rally_who", "_rally_method"];
        for missing in hidden {
            let present = hidden
                .into_iter()
                .filter(|name| *name != missing)
                .map(field);
            assert!(
                Form::of(FormFields(present.collect())).is_none(),
                "{missing}"
            );
        }
        let all = hidden.into_iter().chain(["amount"]).map(field).collect();
        assert_eq!(
            Form::of(FormFields(all)).map(|form| form.fields),
            Some(FormFields(vec![field("amount")]))
        );
    }
}
