//! A request of a test and its answer, through every layer that a request from outside passes.

use std::borrow::Cow;
use std::rc::Rc;

use actix_web::body::{MessageBody, to_bytes_limited};
use actix_web::dev::{Service as _, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use crate::server::builder::Routes;
use crate::server::state::Shared;
use crate::server::{http, log, routes};

/// The largest answer, in bytes.
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// The host that tests reach the server at.
const HOST: &str = "localhost";

/// What a browser asks for.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    /// A document.
    Get,
    /// To take this, of this content type, which one of the app's own pages sends.
    Post {
        content_type: &'static str,
        body: Vec<u8>,
    },
}

/// What the server answered.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) status: StatusCode,
    /// Each `Set-Cookie` header.
    pub(crate) cookies: Vec<String>,
    pub(crate) location: Option<String>,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

/// The services of a server that has not been bound to an address.
pub(crate) struct Services(Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Exchange>>);

impl Services {
    /// The runtime's services and the app's own, as the server has them.
    pub(crate) async fn start(state: &Shared, routes_of_app: Routes) -> Self {
        let app = App::new()
            .app_data(web::Data::new(Shared::clone(state)))
            .wrap(from_fn(http::guard))
            .wrap(from_fn(log::request))
            .configure(|config| routes_of_app(config))
            .configure(routes::configure);
        let service = Rc::new(init_service(app).await);
        Self(Box::new(move |request| {
            let answer = service.call(request.to_request());
            Box::pin(async move {
                match answer.await {
                    Ok(response) => Exchange::of(response).await,
                    Err(error) => Exchange::failed(&error),
                }
            })
        }))
    }

    /// Asks the server.
    pub(crate) async fn ask(&self, url: &str, ask: Ask, cookies: &str) -> Exchange {
        let request = match ask {
            Ask::Get => request(url, cookies),
            Ask::Post { content_type, body } => request(url, cookies)
                .method(actix_web::http::Method::POST)
                .insert_header((header::ORIGIN, format!("http://{HOST}")))
                .insert_header(("sec-fetch-site", "same-origin"))
                .insert_header((header::CONTENT_TYPE, content_type))
                .set_payload(body),
        };
        (self.0)(request).await
    }
}

fn request(url: &str, cookies: &str) -> TestRequest {
    let request = TestRequest::with_uri(url).insert_header((header::HOST, HOST));
    let request = request.peer_addr(([127, 0, 0, 1], 1).into());
    if cookies.is_empty() {
        return request;
    }
    request.insert_header((header::COOKIE, cookies.to_owned()))
}

/// The request of a browser that asks for a socket. The guard, which looks at where it comes from, has no say here.
pub(crate) fn upgrade(url: &str, cookies: &str) -> HttpRequest {
    request(url, cookies).to_http_request()
}

impl Exchange {
    async fn of(response: ServiceResponse<impl MessageBody>) -> Self {
        let headers = response.headers();
        let text = |name| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let cookies = headers.get_all(header::SET_COOKIE);
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        let mut exchange = Self {
            status: response.status(),
            cookies: cookies.map(str::to_owned).collect(),
            location: text(header::LOCATION),
            content_type: text(header::CONTENT_TYPE).unwrap_or_default(),
            body: Vec::new(),
        };
        let body = to_bytes_limited(response.into_body(), MAX_ANSWER_BYTES).await;
        if let Ok(Ok(body)) = body {
            exchange.body = body.to_vec();
        }
        exchange
    }

    /// The body as text.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    fn failed(error: &actix_web::Error) -> Self {
        Self {
            status: error.as_response_error().status_code(),
            cookies: Vec::new(),
            location: None,
            content_type: "text/plain".to_owned(),
            body: error.to_string().into_bytes(),
        }
    }
}
