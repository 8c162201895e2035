//! The wording of CPython's errors where it depends on the version or is needed in several places.

use std::borrow::Cow;

use crate::ir::{BinaryOp, CompareOp, UnaryOp, Version};

/// A version that words something in a new way.
pub const V39: Version = Version::new(3, 9);
pub const V310: Version = Version::new(3, 10);
pub const V311: Version = Version::new(3, 11);
pub const V312: Version = Version::new(3, 12);
pub const V313: Version = Version::new(3, 13);

/// Wordings of one message by the first version that uses them, oldest first.
pub fn since(version: Version, wordings: &[(Version, &'static str)]) -> &'static str {
    wordings
        .iter()
        .rev()
        .find(|(first, _)| *first <= version)
        .or(wordings.first())
        .map_or("", |(_, text)| text)
}

pub fn binary_symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mult => "*",
        BinaryOp::MatMult => "@",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "** or pow()",
        BinaryOp::LShift => "<<",
        BinaryOp::RShift => ">>",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::BitAnd => "&",
        BinaryOp::FloorDiv => "//",
    }
}

/// `unsupported operand type(s)` of `left op right` or `left op= right`.
pub fn unsupported_operands(op: BinaryOp, in_place: bool, left: &str, right: &str) -> String {
    let symbol = match (op, in_place) {
        (BinaryOp::Pow, true) => "**=".to_owned(),
        (_, true) => format!("{}=", binary_symbol(op)),
        _ => binary_symbol(op).to_owned(),
    };
    format!("unsupported operand type(s) for {symbol}: '{left}' and '{right}'")
}

pub fn bad_unary_operand(op: UnaryOp, operand: &str) -> String {
    let symbol = match op {
        UnaryOp::Not => "not",
        UnaryOp::Negative => "-",
        UnaryOp::Positive => "+",
        UnaryOp::Invert => "~",
    };
    format!("bad operand type for unary {symbol}: '{operand}'")
}

pub fn compare_symbol(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "==",
        CompareOp::NotEq => "!=",
        CompareOp::Lt => "<",
        CompareOp::LtE => "<=",
        CompareOp::Gt => ">",
        CompareOp::GtE => ">=",
        CompareOp::Is => "is",
        CompareOp::IsNot => "is not",
        CompareOp::In => "in",
        CompareOp::NotIn => "not in",
    }
}

pub fn unordered(op: CompareOp, left: &str, right: &str) -> String {
    format!("'{}' not supported between instances of '{left}' and '{right}'", compare_symbol(op))
}

pub fn not_iterable(class: &str) -> String {
    format!("'{class}' object is not iterable")
}

pub fn not_callable(class: &str) -> String {
    format!("'{class}' object is not callable")
}

pub fn not_subscriptable(class: &str) -> String {
    format!("'{class}' object is not subscriptable")
}

/// `unhashable type` as a key of a dict or element of a set.
pub fn unhashable(class: &str) -> String {
    format!("unhashable type: '{class}'")
}

/// A read of an attribute that is not there.
pub fn no_attribute(class: &str, name: &str) -> String {
    format!("'{class}' object has no attribute '{name}'")
}

/// A store to an object that has no room for the attribute.
pub fn no_room_for_attribute(version: Version, class: &str, name: &str) -> String {
    let base = no_attribute(class, name);
    if version >= V313 { base + " and no __dict__ for setting new attributes" } else { base }
}

/// A store to, or deletion of, an attribute of the class that instances cannot hide.
pub fn read_only(class: &str, name: &str) -> String {
    format!("'{class}' object attribute '{name}' is read-only")
}

/// Access to a property without the needed function: `what` is getter, setter or deleter.
pub fn property_without(version: Version, class: &str, name: &str, what: &str) -> String {
    let verb = match what {
        "getter" => "unreadable attribute",
        "deleter" => "can't delete attribute",
        _ => "can't set attribute",
    };
    if version < V310 {
        verb.to_owned()
    } else if version < V311 {
        format!("{verb} '{name}'")
    } else {
        format!("property '{name}' of '{class}' object has no {what}")
    }
}

/// `takes exactly one argument`, `takes no arguments` and the like of C functions of fixed arity;
/// `name` is `append`, `class` the type's name for methods.
pub fn fixed_arity(version: Version, class: Option<&str>, name: &str, wanted: usize, given: usize) -> String {
    let full = match class {
        Some(class) if version >= V39 => format!("{class}.{name}"),
        _ => name.to_owned(),
    };
    match wanted {
        0 => format!("{full}() takes no arguments ({given} given)"),
        1 => format!("{full}() takes exactly one argument ({given} given)"),
        _ => {
            let plural = if wanted == 1 { "" } else { "s" };
            format!("{name} expected {wanted} argument{plural}, got {given}")
        }
    }
}

/// `expected at least 1 argument, got 0`
pub fn flexible_arity(version: Version, name: &str, least: usize, most: usize, given: usize) -> String {
    let (bound, count) = if given < least { ("at least ", least) } else { ("at most ", most) };
    let plural = if count == 1 { "" } else { "s" };
    let bound = if least == most || (version < V39 && given < least && name == "range") { "" } else { bound };
    format!("{name} expected {bound}{count} argument{plural}, got {given}")
}

/// Parameters a call left out: `missing 2 required positional arguments: 'a' and 'b'`.
pub fn missing_arguments(function: &str, kind: &str, names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let list = match quoted.as_slice() {
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        [] => String::new(),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    format!("{function}() missing {} required {kind} argument{plural}: {list}", names.len())
}

/// Too many positional arguments. `given_keyword_only` counts keyword-only parameters that were given.
pub fn too_many_positional(
    function: &str,
    positional: usize,
    defaults: usize,
    given: usize,
    given_keyword_only: usize,
) -> String {
    let takes = if defaults > 0 {
        format!("from {} to {positional} positional arguments", positional - defaults)
    } else {
        format!("{positional} positional argument{}", if positional == 1 { "" } else { "s" })
    };
    let given = if given_keyword_only == 0 {
        format!("{given} {} given", if given == 1 { "was" } else { "were" })
    } else {
        format!(
            "{given} positional argument{} (and {given_keyword_only} keyword-only argument{}) were given",
            if given == 1 { "" } else { "s" },
            if given_keyword_only == 1 { "" } else { "s" }
        )
    };
    format!("{function}() takes {takes} but {given}")
}

/// `int() argument must be ...`
pub fn number_wanted(version: Version, function: &str, class: &str) -> String {
    let number = if version >= V310 { "a real number" } else { "a number" };
    match function {
        "int" => format!("int() argument must be a string, a bytes-like object or {number}, not '{class}'"),
        _ => format!("{function}() argument must be a string or {number}, not '{class}'"),
    }
}

/// `str` indexed by something that is no integer.
pub fn index_wanted(version: Version, sequence: &str, class: &str) -> String {
    match sequence {
        "str" if version >= V311 => format!("string indices must be integers, not '{class}'"),
        "str" => "string indices must be integers".to_owned(),
        "bytes" => format!("byte indices must be integers or slices, not {class}"),
        _ => format!("{sequence} indices must be integers or slices, not {class}"),
    }
}

/// `max([])`, `min(())`
pub fn empty_extreme(version: Version, function: &str) -> Cow<'static, str> {
    let rest = if version >= V312 { "iterable argument is empty" } else { "arg is an empty sequence" };
    Cow::Owned(format!("{function}() {rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_that_do_not_fit() {
        assert_eq!(
            missing_arguments("f", "positional", &["a", "b", "c"]),
            "f() missing 3 required positional arguments: 'a', 'b', and 'c'"
        );
        assert_eq!(
            too_many_positional("f", 2, 1, 3, 0),
            "f() takes from 1 to 2 positional arguments but 3 were given"
        );
        assert_eq!(
            too_many_positional("f", 1, 0, 2, 1),
            "f() takes 1 positional argument but 2 positional arguments (and 1 keyword-only argument) were given"
        );
        assert_eq!(
            fixed_arity(V313, Some("list"), "append", 1, 0),
            "list.append() takes exactly one argument (0 given)"
        );
        assert_eq!(flexible_arity(V313, "next", 1, 2, 0), "next expected at least 1 argument, got 0");
    }

    #[test]
    fn wording_follows_the_version() {
        let old = Version::new(3, 8);
        assert_eq!(property_without(old, "C", "f", "setter"), "can't set attribute");
        assert_eq!(property_without(V310, "C", "f", "setter"), "can't set attribute 'f'");
        assert_eq!(property_without(V311, "C", "f", "setter"), "property 'f' of 'C' object has no setter");
        assert_eq!(since(V312, &[(old, "a"), (V311, "b"), (V313, "c")]), "b");
    }
}
