//! A value of a file against the schema: every unknown key, wrong type and wrong word, not only the
//! first, each with its place.

use std::ops::Range;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::patterns::Patterns;
use super::words::Size;
use crate::base::nearest;
use crate::diagnostic::Level;
use crate::ir::Version;
use crate::rules::Levels;

/// A mistake at some bytes of the text.
pub(super) struct Mistake {
    pub span: Range<usize>,
    pub key: String,
    pub message: String,
}

/// Checks a table against the schema of an object. `key` is what stands before its keys.
pub(super) fn check_table(table: &DeTable<'_>, schema: &Value, key: &str, found: &mut Vec<Mistake>) {
    for (name, value) in table {
        let text = name.get_ref().as_ref();
        let inner_key = if key.is_empty() { text.to_owned() } else { format!("{key}.{text}") };
        let mut add = |message| found.push(Mistake { span: name.span(), key: inner_key.clone(), message });
        if let Some(inner) = schema["properties"].get(text) {
            check(value, inner, &inner_key, found);
            continue;
        }
        match &schema["additionalProperties"] {
            Value::Object(inner) => {
                if let Some(message) = wrong_format(text, &schema["propertyNames"]["format"]) {
                    add(message);
                }
                check(value, &Value::Object(inner.clone()), &inner_key, found);
            }
            _ => add(unknown_key(text, schema)),
        }
    }
}

fn unknown_key(name: &str, schema: &Value) -> String {
    let known = || schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str());
    match nearest(name, known()) {
        Some(near) => format!("unknown setting, did you mean `{near}`?"),
        None => format!("unknown setting; known are {}", known().collect::<Vec<_>>().join(", ")),
    }
}

fn check(value: &Spanned<DeValue<'_>>, schema: &Value, key: &str, found: &mut Vec<Mistake>) {
    let mut add = |message| found.push(Mistake { span: value.span(), key: key.to_owned(), message });
    let Some(schema) = alternative(value.get_ref(), schema) else {
        add(format!("{} is not allowed here; write {}", kind_of(value.get_ref()), wanted(schema)));
        return;
    };
    match value.get_ref() {
        DeValue::String(text) => {
            if let Some(message) = wrong_word(text, schema) {
                add(message);
            }
        }
        DeValue::Integer(number) => {
            let value = i64::from_str_radix(number.as_str(), number.radix());
            if value.map_or(true, |value| is_too_small(value, schema)) {
                add(format!("{} is out of range; write {}", number.as_str(), wanted(schema)));
            }
        }
        DeValue::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                check(item, &schema["items"], &format!("{key}[{at}]"), found);
            }
        }
        DeValue::Table(table) => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            for name in required.filter(|name| !table.contains_key(*name)) {
                add(format!("`{name}` is missing"));
            }
            check_table(table, schema, key, found);
        }
        _ => {}
    }
}

fn is_too_small(number: i64, schema: &Value) -> bool {
    schema["minimum"].as_i64().is_some_and(|least| number < least)
}

/// The part of the schema that is about values of this type.
fn alternative<'a>(value: &DeValue<'_>, schema: &'a Value) -> Option<&'a Value> {
    match schema["anyOf"].as_array() {
        Some(parts) => parts.iter().find_map(|part| alternative(value, part)),
        None => (schema["type"].as_str() == Some(type_of(value))).then_some(schema),
    }
}

fn type_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "object",
    }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What the schema allows, in words.
pub(super) fn wanted(schema: &Value) -> String {
    if let Some(parts) = schema["anyOf"].as_array() {
        return parts.iter().map(wanted).collect::<Vec<_>>().join(" or ");
    }
    if let Some(words) = words_of(schema) {
        return format!("one of {}", words.join(", "));
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("rule")) => "a rule, as code, name, prefix or group".to_owned(),
        (Some("string"), Some("glob")) => "a pattern".to_owned(),
        (Some("string"), Some("size")) => "a size such as \"1 MiB\"".to_owned(),
        (Some("string"), Some("python-version")) => "a version such as \"3.12\"".to_owned(),
        (Some("string"), _) => "a string".to_owned(),
        (Some("boolean"), _) => "true or false".to_owned(),
        (Some("integer"), _) => "a whole number".to_owned(),
        (Some("array"), _) => format!("a list, each item {}", wanted(&schema["items"])),
        _ => match schema["additionalProperties"].as_object() {
            Some(values) => format!("a table, each value {}", wanted(&Value::Object(values.clone()))),
            None => "a table".to_owned(),
        },
    }
}

fn words_of(schema: &Value) -> Option<Vec<&str>> {
    Some(schema["enum"].as_array()?.iter().filter_map(Value::as_str).collect())
}

fn wrong_word(text: &str, schema: &Value) -> Option<String> {
    let Some(words) = words_of(schema) else { return wrong_format(text, &schema["format"]) };
    if words.contains(&text) {
        return None;
    }
    let near = nearest(text, words.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
    Some(format!("`{text}` is none of {}{}", words.join(", "), near.unwrap_or_default()))
}

fn wrong_format(text: &str, format: &Value) -> Option<String> {
    match format.as_str()? {
        "rule" => Levels::new([(text, Level::Off)]).err()?.first().map(ToString::to_string),
        "glob" => Patterns::new("".as_ref(), [text]).err(),
        "size" => text.parse::<Size>().err(),
        "python-version" => text.parse::<Version>().err(),
        _ => None,
    }
}
