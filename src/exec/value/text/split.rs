//! Cutting text into pieces.

use super::is_space;

/// `text.split(separator, limit)`; a negative limit is none. The separator is not empty.
pub fn split<'t>(text: &'t str, separator: Option<&str>, limit: i64) -> Vec<&'t str> {
    let limit = usize::try_from(limit).ok();
    match separator {
        Some(separator) => match limit {
            Some(limit) => text.splitn(limit.saturating_add(1), separator).collect(),
            None => text.split(separator).collect(),
        },
        None => split_space(text, limit.unwrap_or(usize::MAX)),
    }
}

fn split_space(text: &str, limit: usize) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if out.len() == limit {
            out.push(rest);
            break;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        out.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    out
}

/// `text.rsplit(separator, limit)`
pub fn rsplit<'t>(text: &'t str, separator: Option<&str>, limit: i64) -> Vec<&'t str> {
    let limit = usize::try_from(limit).ok();
    let mut out = match separator {
        Some(separator) => match limit {
            Some(limit) => text.rsplitn(limit.saturating_add(1), separator).collect(),
            None => text.rsplit(separator).collect(),
        },
        None => rsplit_space(text, limit.unwrap_or(usize::MAX)),
    };
    out.reverse();
    out
}

fn rsplit_space(text: &str, limit: usize) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text.trim_end_matches(is_space);
    while !rest.is_empty() {
        if out.len() == limit {
            out.push(rest);
            break;
        }
        let start =
            rest.rfind(is_space).map_or(0, |at| at + rest[at..].chars().next().map_or(1, char::len_utf8));
        out.push(&rest[start..]);
        rest = rest[..start].trim_end_matches(is_space);
    }
    out
}

pub fn partition<'t>(text: &'t str, separator: &'t str) -> (&'t str, &'t str, &'t str) {
    text.split_once(separator).map_or((text, "", ""), |(head, tail)| (head, separator, tail))
}

pub fn rpartition<'t>(text: &'t str, separator: &'t str) -> (&'t str, &'t str, &'t str) {
    text.rsplit_once(separator).map_or(("", "", text), |(head, tail)| (head, separator, tail))
}

/// `text.splitlines(keep)`
pub fn split_lines(text: &str, keep: bool) -> Vec<&str> {
    let ends = |c: char| {
        matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = rest.find(ends) else {
            out.push(rest);
            break;
        };
        let width = if rest[at..].starts_with("\r\n") {
            2
        } else {
            rest[at..].chars().next().map_or(1, char::len_utf8)
        };
        out.push(&rest[..if keep { at + width } else { at }]);
        rest = &rest[at + width..];
    }
    out
}

/// `text.strip(chars)`, on the sides asked for.
pub fn strip<'t>(text: &'t str, chars: Option<&str>, left: bool, right: bool) -> &'t str {
    let drop = |c: char| chars.map_or_else(|| is_space(c), |chars| chars.contains(c));
    let text = if left { text.trim_start_matches(drop) } else { text };
    if right { text.trim_end_matches(drop) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitting_follows_the_limit_and_the_side() {
        assert_eq!(split("a,b,c", Some(","), 1), ["a", "b,c"]);
        assert_eq!(rsplit("a,b,c", Some(","), 1), ["a,b", "c"]);
        assert_eq!(split(" a b c ", None, 1), ["a", "b c "]);
        assert_eq!(rsplit(" a b c ", None, 1), [" a b", "c"]);
        assert_eq!(split("", None, -1), Vec::<&str>::new());
        assert_eq!(split("", Some(","), -1), [""]);
        assert_eq!(split_lines("a\nb\r\nc\x0bd", false), ["a", "b", "c", "d"]);
        assert_eq!(split_lines("a\nb", true), ["a\n", "b"]);
        assert_eq!(rpartition("abc", "z"), ("", "", "abc"));
        assert_eq!(strip("xxaxx", Some("x"), true, false), "axx");
    }
}
