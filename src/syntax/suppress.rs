//! Comments that silence findings, and what became of them.
//!
//! * `# heaplint: ignore[code-or-name, ...] reason` at the end of a statement, or on a line of its
//!   own before one. Without brackets it silences everything.
//! * `# noqa: HL101, HL102`: only codes that start with HL are ours; bare `# noqa` silences ours too.
//! * `# heaplint: ignore-file[...]` anywhere: the whole file.
//! * `# heaplint: disable[...]` to the matching `# heaplint: enable[...]` or the end of the file.
//!
//! A comment on the first or last line of a statement counts for all its lines; within it, for its
//! own line and the statement's first.

use std::sync::atomic::{AtomicBool, Ordering};

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::parse::{Parsed, span_of};
use super::source::SourceFile;
use crate::base::Span;

/// All suppressions of one file.
#[derive(Default, Debug)]
pub struct Suppressions {
    entries: Vec<Entry>,
    pub malformed: Vec<Malformed>,
}

/// A comment that addresses heaplint but cannot be understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Malformed {
    pub span: Span,
    pub message: String,
}

/// A suppression, or one of its codes, that silenced nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unused {
    /// The comment.
    pub comment: Span,
    /// The code or name that is not needed; `None` when the whole comment silences everything.
    pub code: Option<String>,
    /// True when nothing in the comment is needed.
    pub whole: bool,
}

#[derive(Debug)]
struct Entry {
    comment: Span,
    /// Lines it covers, both included.
    lines: (u32, u32),
    /// A second line that is covered, far from the others: the statement's first.
    also: u32,
    /// Empty: everything.
    codes: Vec<Code>,
    used: AtomicBool,
    /// A bare `# noqa` is meant for other tools as well, so it is never called unused.
    is_shared: bool,
}

#[derive(Debug)]
struct Code {
    text: String,
    used: AtomicBool,
}

impl Suppressions {
    pub fn collect(source: &SourceFile, parsed: &Parsed) -> Self {
        let mut found = Self::default();
        if !may_suppress(source, parsed) {
            return found;
        }
        let comments = comments(source, parsed);
        let mut open: Vec<usize> = Vec::new();
        for comment in &comments {
            found.read(source, comment, &mut open);
        }
        found
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a finding is silenced at a line; what silences it counts as used.
    pub fn suppresses(&self, code: &str, name: &str, line: u32) -> bool {
        let mut silenced = false;
        for entry in &self.entries {
            let covers = (entry.lines.0..=entry.lines.1).contains(&line) || entry.also == line;
            if covers && entry.names(code, name) {
                entry.used.store(true, Ordering::Relaxed);
                silenced = true;
            }
        }
        silenced
    }

    /// In the order of the file; meaningful once every finding was asked about.
    pub fn unused(&self) -> Vec<Unused> {
        let mut unused = Vec::new();
        for entry in self.entries.iter().filter(|entry| !entry.is_shared) {
            let whole = !entry.used.load(Ordering::Relaxed);
            if entry.codes.is_empty() && whole {
                unused.push(Unused { comment: entry.comment, code: None, whole });
            }
            let idle = entry.codes.iter().filter(|code| !code.used.load(Ordering::Relaxed));
            unused.extend(idle.map(|code| Unused {
                comment: entry.comment,
                code: Some(code.text.clone()),
                whole,
            }));
        }
        unused
    }

    fn read(&mut self, source: &SourceFile, comment: &Comment, open: &mut Vec<usize>) {
        let start = comment.span.start as usize;
        let text = source.text.get(start..comment.span.end as usize).unwrap_or("");
        for part in directives(text) {
            match part {
                Directive::Ignore(codes) => self.push(comment, comment.lines, codes, false),
                Directive::Noqa(codes) => {
                    let is_shared = codes.is_empty();
                    self.push(comment, comment.lines, codes, is_shared);
                }
                Directive::File(codes) => self.push(comment, (0, u32::MAX), codes, false),
                Directive::Disable(codes) => {
                    open.push(self.entries.len());
                    self.push(comment, (comment.line, u32::MAX), codes, false);
                }
                Directive::Enable(codes) => self.close(comment, &codes, open),
                Directive::Malformed(message) => {
                    self.malformed.push(Malformed { span: comment.span, message });
                }
            }
        }
    }

    fn push(&mut self, comment: &Comment, lines: (u32, u32), codes: Vec<String>, is_shared: bool) {
        let codes = codes.into_iter().map(|text| Code { text, used: AtomicBool::new(false) }).collect();
        let used = AtomicBool::new(false);
        self.entries.push(Entry {
            comment: comment.span,
            lines,
            also: comment.statement,
            codes,
            used,
            is_shared,
        });
    }

    /// Ends the ranges that name any of these codes, or all of them.
    fn close(&mut self, comment: &Comment, codes: &[String], open: &mut Vec<usize>) {
        let before = open.len();
        open.retain(|&at| {
            let entry = &mut self.entries[at];
            let same = codes.is_empty() || entry.codes.iter().any(|code| codes.contains(&code.text));
            if same {
                entry.lines.1 = comment.line;
            }
            !same
        });
        if open.len() == before {
            let message = String::from("`enable` without a `disable` before it");
            self.malformed.push(Malformed { span: comment.span, message });
        }
    }
}

impl Entry {
    fn names(&self, code: &str, name: &str) -> bool {
        let mut named = self.codes.is_empty();
        for item in &self.codes {
            let is_prefix =
                item.text.len() > 2 && item.text.starts_with("HL") && code.starts_with(&item.text);
            if is_prefix || item.text == name {
                item.used.store(true, Ordering::Relaxed);
                named = true;
            }
        }
        named
    }
}

/// A comment and the lines it speaks about.
#[derive(Debug)]
struct Comment {
    span: Span,
    line: u32,
    lines: (u32, u32),
    statement: u32,
}

/// Every comment with the statement it belongs to, told by the logical lines of the tokens.
fn comments(source: &SourceFile, parsed: &Parsed) -> Vec<Comment> {
    let lines = source.lines();
    let mut done = Vec::new();
    let mut inside: Vec<(Span, u32)> = Vec::new();
    let mut above: Vec<(Span, u32)> = Vec::new();
    let mut first: Option<u32> = None;
    let mut is_decorator = false;
    // A comment that ends a statement stands before the `Newline` token of that statement.
    for token in parsed.tokens().into_iter().flatten() {
        let at = token.range().start().to_u32();
        match token.kind() {
            TokenKind::Comment if first.is_some() => inside.push((span_of(token), lines.line(at))),
            TokenKind::Comment => above.push((span_of(token), lines.line(at))),
            TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent => {}
            TokenKind::Newline | TokenKind::EndOfFile => {
                let Some(start) = first.take() else { continue };
                let end = lines.line(at).max(start);
                for (span, line) in inside.drain(..) {
                    let is_edge = line == start || line == end;
                    let covered = if is_edge { (start, end) } else { (line, line) };
                    done.push(Comment { span, line, lines: covered, statement: start });
                }
                let place = |(span, line): &(Span, u32)| Comment {
                    span: *span,
                    line: *line,
                    lines: (start, end),
                    statement: start,
                };
                done.extend(above.iter().map(place));
                // What stands above a decorator speaks about the definition as well.
                if !is_decorator {
                    above.clear();
                }
            }
            kind => {
                if first.is_none() {
                    first = Some(lines.line(at));
                    is_decorator = kind == TokenKind::At;
                }
            }
        }
    }
    let lone = |(span, line): (Span, u32)| Comment { span, line, lines: (line, line), statement: line };
    done.extend(inside.into_iter().chain(above).map(lone));
    done.sort_by_key(|comment| comment.span);
    done
}

enum Directive {
    Ignore(Vec<String>),
    Noqa(Vec<String>),
    File(Vec<String>),
    Disable(Vec<String>),
    Enable(Vec<String>),
    Malformed(String),
}

/// A comment may hold several: `# type: ignore # heaplint: ignore[HL101] # noqa`.
fn directives(comment: &str) -> Vec<Directive> {
    let parts = comment.split('#').map(str::trim);
    parts.filter_map(|part| ours(part).or_else(|| noqa(part))).collect()
}

fn ours(part: &str) -> Option<Directive> {
    let rest = part.strip_prefix("heaplint:")?.trim_start();
    let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let (word, rest) = rest.split_at(len);
    let codes = match bracketed(rest) {
        Ok(codes) => codes,
        Err(message) => return Some(Directive::Malformed(message)),
    };
    Some(match word {
        "ignore" => Directive::Ignore(codes),
        "ignore-file" => Directive::File(codes),
        "disable" => Directive::Disable(codes),
        "enable" => Directive::Enable(codes),
        _ => {
            let known = "`ignore`, `ignore-file`, `disable` and `enable`";
            Directive::Malformed(format!("`{word}` is not one of {known}"))
        }
    })
}

fn bracketed(rest: &str) -> Result<Vec<String>, String> {
    let Some(inner) = rest.trim_start().strip_prefix('[') else { return Ok(Vec::new()) };
    let Some((inner, _reason)) = inner.split_once(']') else {
        return Err("the list of codes has no closing bracket".into());
    };
    let codes: Vec<String> = inner.split(',').map(|code| code.trim().to_owned()).collect();
    if codes.iter().any(String::is_empty) {
        return Err("the list of codes has an empty place".into());
    }
    Ok(codes)
}

/// `None` also for a `noqa` that names only the codes of other tools.
fn noqa(part: &str) -> Option<Directive> {
    let head = part.get(..4)?;
    if !head.eq_ignore_ascii_case("noqa") {
        return None;
    }
    let rest = part[4..].trim_start();
    let Some(list) = rest.strip_prefix(':') else {
        return rest.is_empty().then_some(Directive::Noqa(Vec::new()));
    };
    let words = list.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
    let codes: Vec<String> =
        words.map(str::to_ascii_uppercase).filter(|word| word.starts_with("HL") && is_code(word)).collect();
    (!codes.is_empty()).then_some(Directive::Noqa(codes))
}

fn is_code(word: &str) -> bool {
    word.len() > 2 && word[2..].bytes().all(|b| b.is_ascii_digit())
}

/// Most files hold nothing of interest: one look at the comments alone tells.
fn may_suppress(source: &SourceFile, parsed: &Parsed) -> bool {
    let comments = parsed.tokens().into_iter().flatten().filter(|token| token.kind() == TokenKind::Comment);
    let mut texts = comments.filter_map(|token| source.text.get(std::ops::Range::from(token.range())));
    texts.any(|text| {
        text.contains("heaplint:")
            || text.as_bytes().windows(4).any(|word| word.eq_ignore_ascii_case(b"noqa"))
    })
}
