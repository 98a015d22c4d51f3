//! Between the bytes of the wire and the types of a generated app.

use std::any::Any;
use std::future::Future;

use crate::db::Tx;
use crate::migrate::Migrations;
use crate::page::{Failure, FormCall, FormError, FormFields, MethodId, ToClient, Topic};
use crate::server::broadcast::broadcast;
use crate::server::gate::{Passed, Refused, SignInPage};
use crate::server::{
    Called, EnqueueError, Fault, HandlerError, Identity, LoadResult, Loaded, LocalFuture,
    ModelBegun, ModelUpdated, Opened, Request, RpcResult, ServerEffect,
};
use crate::wire::{Decode, Encode, decode_all};

/// A future that is there at once.
#[must_use]
pub fn ready<'a, T: 'a>(value: T) -> LocalFuture<'a, T> {
    Box::pin(std::future::ready(value))
}

/// The migrations that were embedded when the app was built.
///
/// # Panics
/// Where their names are not in order, which `rallyc` checked when it wrote the list.
#[must_use]
pub fn migrations(files: &[(&str, &str)]) -> Migrations {
    Migrations::embedded(files).expect("rallyc writes only lists that it has checked")
}

/// What `load` answered, as bytes; a failure goes to the log.
#[must_use]
pub fn opened<T: Encode>(rq: &Request, status: u16, result: LoadResult<T>) -> Opened {
    opened_as(rq, status, result, |data| encode(&data))
}

/// What `load` answered, as bytes, in a client whose pages share a context: the pair of both.
#[must_use]
pub fn opened_in_context<C: Encode, T: Encode>(
    rq: &Request,
    status: u16,
    context: C,
    result: LoadResult<T>,
) -> Opened {
    opened_as(rq, status, result, |data| encode(&(context, data)))
}

fn opened_as<T>(
    rq: &Request,
    status: u16,
    result: LoadResult<T>,
    encode: impl FnOnce(T) -> Vec<u8>,
) -> Opened {
    match result {
        Ok(Loaded::Page(data)) => Opened::Page {
            status,
            data: encode(data),
        },
        Ok(Loaded::Redirect(url)) => Opened::Redirect(url),
        Ok(Loaded::NotFound) => Opened::NotFound,
        Ok(Loaded::WithCookie(loaded, cookie)) => {
            let opened = opened_as(rq, status, Ok(*loaded), encode);
            rq.set_cookie(cookie);
            opened
        }
        Err(fault) => Opened::Failed {
            trace_id: rq.report(&fault),
        },
    }
}

/// The status of a page whose `load` may find nothing: 404 then.
#[must_use]
pub fn status_of_option<T>(status: u16, result: &LoadResult<Option<T>>) -> u16 {
    let mut loaded = result.as_ref();
    while let Ok(Loaded::WithCookie(inner, _)) = loaded {
        loaded = Ok(inner);
    }
    match loaded {
        Ok(Loaded::Page(None)) => 404,
        _ => status,
    }
}

/// A page that loads nothing.
#[must_use]
pub fn opened_without_data(status: u16) -> Opened {
    Opened::Page {
        status,
        data: encode(&()),
    }
}

/// The parameters and arguments of a call.
///
/// # Errors
/// Where the bytes are something else.
pub fn arguments<P: Decode, C: Decode>(params: &[u8], arguments: &[u8]) -> Result<(P, C), Failure> {
    let bad = |_| Failure::BadRequest;
    Ok((
        decode_all(params).map_err(bad)?,
        decode_all(arguments).map_err(bad)?,
    ))
}

/// The arguments of a call that the pages of a client share.
///
/// # Errors
/// Where the bytes are something else.
pub fn shared_arguments<C: Decode>(arguments: &[u8]) -> Result<C, Failure> {
    decode_all(arguments).map_err(|_| Failure::BadRequest)
}

/// What stands at an address, also for whoever is refused there.
pub fn refusable<'a>(
    opened: impl Future<Output = Result<Opened, Refused>> + 'a,
    sign_in: Option<&'static SignInPage>,
    address: String,
) -> LocalFuture<'a, Opened> {
    Box::pin(async move {
        let opened = opened.await;
        opened.unwrap_or_else(|refused| refused.opened(sign_in, &address))
    })
}

/// Who it is, in a client whose pages share no state.
#[must_use]
pub fn identity<I>(passed: &Passed<I>) -> Identity {
    Identity {
        is_somebody: passed.optional().is_some(),
        context: None,
    }
}

/// Who it is, with the state that the client's pages share.
#[must_use]
pub fn identity_in_context<I, C: Encode>(passed: &Passed<I>, context: &C) -> Identity {
    Identity {
        context: Some(encode(context)),
        ..identity(passed)
    }
}

/// Enqueues a job with the data that asks for it.
///
/// # Errors
/// Where it cannot be enqueued.
pub fn enqueue<P>(tx: &mut Tx, job: &'static str, payload: P) -> Result<(), EnqueueError> {
    let (_, _) = (tx, payload);
    Err(EnqueueError::NotYet { job })
}

/// What a handler answered, as bytes; a failure goes to the log.
///
/// # Errors
/// Where the handler failed, with the id that the log has.
pub fn answer<T: Encode, E: Encode>(rq: &Request, result: RpcResult<T, E>) -> Called {
    let result: Result<T, E> = match result {
        Ok(value) => Ok(value),
        Err(HandlerError::App(error)) => Err(error),
        Err(HandlerError::Fault(fault)) => return Err(internal(rq, &fault)),
    };
    Ok(encode(&result))
}

/// The topic of a channel.
///
/// # Errors
/// Where the channel is not the canonical name of such a topic.
pub fn topic<T: Topic>(channel: &str) -> Result<T, Refused> {
    T::from_channel(channel).ok_or(Refused::NotFound)
}

/// What `server_init` answered, its types erased, after it was carried out; a failure goes to the log.
///
/// # Errors
/// Where it failed, with the id that the log has.
pub fn begun<M: 'static, T: ToClient>(
    rq: &Request,
    params: &T::Params,
    result: Result<(M, ServerEffect<T>), Fault>,
) -> ModelBegun {
    let (model, effect) = result.map_err(|fault| internal(rq, &fault))?;
    Ok((Box::new(model), carried_out(rq, params, effect)))
}

/// What `server_update` answered, as bytes, after it was carried out; a failure goes to the log.
///
/// # Errors
/// Where it failed, with the id that the log has.
pub fn updated<T: ToClient>(
    rq: &Request,
    params: &T::Params,
    result: Result<ServerEffect<T>, Fault>,
) -> ModelUpdated {
    let effect = result.map_err(|fault| internal(rq, &fault))?;
    Ok(carried_out(rq, params, effect))
}

/// Broadcasts what is for others; gives back, as bytes, what is for the model's own page.
fn carried_out<T: ToClient>(
    rq: &Request,
    params: &T::Params,
    effect: ServerEffect<T>,
) -> Vec<Vec<u8>> {
    let sent = effect.into_sent().into_iter();
    let own = sent.filter_map(|sent| broadcast(rq, params, sent));
    own.map(|message| encode(&message)).collect()
}

/// A page's message to its model, and that model.
///
/// # Errors
/// Where the bytes are something else, and where the model is that of another page.
pub fn to_model<'a, T: Decode, M: 'static>(
    message: &[u8],
    model: &'a mut dyn Any,
) -> Result<(T, &'a mut M), Failure> {
    let message = decode_all(message).map_err(|_| Failure::BadRequest)?;
    let model = model.downcast_mut().ok_or(Failure::BadRequest)?;
    Ok((message, model))
}

fn internal(rq: &Request, fault: &Fault) -> Failure {
    Failure::Internal {
        trace_id: rq.report(fault),
    }
}

/// The call that a form makes.
///
/// # Errors
/// Names the field that is missing or does not parse.
pub fn form<C: FormCall>(fields: &FormFields) -> Result<(MethodId, Vec<u8>), FormError> {
    C::from_fields(fields).map(|call| (C::METHOD, encode(&call)))
}

fn encode(value: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.encode(&mut bytes);
    bytes
}
