//! Where the parts of a statement lie in the text: what a fix needs to know of classes and functions.
//!
//! Plain spans without parser types, read off a tree once. Nothing here decides what to change.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Decorator, ExceptHandler, Expr, ParameterWithDefault, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::parse::{Parsed, span, span_of};
use crate::base::Span;

/// The statements below a header.
#[derive(Clone, Debug)]
pub struct Block {
    /// The colon that opens it.
    pub colon: Span,
    /// In order; never empty in a file that parses.
    pub statements: Vec<Statement>,
    pub has_docstring: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Statement {
    /// From its first decorator on.
    pub span: Span,
    pub kind: StatementKind,
}

/// What matters of a statement to what is written next to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatementKind {
    Definition,
    Import,
    /// `from __future__ import ...`
    FutureImport,
    Return,
    Raise,
    Try,
    Other,
}

/// A call, or the bare name in its place.
#[derive(Clone, Debug)]
pub struct CallOutline {
    pub callee: Span,
    /// With the parentheses.
    pub arguments: Option<Span>,
    pub positional: Vec<Span>,
    pub keywords: Vec<KeywordOutline>,
}

#[derive(Clone, Debug)]
pub struct KeywordOutline {
    /// Empty for `**`.
    pub name: String,
    pub value: Span,
}

#[derive(Clone, Debug)]
pub struct ClassOutline {
    /// From the first decorator to the end of the body.
    pub span: Span,
    pub name: Span,
    pub decorators: Vec<CallOutline>,
    pub body: Block,
}

#[derive(Clone, Debug)]
pub struct FunctionOutline {
    pub span: Span,
    pub name: Span,
    pub decorators: Vec<CallOutline>,
    pub params: Vec<ParamOutline>,
    pub body: Block,
}

#[derive(Clone, Debug)]
pub struct ParamOutline {
    pub name: Span,
    pub annotation: Option<Span>,
    pub default: Option<Span>,
}

/// The innermost class whose header or body holds an offset.
pub fn class_at(parsed: &Parsed, offset: u32) -> Option<ClassOutline> {
    let class = path(parsed, offset).into_iter().rev().find_map(Stmt::as_class_def_stmt)?;
    Some(ClassOutline {
        span: span_of(class),
        name: span(class.name.range),
        decorators: class.decorator_list.iter().map(decorator).collect(),
        body: block(parsed, &class.body),
    })
}

/// The innermost function whose header or body holds an offset.
pub fn function_at(parsed: &Parsed, offset: u32) -> Option<FunctionOutline> {
    let function = path(parsed, offset).into_iter().rev().find_map(Stmt::as_function_def_stmt)?;
    let named = function.parameters.iter_non_variadic_params();
    Some(FunctionOutline {
        span: span_of(function),
        name: span(function.name.range),
        decorators: function.decorator_list.iter().map(decorator).collect(),
        params: named.map(param).collect(),
        body: block(parsed, &function.body),
    })
}

/// The statements of the file itself.
pub fn module(parsed: &Parsed) -> Block {
    block(parsed, parsed.suite())
}

/// The items of a literal list, tuple or set of plain strings that a statement at the offset assigns:
/// each with its text.
pub fn string_items(parsed: &Parsed, offset: u32) -> Option<Vec<(Span, String)>> {
    let value = match *path(parsed, offset).last()? {
        Stmt::Assign(assign) => &assign.value,
        Stmt::AnnAssign(assign) => assign.value.as_ref()?,
        _ => return None,
    };
    let items = match &**value {
        Expr::Tuple(tuple) => &tuple.elts[..],
        Expr::List(list) => &list.elts[..],
        Expr::Set(set) => &set.elts[..],
        _ => return None,
    };
    let text = |item: &Expr| Some((span_of(item), item.as_string_literal_expr()?.value.to_str().to_owned()));
    items.iter().map(text).collect()
}

/// The value that the statement at the offset binds to one name.
pub fn bound_value(parsed: &Parsed, offset: u32) -> Option<Span> {
    match *path(parsed, offset).last()? {
        Stmt::Assign(assign) if assign.targets.len() == 1 => Some(span_of(&*assign.value)),
        Stmt::AnnAssign(assign) => Some(span_of(&**assign.value.as_ref()?)),
        _ => None,
    }
}

/// Whether most strings of the file stand in single quotes.
pub fn prefers_single_quotes(parsed: &Parsed) -> bool {
    let strings = parsed.tokens().into_iter().flatten().filter(|token| token.kind() == TokenKind::String);
    let (mut single, mut double) = (0usize, 0usize);
    for token in strings {
        let text = parsed.text().get(std::ops::Range::from(token.range())).unwrap_or("");
        let quoted = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") {
            continue;
        }
        match quoted.chars().next() {
            Some('\'') => single += 1,
            _ => double += 1,
        }
    }
    single > double
}

/// Statements around an offset, from the outermost.
fn path(parsed: &Parsed, offset: u32) -> Vec<&Stmt> {
    let at = TextSize::new(offset);
    let mut found: Vec<&Stmt> = Vec::new();
    let mut suite = parsed.suite();
    loop {
        let next = suite.partition_point(|statement| statement.end() <= at);
        let Some(statement) = suite.get(next).filter(|statement| statement.start() <= at) else {
            return found;
        };
        found.push(statement);
        let inner = suites(statement).into_iter().find(|suite| holds(suite, at));
        match inner {
            Some(inner) => suite = inner,
            None => return found,
        }
    }
}

fn holds(suite: &[Stmt], at: TextSize) -> bool {
    matches!((suite.first(), suite.last()), (Some(first), Some(last)) if first.start() <= at && at < last.end())
}

/// The suites of a compound statement.
fn suites(statement: &Stmt) -> Vec<&[Stmt]> {
    match statement {
        Stmt::FunctionDef(function) => vec![&function.body],
        Stmt::ClassDef(class) => vec![&class.body],
        Stmt::For(each) => vec![&each.body, &each.orelse],
        Stmt::While(each) => vec![&each.body, &each.orelse],
        Stmt::With(with) => vec![&with.body],
        Stmt::If(branch) => {
            let clauses = branch.elif_else_clauses.iter().map(|clause| &clause.body[..]);
            std::iter::once(&branch.body[..]).chain(clauses).collect()
        }
        Stmt::Try(attempt) => {
            let handlers =
                attempt.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| &handler.body[..]);
            std::iter::once(&attempt.body[..])
                .chain(handlers)
                .chain([&attempt.orelse[..], &attempt.finalbody[..]])
                .collect()
        }
        Stmt::Match(choice) => choice.cases.iter().map(|case| &case.body[..]).collect(),
        _ => Vec::new(),
    }
}

fn block(parsed: &Parsed, suite: &[Stmt]) -> Block {
    let statements: Vec<Statement> =
        suite.iter().map(|found| Statement { span: span_of(found), kind: kind(found) }).collect();
    let first = suite.first().map_or(TextSize::new(0), Ranged::start);
    let before = parsed.tokens_before(first);
    let colon = before.iter().rev().find(|token| token.kind() == TokenKind::Colon);
    let is_text =
        |found: &Stmt| found.as_expr_stmt().is_some_and(|found| found.value.is_string_literal_expr());
    Block {
        colon: colon.map(|token| span(token.range())).unwrap_or_default(),
        statements,
        has_docstring: suite.first().is_some_and(is_text),
    }
}

fn kind(statement: &Stmt) -> StatementKind {
    match statement {
        Stmt::FunctionDef(_) | Stmt::ClassDef(_) => StatementKind::Definition,
        Stmt::Import(_) => StatementKind::Import,
        Stmt::ImportFrom(import) => match import.module.as_ref().map(|name| name.as_str()) {
            Some("__future__") => StatementKind::FutureImport,
            _ => StatementKind::Import,
        },
        Stmt::Return(_) => StatementKind::Return,
        Stmt::Raise(_) => StatementKind::Raise,
        Stmt::Try(_) => StatementKind::Try,
        _ => StatementKind::Other,
    }
}

fn decorator(decorator: &Decorator) -> CallOutline {
    match &decorator.expression {
        Expr::Call(call) => CallOutline {
            callee: span_of(&*call.func),
            arguments: Some(span(call.arguments.range)),
            positional: call.arguments.args.iter().map(span_of).collect(),
            keywords: call
                .arguments
                .keywords
                .iter()
                .map(|keyword| KeywordOutline {
                    name: keyword.arg.as_ref().map(|name| name.to_string()).unwrap_or_default(),
                    value: span_of(&keyword.value),
                })
                .collect(),
        },
        other => CallOutline {
            callee: span_of(other),
            arguments: None,
            positional: Vec::new(),
            keywords: Vec::new(),
        },
    }
}

fn param(param: &ParameterWithDefault) -> ParamOutline {
    ParamOutline {
        name: span(param.parameter.name.range),
        annotation: param.parameter.annotation.as_deref().map(span_of),
        default: param.default.as_deref().map(span_of),
    }
}
