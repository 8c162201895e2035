//! How many different values a parameter may take, by its annotation and name.

use crate::outcome::Domain;
use crate::project::program::{FnId, Program};

/// Names of parameters that stand for parts of the program: there are only so many.
const CODE: &[&str] =
    &["cls", "decorator", "f", "fn", "func", "function", "klass", "method", "model", "plugin", "typ"];

/// Ends of parameter names that stand for texts and numbers.
const TEXTS: &[&str] = &[
    "name", "key", "path", "id", "type", "kind", "lang", "locale", "encoding", "url", "text", "string",
    "code", "tag", "index", "module", "mod", "typ", "num", "no", "format", "mode", "cls", "klass", "class_",
    "pattern", "alias", "label", "version", "n", "size",
];

/// What a parameter's annotation, or else its name, says of how many values there are.
pub(super) fn of_param(program: &Program<'_>, body: FnId, at: u16) -> Domain {
    let param = program.body(body).params.get(at as usize);
    let Some(text) = param.and_then(|param| param.annotation.as_deref()) else {
        let name = param.map_or("", |param| param.name.as_str());
        if CODE.contains(&name) {
            return Domain::Bounded;
        }
        return if TEXTS.iter().any(|end| name.ends_with(end)) { Domain::Text } else { Domain::Open };
    };
    let is_text = ["str", "int", "bytes", "float", "bool"].iter().any(|word| text.contains(word));
    let is_bounded = ["type", "Type", "Callable", "Enum", "cls"].iter().any(|word| text.starts_with(word));
    match (is_bounded, is_text) {
        (true, _) => Domain::Bounded,
        (_, true) => Domain::Text,
        _ => Domain::Open,
    }
}
