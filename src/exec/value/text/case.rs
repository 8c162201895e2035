//! Letter case and character classes of text.

use super::{decimal_value, is_printable, is_space};

/// `text.title()`: a cased letter after an uncased character is upper case, others lower.
pub fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_cased = false;
    for c in text.chars() {
        if after_cased {
            out.extend(c.to_lowercase());
        } else {
            push_title(&mut out, c);
        }
        after_cased = is_cased(c);
    }
    out
}

pub fn capitalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    if let Some(first) = chars.next() {
        push_title(&mut out, first);
    }
    out.push_str(&chars.as_str().to_lowercase());
    out
}

/// Title case differs from upper case where a letter expands: the rest of the expansion is lower.
fn push_title(out: &mut String, c: char) {
    let mut upper = c.to_uppercase();
    if let Some(first) = upper.next() {
        out.push(first);
    }
    for rest in upper {
        out.extend(rest.to_lowercase());
    }
}

pub fn swap_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_uppercase() {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
    }
    out
}

fn is_cased(c: char) -> bool {
    c.is_uppercase() || c.is_lowercase()
}

/// `text.isalpha()` and its relatives by their names; `None` for a name that is none of them.
pub fn is_class(text: &str, name: &str) -> Option<bool> {
    let all = |test: fn(char) -> bool| !text.is_empty() && text.chars().all(test);
    Some(match name {
        "isalpha" => all(char::is_alphabetic),
        "isalnum" => all(char::is_alphanumeric),
        "isdecimal" => all(|c| decimal_value(c).is_some()),
        "isdigit" => all(|c| decimal_value(c).is_some() || is_other_digit(c)),
        "isnumeric" => all(char::is_numeric),
        "isspace" => all(is_space),
        "isascii" => text.is_ascii(),
        "isprintable" => text.chars().all(is_printable),
        "isupper" => text.chars().any(is_cased) && !text.chars().any(char::is_lowercase),
        "islower" => text.chars().any(is_cased) && !text.chars().any(char::is_uppercase),
        "istitle" => is_title(text),
        "isidentifier" => is_identifier(text),
        _ => return None,
    })
}

/// Superscripts, subscripts and circled digits are digits that are not decimal.
fn is_other_digit(c: char) -> bool {
    matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}' | '\u{2074}'..='\u{2079}'
        | '\u{2080}'..='\u{2089}' | '\u{2460}'..='\u{2468}' | '\u{2474}'..='\u{247c}' | '\u{2488}'..='\u{2490}')
}

fn is_title(text: &str) -> bool {
    let mut cased = false;
    let mut after_cased = false;
    for c in text.chars() {
        if c.is_uppercase() {
            if after_cased {
                return false;
            }
            after_cased = true;
            cased = true;
        } else if c.is_lowercase() {
            if !after_cased {
                return false;
            }
            cased = true;
        } else {
            after_cased = false;
        }
    }
    cased
}

pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    starts && chars.all(|c| c == '_' || c.is_alphanumeric() || c == '\u{b7}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_changed_as_python_changes_it() {
        assert_eq!(title("they're bill's friends"), "They'Re Bill'S Friends");
        assert_eq!(capitalize("hELLO world"), "Hello world");
        assert_eq!(swap_case("Hello"), "hELLO");
    }

    #[test]
    fn classes_of_characters() {
        let is = |text, name| is_class(text, name) == Some(true);
        assert!(is("12", "isdigit") && is("\u{b2}", "isdigit") && !is("", "isdigit"));
        assert!(is("\u{bd}", "isnumeric") && !is("\u{bd}", "isdigit"));
        assert!(is("Ab Cd", "istitle") && !is("AB", "istitle"));
        assert!(is("a_1", "isidentifier") && !is("1a", "isidentifier"));
        assert!(is("AB1", "isupper") && !is("1", "isupper"));
        assert_eq!(is_class("a", "isnothing"), None);
    }
}
