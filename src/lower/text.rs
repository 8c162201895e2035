//! Docstrings, f-strings and t-strings.

use ruff_python_ast::{self as ast, ConversionFlag, Expr, FStringPart, InterpolatedStringElement, Stmt};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{Const, Conversion, Inst, Intrinsic, Slot};
use crate::syntax::with_room;

use super::Lowerer;
use super::expr::Value;

/// The docstring of a block and where it stands.
pub(super) fn docstring(suite: &[Stmt]) -> Option<(&str, TextRange)> {
    let Some(Stmt::Expr(first)) = suite.first() else { return None };
    let Expr::StringLiteral(text) = first.value.as_ref() else { return None };
    Some((text.value.to_str(), text.range))
}

/// What a block does besides having a docstring.
pub(super) fn without_docstring(suite: &[Stmt]) -> &[Stmt] {
    if docstring(suite).is_some() { &suite[1..] } else { suite }
}

/// Parts of a string under construction: literals that follow each other become one.
#[derive(Default)]
struct Parts {
    literal: String,
    /// Temporaries that hold finished parts.
    count: usize,
}

impl<'a> Lowerer<'a> {
    pub(super) fn f_string(&mut self, text: &'a ast::ExprFString) -> Value {
        let mut parts = Parts::default();
        for part in &text.value {
            match part {
                FStringPart::Literal(literal) => parts.literal.push_str(&literal.value),
                FStringPart::FString(inner) => self.elements(&inner.elements, &mut parts),
            }
        }
        self.join(parts, text.range)
    }

    /// A format spec with fields in it is an f-string itself.
    fn spec(&mut self, spec: &'a ast::InterpolatedStringFormatSpec) -> Slot {
        let mut parts = Parts::default();
        self.elements(&spec.elements, &mut parts);
        match self.join(parts, spec.range) {
            Value::Const(value) => self.push_const(spec.range, value),
            Value::Temp => Slot(self.b.depth.saturating_sub(1)),
        }
    }

    fn elements(&mut self, elements: &'a [InterpolatedStringElement], parts: &mut Parts) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => parts.literal.push_str(&literal.value),
                InterpolatedStringElement::Interpolation(field) => {
                    if let Some(debug) = &field.debug_text {
                        parts.literal.push_str(debug.as_str());
                    }
                    self.flush(parts, field.range);
                    with_room(|| self.field(field));
                    parts.count += 1;
                }
            }
        }
    }

    fn field(&mut self, field: &'a ast::InterpolatedElement) {
        let value = self.expr(&field.expression);
        let conversion = match field.conversion {
            ConversionFlag::None if field.debug_text.is_some() && field.format_spec.is_none() => {
                Conversion::Repr
            }
            ConversionFlag::None => Conversion::None,
            ConversionFlag::Str => Conversion::Str,
            ConversionFlag::Ascii => Conversion::Ascii,
            ConversionFlag::Repr => Conversion::Repr,
        };
        let spec = field.format_spec.as_deref().map(|spec| self.spec(spec));
        if spec.is_some() {
            self.pop();
        }
        self.emit(field.range, Inst::FormatValue { dst: value, value, conversion, spec });
    }

    fn flush(&mut self, parts: &mut Parts, range: TextRange) {
        if !parts.literal.is_empty() {
            let text = std::mem::take(&mut parts.literal);
            let value = self.consts.add_str(&text);
            self.push_const(range, value);
            parts.count += 1;
        }
    }

    fn join(&mut self, mut parts: Parts, range: TextRange) -> Value {
        if parts.count == 0 {
            return Value::Const(self.consts.add_str(&parts.literal));
        }
        self.flush(&mut parts, range);
        if parts.count > 1 {
            let list = self.top_list(parts.count);
            (0..parts.count).for_each(|_| self.pop());
            let dst = self.push();
            self.emit(range, Inst::BuildString { dst, parts: list });
        }
        Value::Temp
    }

    pub(super) fn t_string(&mut self, text: &'a ast::ExprTString) {
        let mut parts = Parts::default();
        for element in text.value.elements() {
            match element {
                InterpolatedStringElement::Literal(literal) => parts.literal.push_str(&literal.value),
                InterpolatedStringElement::Interpolation(field) => {
                    if let Some(debug) = &field.debug_text {
                        parts.literal.push_str(debug.as_str());
                    }
                    self.flush(&mut parts, field.range);
                    with_room(|| self.interpolation(field));
                    parts.count += 1;
                }
            }
        }
        self.flush(&mut parts, text.range);
        let inputs = self.top_list(parts.count);
        (0..parts.count).for_each(|_| self.pop());
        let dst = self.push();
        self.emit(text.range, Inst::Intrinsic { dst, kind: Intrinsic::Template, inputs });
    }

    fn interpolation(&mut self, field: &'a ast::InterpolatedElement) {
        let value = self.expr(&field.expression);
        let source = self.parsed.text();
        let written = source.get(std::ops::Range::from(field.expression.range())).unwrap_or("");
        let written = self.consts.add_str(written);
        self.push_const(field.range, written);
        let conversion = match field.conversion.to_char() {
            Some(letter) => self.consts.add_str(letter.encode_utf8(&mut [0; 4])),
            None => self.consts.add(Const::None),
        };
        self.push_const(field.range, conversion);
        let mut count = 3;
        if let Some(spec) = field.format_spec.as_deref() {
            self.spec(spec);
            count += 1;
        }
        let inputs = self.top_list(count);
        (0..count - 1).for_each(|_| self.pop());
        self.emit(field.range, Inst::Intrinsic { dst: value, kind: Intrinsic::Interpolation, inputs });
    }
}
