//! What came of a call to a response: the value, the app's own error, or what went wrong, in the format of the request.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};

use crate::page::Failure;
use crate::server::calls::{KeyUse, Performed};
use crate::server::entries::RemoteCall;
use crate::server::{Fault, Request};
use crate::wire::named::{Document, Format, write_result};

/// What a handler answered.
pub(super) struct Outcome {
    result: Result<Document, Document>,
    cookies: Vec<HeaderValue>,
}

/// Why there is no answer of a handler.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    /// Of what kind, for programs.
    failure: &'static str,
    /// What it is and what to do, for people.
    message: Cow<'static, str>,
    trace_id: Option<String>,
}

impl Outcome {
    pub(super) fn of(
        call: &RemoteCall,
        performed: &Performed,
        request: &Request,
        format: Format,
    ) -> Result<Self, Problem> {
        if performed.key == KeyUse::Taken {
            return Err(Problem::KEY_REUSED);
        }
        let bytes = performed.answer.as_ref().map_err(Problem::of)?;
        let result = write_result(call.ok, call.error, bytes, format);
        let result = result.map_err(|error| {
            let fault = Fault::new(format!("an answer cannot be written by name: {error:?}"));
            Problem::internal(request.report(&fault))
        })?;
        Ok(Self {
            result,
            cookies: Vec::new(),
        })
    }

    pub(super) fn is_value(&self) -> bool {
        self.result.is_ok()
    }

    pub(super) fn carrying(self, cookies: Vec<HeaderValue>) -> Self {
        Self { cookies, ..self }
    }
}

/// The response: status 200 with the value, 422 with the app's own error, or what went wrong.
pub(super) fn respond(outcome: Result<Outcome, Problem>, format: Format) -> HttpResponse {
    match outcome {
        Ok(Outcome { result, cookies }) => {
            let (status, document) = match result {
                Ok(value) => (StatusCode::OK, value),
                Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, object([("error", error)])),
            };
            let mut response = written(status, &document, format);
            for cookie in cookies {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(problem) => problem.respond(format),
    }
}

fn written(status: StatusCode, document: &Document, format: Format) -> HttpResponse {
    let mut body = format.write(document);
    if format == Format::Json {
        // For terminals.
        body.push(b'\n');
    }
    HttpResponse::build(status)
        .content_type(format.media_type())
        .body(body)
}

fn object<const N: usize>(entries: [(&str, Document); N]) -> Document {
    let entries = entries.map(|(name, value)| (name.to_owned(), value));
    Document::Object(entries.into())
}

impl Problem {
    pub(super) const MEDIA_TYPE: Self = Self::fixed(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "Content-Type is exactly application/json or application/msgpack",
    );
    pub(super) const METHOD: Self = Self::fixed(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "calls are made by POST",
    );
    pub(super) const ADDRESS: Self = Self::fixed(
        StatusCode::URI_TOO_LONG,
        "too_large",
        "the address is longer than 8 KiB",
    );
    pub(super) const TOO_MANY: Self = Self::fixed(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many",
        "too many calls from this address are under way; make it again when some of them are done",
    );
    pub(super) const UNAUTHORIZED: Self = Self::fixed(
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "nobody is known by what the request brings, and somebody must be",
    );
    pub(super) const NO_SESSION: Self = Self::fixed(
        StatusCode::FORBIDDEN,
        "no_session",
        "nobody was signed in or out: the cookie of a session is set for the app's own pages alone, so send their `Origin`, and \
         no `Authorization`; what else the call has done stands",
    );
    const KEY_REUSED: Self = Self::fixed(
        StatusCode::CONFLICT,
        "key_reused",
        "another call was made with this Idempotency-Key; make a new key for each call",
    );

    const fn fixed(status: StatusCode, failure: &'static str, message: &'static str) -> Self {
        Self {
            status,
            failure,
            message: Cow::Borrowed(message),
            trace_id: None,
        }
    }

    pub(super) fn new(
        status: StatusCode,
        failure: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            failure,
            message: message.into(),
            trace_id: None,
        }
    }

    pub(super) fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    pub(super) fn not_found(name: &str) -> Self {
        let message = format!("there is no method {name:?}; `rallyc routes --auth` lists them");
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    pub(super) fn unknown() -> Self {
        Self::fixed(
            StatusCode::CONFLICT,
            "unknown",
            "the call may have been done, and nobody knows what it answered",
        )
    }

    pub(super) fn internal(trace_id: String) -> Self {
        Self {
            trace_id: Some(trace_id),
            ..Self::fixed(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "something failed inside the server; its log has the trace id",
            )
        }
    }

    fn of(failure: &Failure) -> Self {
        match failure {
            Failure::Unauthorized => Self::UNAUTHORIZED,
            Failure::Forbidden => Self::fixed(
                StatusCode::FORBIDDEN,
                "forbidden",
                "whoever asks may not do this, or there is nothing to do it to",
            ),
            Failure::BadRequest => Self::bad_request("these are no values that the method takes"),
            // What is found by its name is never stale, and nothing is withdrawn from here.
            Failure::Unknown | Failure::Stale | Failure::Disconnected => Self::unknown(),
            Failure::Internal { trace_id } => Self::internal(trace_id.clone()),
        }
    }

    fn respond(self, format: Format) -> HttpResponse {
        let text = |text: &str| Document::Text(text.to_owned());
        let mut entries = vec![
            ("failure".to_owned(), text(self.failure)),
            ("message".to_owned(), text(&self.message)),
        ];
        if let Some(trace_id) = &self.trace_id {
            entries.push(("trace_id".to_owned(), text(trace_id)));
        }
        let mut response = written(self.status, &Document::Object(entries), format);
        let extra = match self.status {
            StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer")),
            StatusCode::METHOD_NOT_ALLOWED => Some((header::ALLOW, "POST")),
            StatusCode::TOO_MANY_REQUESTS => Some((header::RETRY_AFTER, "1")),
            _ => None,
        };
        if let Some((name, value)) = extra {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
