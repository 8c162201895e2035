//! Annotations as evidence: what a human wrote, reduced to dotted names and subscripts.

use ruff_python_ast::{self as ast, Expr, Operator};

use crate::base::Symbol;

use super::Lowerer;

/// Deeper parts of an annotation are left out as `_`.
const DEEPEST: usize = 6;

impl<'a> Lowerer<'a> {
    /// Keeps the annotation of a local, a module or class variable, or an attribute of a name.
    pub(super) fn hint(&mut self, target: &'a Expr, annotation: &'a Expr) {
        let name = match target {
            Expr::Name(name) => self.mangled(name.id.as_str()),
            Expr::Attribute(attribute) => {
                let Expr::Name(object) = attribute.value.as_ref() else { return };
                let attr = self.mangled(attribute.attr.as_str());
                Symbol::new(&format!("{}.{attr}", object.id))
            }
            _ => return,
        };
        let text = note(annotation);
        self.b.body.hints.push((name, text));
    }
}

pub(super) fn note(annotation: &Expr) -> Box<str> {
    let mut out = String::new();
    write(&mut out, annotation, DEEPEST);
    out.into()
}

fn write(out: &mut String, expr: &Expr, depth: usize) {
    if depth == 0 {
        out.push('_');
        return;
    }
    match expr {
        Expr::Name(name) => out.push_str(name.id.as_str()),
        Expr::Attribute(attribute) => {
            write(out, &attribute.value, depth - 1);
            out.push('.');
            out.push_str(attribute.attr.as_str());
        }
        Expr::Subscript(subscript) => {
            write(out, &subscript.value, depth - 1);
            out.push('[');
            match subscript.slice.as_ref() {
                Expr::Tuple(tuple) => list(out, &tuple.elts, depth - 1),
                slice => write(out, slice, depth - 1),
            }
            out.push(']');
        }
        Expr::List(parts) => {
            out.push('[');
            list(out, &parts.elts, depth - 1);
            out.push(']');
        }
        Expr::BinOp(ast::ExprBinOp { left, op: Operator::BitOr, right, .. }) => {
            write(out, left, depth - 1);
            out.push_str(" | ");
            write(out, right, depth - 1);
        }
        Expr::NoneLiteral(_) => out.push_str("None"),
        Expr::EllipsisLiteral(_) => out.push_str("..."),
        // A forward reference.
        Expr::StringLiteral(text) => out.push_str(text.value.to_str().trim()),
        Expr::Starred(starred) => {
            out.push('*');
            write(out, &starred.value, depth - 1);
        }
        _ => out.push('_'),
    }
}

fn list(out: &mut String, items: &[Expr], depth: usize) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write(out, item, depth);
    }
}
