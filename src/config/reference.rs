//! The pages of settings and the schema, made of the options' own comments.

use std::sync::LazyLock;

use serde_json::Value;

use super::options::Options;
use super::walk::wanted;
use crate::base::nearest;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = schemars::schema_for!(Options).to_value();
    without_null(&mut schema);
    schema
});

/// The JSON schema of a file of configuration.
pub fn schema() -> &'static Value {
    &SCHEMA
}

/// TOML has no null: a setting that may be absent is simply left out.
fn without_null(schema: &mut Value) {
    if let Value::Object(fields) = schema {
        fields.retain(|key, value| key != "default" || !value.is_null());
        for word in ["type", "enum"] {
            if let Some(Value::Array(items)) = fields.get_mut(word) {
                items.retain(|item| item != "null" && !item.is_null());
                if let ("type", [only]) = (word, items.as_slice()) {
                    let only = only.clone();
                    fields.insert(word.to_owned(), only);
                }
            }
        }
        if let Some(Value::Array(parts)) = fields.get_mut("anyOf") {
            parts.retain(|part| part["type"] != "null");
            if let [Value::Object(only)] = parts.as_slice() {
                let only = only.clone();
                fields.remove("anyOf");
                fields.extend(only);
            }
        }
    }
    match schema {
        Value::Object(fields) => fields.values_mut().for_each(without_null),
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// A setting that there is not.
#[derive(Debug)]
pub struct UnknownKey {
    pub nearest: Option<String>,
}

/// Every setting's dotted key, in the order of the alphabet.
pub fn keys() -> Vec<String> {
    let mut keys = Vec::new();
    collect(schema(), "", &mut keys);
    keys.sort();
    keys
}

fn collect(schema: &Value, before: &str, keys: &mut Vec<String>) {
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let key = format!("{before}{key}");
        collect(inner, &format!("{key}."), keys);
        collect(&inner["items"], &format!("{key}."), keys);
        keys.push(key);
    }
}

/// The page of one setting as Markdown.
pub fn setting_page(key: &str) -> Result<String, UnknownKey> {
    let unknown =
        || UnknownKey { nearest: nearest(key, keys().iter().map(String::as_str)).map(str::to_owned) };
    let setting = find(key).ok_or_else(unknown)?;
    let mut page = format!("# {key}\n\n{}\n\n", setting["description"].as_str().unwrap_or_default());
    page.push_str(&format!("Type: {}.", wanted(setting)));
    if let Some(default) = setting.get("default") {
        let default = match default {
            Value::String(words) => words.clone(),
            Value::Object(_) => "none".to_owned(),
            other => format!("`{}`", in_toml(other)),
        };
        page.push_str(&format!(" Default: {default}."));
    }
    page.push('\n');
    if let Some(example) = setting["examples"].get(0) {
        page.push_str(&format!("\n```toml\n{}\n```\n", example_lines(key, example)));
    }
    Ok(page)
}

fn find(key: &str) -> Option<&'static Value> {
    let mut at = schema();
    for part in key.split('.') {
        at = at["properties"].get(part).or_else(|| at["items"]["properties"].get(part))?;
    }
    Some(at)
}

fn example_lines(key: &str, example: &Value) -> String {
    let (before, last) = key.rsplit_once('.').unwrap_or(("", key));
    let header = match before {
        "" => String::new(),
        "overrides" if last == "files" => "[[overrides]]\n".to_owned(),
        "overrides" => "[[overrides]]\nfiles = [\"tests\"]\n".to_owned(),
        table => format!("[{table}]\n"),
    };
    match example {
        Value::Object(rows) => {
            let table = if before.is_empty() { format!("[{last}]") } else { format!("{header}[{key}]") };
            let rows = rows.iter().map(|(key, value)| format!("\n{key} = {}", in_toml(value)));
            table + &rows.collect::<String>()
        }
        value => format!("{header}{last} = {}", in_toml(value)),
    }
}

fn in_toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(in_toml).collect::<Vec<_>>().join(", ")),
        value => value.to_string(),
    }
}

/// All settings, for `docs/`.
pub fn reference() -> String {
    let mut text = String::from(
        "# Settings\n\n\
         Settings stand in `heaplint.toml`, in `.heaplint.toml`, or in the table `tool.heaplint` of `pyproject.toml`. \
         For each file the nearest of these at or above it counts; where one folder has several, `.heaplint.toml` comes \
         before `heaplint.toml` before `pyproject.toml`. Flags of the command line come before files. `--config` takes \
         a file instead of the nearest, or a setting such as `--config 'fail-on = \"error\"'`; `--isolated` reads no file.\n\n\
         This page is made of the same comments as `heaplint config`; `docs/heaplint.schema.json` is the schema for editors.\n",
    );
    for key in keys() {
        let page = setting_page(&key).unwrap_or_default();
        text.push_str(&format!("\n#{page}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_page_with_an_example_that_is_read() {
        for key in keys() {
            let page = setting_page(&key).expect(&key);
            let Some((_, example)) = page.split_once("```toml\n") else { continue };
            let example = example.trim_end().trim_end_matches("```");
            let read = crate::config::read_inline(example, std::path::Path::new("/"));
            assert!(read.is_ok(), "{key}: {read:?}");
        }
        assert_eq!(setting_page("selct").expect_err("no setting").nearest.as_deref(), Some("select"));
    }
}
