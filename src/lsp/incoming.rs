//! Bodies as messages: a request or notification, the answer to a request of ours, or neither.

use serde_json::Value;

use super::types::{Error, ErrorCode, Id, Request, Response};

/// What a body turned out to be.
pub enum Incoming {
    /// A notification if it has no id.
    Call(Request),
    Answer(Response),
    /// What has to be said about it, to nobody in particular.
    Wrong(Response),
}

/// Never fails: a body that is no message is answered as JSON-RPC asks.
pub fn parse(body: &[u8]) -> Incoming {
    let value = serde_json::from_slice(body).or_else(|error| match mend(body) {
        Some(mended) => serde_json::from_slice(&mended),
        None => Err(error),
    });
    match value {
        Ok(Value::Object(fields)) => message(fields),
        Ok(_) => wrong(ErrorCode::InvalidRequest, "a message is an object".to_owned()),
        Err(error) => wrong(ErrorCode::ParseError, error.to_string()),
    }
}

fn message(mut fields: serde_json::Map<String, Value>) -> Incoming {
    let id = match fields.get("id").map(id) {
        Some(None) => {
            return wrong(ErrorCode::InvalidRequest, "an id is a whole number or a string".to_owned());
        }
        Some(id) => id,
        None => None,
    };
    match (fields.remove("method"), id) {
        (Some(Value::String(method)), id) => {
            let mut call = Request::build(method);
            if let Some(params) = fields.remove("params") {
                call = call.params(params);
            }
            if let Some(id) = id {
                call = call.id(id);
            }
            Incoming::Call(call.finish())
        }
        (Some(_), _) => wrong(ErrorCode::InvalidRequest, "a method is a string".to_owned()),
        (None, Some(id)) => Incoming::Answer(answer(id, &mut fields)),
        (None, None) => wrong(ErrorCode::InvalidRequest, "a message has a method or an id".to_owned()),
    }
}

fn answer(id: Id, fields: &mut serde_json::Map<String, Value>) -> Response {
    let error = fields.remove("error").and_then(|error| serde_json::from_value::<Error>(error).ok());
    match error {
        Some(error) => Response::from_error(id, error),
        None => Response::from_ok(id, fields.remove("result").unwrap_or(Value::Null)),
    }
}

fn id(value: &Value) -> Option<Id> {
    match value {
        Value::Null => Some(Id::Null),
        Value::Number(number) => number.as_i64().map(Id::Number),
        Value::String(text) => Some(Id::String(text.clone())),
        _ => None,
    }
}

fn wrong(code: ErrorCode, message: String) -> Incoming {
    let error = Error { code, message: message.into(), data: None };
    Incoming::Wrong(Response::from_error(Id::Null, error))
}

/// Half a surrogate pair is no character, yet editors written in JavaScript send one where a text
/// holds one. The replacement character is as long in UTF-16, so that positions stay right.
fn mend(body: &[u8]) -> Option<Vec<u8>> {
    let mut mended = body.to_vec();
    let mut is_changed = false;
    let mut at = 0;
    while at < mended.len() {
        match (mended[at], escaped_unit(&mended, at)) {
            (_, Some(0xd800..=0xdbff)) if matches!(escaped_unit(&mended, at + 6), Some(0xdc00..=0xdfff)) => {
                at += 12;
            }
            (_, Some(0xd800..=0xdfff)) => {
                mended[at + 2..at + 6].copy_from_slice(b"fffd");
                is_changed = true;
                at += 6;
            }
            (b'\\', _) => at += 2,
            _ => at += 1,
        }
    }
    is_changed.then_some(mended)
}

/// The unit of an escape such as `\ud83d`.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_answered() {
        for body in ["", "{", "[]", "null", "42", "{}", r#"{"method": 7}"#, r#"{"id": {}, "method": "x"}"#] {
            assert!(matches!(parse(body.as_bytes()), Incoming::Wrong(_)), "{body}");
        }
        assert!(matches!(parse(&[b'['; 20_000]), Incoming::Wrong(_)));
    }

    #[test]
    fn half_a_pair_becomes_a_character_of_the_same_length() {
        let Incoming::Call(call) = parse(br#"{"method": "x", "params": ["\\ud83d \ud83d\ude00 \ud83d"]}"#)
        else {
            panic!("a notification");
        };
        assert_eq!(call.params(), Some(&serde_json::json!(["\\ud83d \u{1f600} \u{fffd}"])));
    }
}
