//! Suppressions that silence nothing, taken out of their comments.

use super::Page;
use super::style::{line_end, line_start, next_line};
use crate::base::Span;
use crate::diagnostic::Edit;

/// Takes one code, or with `None` everything said to heaplint, out of a comment.
pub(super) fn remove(page: &Page<'_>, comment: Span, code: Option<&str>) -> Option<Vec<Edit>> {
    let text = page.text(comment);
    let (start, part) = parts(text).into_iter().find(|(_, part)| speaks(part, code))?;
    let end = start + part.len();
    if let Some(shorter) = code.and_then(|code| without(part, code)) {
        let (start, end) = (comment.start + start as u32, comment.start + end as u32);
        let kept = part.len() - part.trim_end().len();
        return Some(vec![page.edit(start, end - kept as u32, shorter)]);
    }
    if !text[..start].is_empty() || end < text.len() {
        let (mut start, mut end) = (comment.start + start as u32, comment.start + end as u32);
        // What stood before it keeps no white space at the end of the line.
        if end == comment.end {
            let before = page.text(Span::new(comment.start, start));
            start -= (before.len() - before.trim_end().len()) as u32;
            end = line_end(page, end);
        }
        return Some(vec![page.edit(start, end, "")]);
    }
    let line = line_start(page, comment.start);
    let before = page.text(Span::new(line, comment.start));
    match before.trim().is_empty() {
        true => Some(vec![page.edit(line, next_line(page, comment.end).unwrap_or(comment.end), "")]),
        false => {
            let start = line + before.trim_end().len() as u32;
            Some(vec![page.edit(start, comment.end, "")])
        }
    }
}

/// The parts of a comment, each with its `#`.
fn parts(text: &str) -> Vec<(usize, &str)> {
    let starts: Vec<usize> = text.match_indices('#').map(|(at, _)| at).collect();
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| (start, &text[start..end])).collect()
}

/// Whether the part is a suppression of one line or file that names the code.
fn speaks(part: &str, code: Option<&str>) -> bool {
    let words = part.trim_start_matches('#').trim();
    let is_ours = words.strip_prefix("heaplint:").is_some_and(|rest| rest.trim_start().starts_with("ignore"));
    let is_noqa = words.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("noqa"));
    match code {
        None => is_ours && !words.contains('['),
        Some(code) => {
            (is_ours || is_noqa) && listed(words).iter().any(|known| known.eq_ignore_ascii_case(code))
        }
    }
}

/// The codes that a suppression lists.
fn listed(words: &str) -> Vec<&str> {
    let list = match words.split_once('[') {
        Some((_, rest)) => rest.split_once(']').map_or(rest, |(list, _)| list),
        None => words.split_once(':').map_or("", |(_, list)| list),
    };
    list.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty()).collect()
}

/// The part without one of several codes; `None` where it is the only one.
fn without(part: &str, code: &str) -> Option<String> {
    let kept: Vec<&str> = listed(part.trim_start_matches('#'))
        .into_iter()
        .filter(|known| !known.eq_ignore_ascii_case(code))
        .collect();
    if kept.is_empty() {
        return None;
    }
    let list = kept.join(", ");
    Some(match part.split_once('[') {
        Some((head, rest)) => {
            let (_, tail) = rest.split_once(']')?;
            format!("{head}[{list}]{}", tail.trim_end())
        }
        None => format!("{}: {list}", part.split_once(':')?.0),
    })
}
