//! Comments that silence findings, and what became of them.
//!
//! * `# heaplint: ignore[rule, ...] reason` at the end of a statement, or on a line of its own before
//!   one. A rule is a code, a name, a prefix of codes, a group or `ALL`.
//! * `# noqa: HL101, HL102`: only codes that start with HL are ours; bare `# noqa` silences ours too.
//! * `# heaplint: ignore-file[...]` anywhere: the whole file. Without brackets it silences everything.
//! * `# heaplint: disable[...]` to the matching `# heaplint: enable[...]` or the end of the file.
//!
//! A comment on the first or last line of a statement counts for all its lines; within it, for its
//! own line and the statement's first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;
use serde::{Deserialize, Serialize};

use super::directive::{Directive, Kind, directives};
use super::parse::{Parsed, span_of};
use super::source::SourceFile;
use crate::base::Span;

/// All suppressions of one file.
#[derive(Default, Debug, Serialize, Deserialize)]
pub struct Suppressions {
    entries: Vec<Entry>,
    pub malformed: Vec<Malformed>,
}

/// A comment that addresses heaplint but cannot be understood.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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

/// Text to put into a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Addition {
    pub at: u32,
    pub text: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    comment: Span,
    /// Lines it covers, both included.
    lines: (u32, u32),
    /// A second line that is covered, far from the others: the statement's first.
    also: u32,
    /// Empty: everything.
    codes: Vec<Code>,
    #[serde(skip)]
    used: AtomicBool,
    /// A bare `# noqa` is meant for other tools as well, so it is never called unused.
    is_shared: bool,
    /// Where another code can be put in, for a comment about its own statement.
    close: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Code {
    text: String,
    #[serde(skip)]
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

    /// The same comments, of which none has silenced anything.
    pub fn unmarked(&self) -> Self {
        let code = |code: &Code| Code { text: code.text.clone(), used: AtomicBool::new(false) };
        let entry = |entry: &Entry| Entry {
            codes: entry.codes.iter().map(code).collect(),
            used: AtomicBool::new(false),
            ..*entry
        };
        Self { entries: self.entries.iter().map(entry).collect(), malformed: self.malformed.clone() }
    }

    /// Whether a finding of a rule is silenced at a line; what silences it counts as used.
    pub fn suppresses(&self, rule: Names<'_>, line: u32) -> bool {
        let mut silenced = false;
        for entry in &self.entries {
            let covers = (entry.lines.0..=entry.lines.1).contains(&line) || entry.also == line;
            if covers && entry.names(rule) {
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
        for directive in directives(text) {
            let lines = match &directive.kind {
                Kind::Ignore | Kind::Noqa => comment.lines,
                Kind::File => (0, u32::MAX),
                Kind::Disable => {
                    open.push(self.entries.len());
                    (comment.line, u32::MAX)
                }
                Kind::Enable => {
                    self.close(comment, &directive.codes, open);
                    continue;
                }
                Kind::Malformed(message) => {
                    self.malformed.push(Malformed { span: comment.span, message: message.clone() });
                    continue;
                }
            };
            self.push(comment, lines, directive);
        }
    }

    fn push(&mut self, comment: &Comment, lines: (u32, u32), directive: Directive) {
        let start = comment.span.start;
        let code = |text: String| Code { text, used: AtomicBool::new(false) };
        self.entries.push(Entry {
            comment: comment.span,
            lines,
            also: comment.statement,
            used: AtomicBool::new(false),
            is_shared: directive.kind == Kind::Noqa && directive.codes.is_empty(),
            close: directive.close.filter(|_| directive.kind == Kind::Ignore).map(|at| start + at as u32),
            codes: directive.codes.into_iter().map(code).collect(),
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

/// What a rule is called.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub group: &'a str,
}

impl Entry {
    fn names(&self, rule: Names<'_>) -> bool {
        let mut named = self.codes.is_empty();
        for item in &self.codes {
            let text = item.text.as_str();
            let is_prefix = text.len() > 2 && text.starts_with("HL") && rule.code.starts_with(text);
            if is_prefix || text == rule.name || text == rule.group || text == "ALL" {
                item.used.store(true, Ordering::Relaxed);
                named = true;
            }
        }
        named
    }
}

fn trimmed(text: &str) -> u32 {
    text.trim_end().len() as u32
}

/// The longest line that a comment is put at the end of.
const LINE_WIDTH: usize = 88;

/// Comments that silence findings: `wanted` has the names of rules by line. A comment that is there
/// already gets the names; else one stands at the end of a short statement of one line, and above
/// any other.
pub fn additions(
    source: &SourceFile,
    parsed: &Parsed,
    wanted: &BTreeMap<u32, BTreeSet<&str>>,
    reason: &str,
) -> Vec<Addition> {
    let known = Suppressions::collect(source, parsed);
    let mut by_statement: BTreeMap<(u32, u32), BTreeSet<&str>> = BTreeMap::new();
    let statements = statements(source, parsed);
    for (line, names) in wanted {
        let at = statements.partition_point(|(first, _)| first <= line).checked_sub(1);
        let statement = at.map(|at| statements[at]).filter(|(_, last)| line <= last);
        by_statement.entry(statement.unwrap_or((*line, *line))).or_default().extend(names);
    }
    let addition = |((first, last), names): ((u32, u32), BTreeSet<&str>)| {
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let entry = known.entries.iter().find(|entry| entry.close.is_some() && entry.lines == (first, last));
        if let Some(at) = entry.and_then(|entry| entry.close) {
            return Addition { at, text: format!(", {names}") };
        }
        let space = if reason.is_empty() { "" } else { " " };
        let comment = format!("# heaplint: ignore[{names}]{space}{reason}");
        let line = source.line_text(first);
        let start = source.lines().line_start(first);
        let width = line.chars().count() + 2 + comment.chars().count();
        if first == last && width <= LINE_WIDTH {
            return Addition { at: start + trimmed(line), text: format!("  {comment}") };
        }
        let indentation: String = line.chars().take_while(|c| c.is_whitespace()).collect();
        Addition { at: start, text: format!("{indentation}{comment}{}", line_end(source)) }
    };
    let mut additions: Vec<Addition> = by_statement.into_iter().map(addition).collect();
    additions.sort();
    additions
}

fn line_end(source: &SourceFile) -> &'static str {
    let first = source.text.find(['\n', '\r']).map(|at| &source.text[at..]);
    match first {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// First and last line of each logical line.
fn statements(source: &SourceFile, parsed: &Parsed) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut first = None;
    for token in parsed.tokens().into_iter().flatten() {
        let line = source.lines().line(token.range().start().to_u32());
        match token.kind() {
            TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent => {}
            TokenKind::Newline | TokenKind::EndOfFile => {
                found.extend(first.take().map(|first: u32| (first, line.max(first))));
            }
            _ => first = first.or(Some(line)),
        }
    }
    found
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

/// Most files hold nothing of interest: one look at the comments alone tells.
fn may_suppress(source: &SourceFile, parsed: &Parsed) -> bool {
    let comments = parsed.tokens().into_iter().flatten().filter(|token| token.kind() == TokenKind::Comment);
    let mut texts = comments.filter_map(|token| source.text.get(std::ops::Range::from(token.range())));
    texts.any(|text| {
        text.contains("heaplint:")
            || text.as_bytes().windows(4).any(|word| word.eq_ignore_ascii_case(b"noqa"))
    })
}
