//! The body of a request to bytes, within a size and a time.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Payload};

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// It has more bytes than allowed.
    TooLarge,
    /// It did not arrive in time.
    TooSlow,
    /// It ended early, or is not what its headers say.
    Broken,
}

/// Reads a body of at most so many bytes, which all have to be there within so much time.
pub(crate) async fn read(
    body: Payload,
    limit: usize,
    within: Duration,
) -> Result<Bytes, BodyError> {
    match tokio::time::timeout(within, body.to_bytes_limited(limit)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) => Err(BodyError::Broken),
        Ok(Err(_)) => Err(BodyError::TooLarge),
        Err(_) => Err(BodyError::TooSlow),
    }
}

impl BodyError {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::pin::Pin;

    use actix_web::error::PayloadError;
    use actix_web::test::TestRequest;
    use actix_web::{FromRequest as _, dev};
    use futures_util::stream::{self, Stream, StreamExt as _};

    use super::*;

    async fn read_stream(
        stream: impl Stream<Item = Result<Bytes, PayloadError>> + 'static,
        within: Duration,
    ) -> Result<Bytes, BodyError> {
        let stream: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(stream);
        let mut payload = dev::Payload::from(stream);
        let request = TestRequest::default().to_http_request();
        let body = Payload::from_request(&request, &mut payload).await.unwrap();
        read(body, 4, within).await
    }

    #[actix_web::test]
    async fn a_body_is_there_in_time_and_not_too_large() {
        let part = |bytes: &'static [u8]| Ok(Bytes::from_static(bytes));
        let day = Duration::from_secs(24 * 60 * 60);
        let four = stream::iter([part(b"12"), part(b"34")]);
        assert_eq!(
            read_stream(four, day).await,
            Ok(Bytes::from_static(b"1234"))
        );
        let five = stream::iter([part(b"12"), part(b"345")]);
        assert_eq!(read_stream(five, day).await, Err(BodyError::TooLarge));
        let endless = stream::iter([part(b"12")]).chain(stream::pending());
        let slow = read_stream(endless, Duration::ZERO).await;
        assert_eq!(slow, Err(BodyError::TooSlow));
        let broken = stream::iter([part(b"12"), Err(PayloadError::Incomplete(None))]);
        assert_eq!(read_stream(broken, day).await, Err(BodyError::Broken));
    }
}
