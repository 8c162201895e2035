//! Text to tree, with recovery: a broken file still yields all that parsed, and its errors as values.
//!
//! The parser grows its own stack, so it accepts nesting without a limit. A tree is dropped
//! recursively, though, and a stack overflow cannot be caught: a tree that may be deep is dropped
//! on a stack made for its depth.

use ruff_python_ast::token::{Token, TokenKind, Tokens};
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal};
use ruff_python_ast::{AnyNodeRef, Expr, ModModule, PythonVersion};
use ruff_python_ast::{Pattern, Stmt};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::base::Span;
use crate::ir::Version;

/// A logical line with fewer tokens than this, in a file with less indentation than this, cannot
/// nest deep enough to trouble a stack of two megabytes.
const HARMLESS_DEPTH: usize = 1000;

/// What dropping one level of nesting takes from the stack, rounded up generously.
const STACK_PER_LEVEL: usize = 1024;

/// A file's tree and what is wrong with it.
#[derive(Debug)]
pub struct Parsed {
    /// Taken only while dropping.
    inner: Option<ruff_python_parser::Parsed<ModModule>>,
    text: Box<str>,
    pub errors: Vec<SyntaxError>,
    may_be_deep: bool,
}

/// One complaint of the parser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub message: String,
    pub span: Span,
    /// The code is valid, but for a later version of Python than the one assumed.
    pub is_version_error: bool,
}

/// Parses a whole file for one version of Python.
pub fn parse(text: &str, version: Version) -> Parsed {
    parse_as(Mode::Module, text, version)
}

/// Parses the cells of a notebook, which may hold commands for IPython.
pub fn parse_cells(text: &str, version: Version) -> Parsed {
    parse_as(Mode::Ipython, text, version)
}

fn parse_as(mode: Mode, text: &str, version: Version) -> Parsed {
    let version = PythonVersion { major: version.major, minor: version.minor };
    let options = ParseOptions::from(mode).with_target_version(version);
    let inner = parse_unchecked(text, options).try_into_module();
    let errors = inner.as_ref().map(collect_errors).unwrap_or_default();
    let may_be_deep = inner.as_ref().is_some_and(|inner| may_be_deep(inner.tokens()));
    Parsed { inner, text: text.into(), errors, may_be_deep }
}

impl Parsed {
    pub(crate) fn suite(&self) -> &[Stmt] {
        self.inner.as_ref().map_or(&[], |inner| inner.suite().as_slice())
    }

    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tokens that end at or before an offset.
    pub(crate) fn tokens_before(&self, offset: TextSize) -> &[Token] {
        let tokens = self.tokens().map_or(&[][..], |tokens| &tokens[..]);
        let end = tokens.partition_point(|token| token.end() <= offset);
        &tokens[..end]
    }

    pub(super) fn tokens(&self) -> Option<&Tokens> {
        self.inner.as_ref().map(|inner| inner.tokens())
    }

    /// True when the file as a whole is valid for the version it was parsed for.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

impl Drop for Parsed {
    fn drop(&mut self) {
        let Some(inner) = self.inner.take() else { return };
        if !self.may_be_deep {
            return;
        }
        let depth = depth(inner.suite());
        if depth > HARMLESS_DEPTH {
            stacker::grow(depth * STACK_PER_LEVEL + (1 << 20), || drop(inner));
        }
    }
}

fn collect_errors(inner: &ruff_python_parser::Parsed<ModModule>) -> Vec<SyntaxError> {
    let invalid = inner.errors().iter().map(|error| (error.error.to_string(), error.location, false));
    let early = inner.unsupported_syntax_errors().iter();
    let early = early.map(|error| (error.to_string(), error.range, true));
    let mut errors: Vec<SyntaxError> = invalid
        .chain(early)
        .map(|(message, range, is_version_error)| SyntaxError {
            message,
            span: span(range),
            is_version_error,
        })
        .collect();
    errors.sort_by_key(|error| error.span);
    errors
}

pub(crate) fn span(range: TextRange) -> Span {
    Span::new(range.start().to_u32(), range.end().to_u32())
}

/// Every level of an expression takes a token, and every level of statements an indentation.
fn may_be_deep(tokens: &Tokens) -> bool {
    let (mut in_line, mut indentation) = (0, 0usize);
    for token in tokens {
        match token.kind() {
            TokenKind::Newline => in_line = 0,
            TokenKind::Indent => indentation += 1,
            TokenKind::Dedent => indentation = indentation.saturating_sub(1),
            _ => in_line += 1,
        }
        if in_line > HARMLESS_DEPTH || indentation > HARMLESS_DEPTH / 2 {
            return true;
        }
    }
    false
}

/// Depth of the tree in nodes. Walks with a stack that grows.
fn depth(suite: &[Stmt]) -> usize {
    let mut meter = DepthMeter::default();
    for statement in suite {
        meter.visit_stmt(statement);
    }
    meter.deepest
}

#[derive(Default)]
struct DepthMeter {
    current: usize,
    deepest: usize,
}

impl<'a> SourceOrderVisitor<'a> for DepthMeter {
    fn enter_node(&mut self, _: AnyNodeRef<'a>) -> TraversalSignal {
        self.current += 1;
        self.deepest = self.deepest.max(self.current);
        TraversalSignal::Traverse
    }

    fn leave_node(&mut self, _: AnyNodeRef<'a>) {
        self.current -= 1;
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        with_room(|| ruff_python_ast::visitor::source_order::walk_stmt(self, stmt));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        with_room(|| ruff_python_ast::visitor::source_order::walk_expr(self, expr));
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        with_room(|| ruff_python_ast::visitor::source_order::walk_pattern(self, pattern));
    }
}

/// Runs one step of a recursion over the tree; makes a new piece of stack when little is left.
#[inline]
pub(crate) fn with_room<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, step)
}

/// The span of a node.
pub(crate) fn span_of(node: &impl Ranged) -> Span {
    span(node.range())
}
