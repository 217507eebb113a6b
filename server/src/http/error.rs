//! Errors as every client gets them: `{"code": "a_word", "message": "A sentence."}`.

use std::borrow::Cow;

use axum::{
    Json,
    extract::{FromRequest, Request},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

/// Why a request was not done: a word for programs and a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
}

impl ApiError {
    /// An error of any kind.
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { status, code: code.into(), message: message.into() }
    }

    /// There is nothing at this address.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    /// The request could not be read.
    pub fn malformed() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            "That message could not be read. Reloading the page usually helps.",
        )
    }

    /// The server cannot do it now.
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The server can't do that right now. Please try again in a moment.",
        )
    }

    /// The server made a mistake.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on the server. Please try again.",
        )
    }

    /// The error for a bare status.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(status, "method_not_allowed", "That can't be done here.")
            }
            StatusCode::PAYLOAD_TOO_LARGE => {
                Self::new(status, "too_large", "That was more than can be sent at once.")
            }
            StatusCode::SERVICE_UNAVAILABLE => Self::unavailable(),
            status if status.is_client_error() => Self { status, ..Self::malformed() },
            status => Self { status, ..Self::internal() },
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    code: &'a str,
    message: &'a str,
}

/// Marks an answer whose body says what is wrong.
#[derive(Clone, Copy)]
pub(super) struct Finished;

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = Json(Body { code: &self.code, message: &self.message });
        let mut response = (self.status, body).into_response();
        response.extensions_mut().insert(Finished);
        response
    }
}

/// Whether an error's body is for people already: an [`ApiError`], or a page.
pub(super) fn is_finished(response: &Response) -> bool {
    let is_page =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    is_page || response.extensions().get::<Finished>().is_some()
}

/// A JSON body, whose faults are [`ApiError`]s and repeat nothing of it.
#[derive(Debug, Clone, Copy)]
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(ApiError::of_status(rejection.status())),
        }
    }
}
