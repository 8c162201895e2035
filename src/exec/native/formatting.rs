//! `%` formatting and `str.format` over objects.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::percent::{self, Amount};
use crate::exec::value::template::{self, Name, Step as PathStep};
use crate::exec::value::text;
use crate::heap::{Kind, ObjId};

use super::convert::Modelled;

/// What a format has made so far; unknown once a part of it is.
#[derive(Default)]
struct Output {
    text: String,
    unknown: bool,
}

impl Output {
    fn push(&mut self, part: Option<String>) {
        match part {
            Some(part) => self.text.push_str(&part),
            None => self.unknown = true,
        }
    }
}

impl Machine {
    /// A string object, or an unknown one.
    pub(in crate::exec) fn known_text(&mut self, text: Option<String>) -> ObjId {
        match text {
            Some(text) => self.new_str(&text),
            None => statics::SOME_SCALAR,
        }
    }

    /// `format % values`
    pub(in crate::exec) fn percent(&mut self, format: ObjId, values: ObjId) -> Modelled<ObjId> {
        let Some(source) = self.text(format) else { return Ok(None) };
        let is_tuple = self.kind(values) == Kind::Tuple;
        let arguments = if is_tuple { self.elements(values) } else { vec![values] };
        let mapping = !is_tuple && self.text(values).is_none() && self.has_items(values);
        let mut given = Given { arguments, next: 0, mapping: mapping.then_some(values) };
        let mut out = Output::default();
        for piece in percent::parse(&source) {
            match piece {
                percent::Piece::Literal(text) => out.text.push_str(&text),
                percent::Piece::Fault(trouble) => return self.trouble(trouble).map(|()| None),
                percent::Piece::Field(field) => {
                    let part = self.percent_field(&field, &mut given)?;
                    if !self.exact {
                        return Ok(None);
                    }
                    out.push(part);
                }
            }
        }
        if given.next < given.arguments.len() && given.mapping.is_none() {
            return Err(self.type_error("not all arguments converted during string formatting"));
        }
        Ok(Some(self.known_text((!out.unknown).then_some(out.text))))
    }

    fn has_items(&mut self, value: ObjId) -> bool {
        matches!(self.kind(value), Kind::Dict | Kind::List) || self.overrides(value, "__getitem__").is_some()
    }

    fn next_argument(&mut self, given: &mut Given) -> Step<ObjId> {
        match given.arguments.get(given.next) {
            Some(value) => {
                given.next += 1;
                Ok(*value)
            }
            None => Err(self.type_error("not enough arguments for format string")),
        }
    }

    fn amount(&mut self, amount: Option<Amount>, given: &mut Given) -> Step<Option<i64>> {
        Ok(match amount {
            None => None,
            Some(Amount::Fixed(value)) => Some(value as i64),
            Some(Amount::Next) => {
                let value = self.next_argument(given)?;
                match self.small(value) {
                    Some(number) => Some(number),
                    None => return Err(self.type_error("* wants int")),
                }
            }
        })
    }

    fn percent_field(&mut self, field: &percent::Field, given: &mut Given) -> Modelled<String> {
        let mut field = field.clone();
        let mut keyed = None;
        if let Some(key) = &field.key {
            let Some(mapping) = given.mapping else {
                return Err(self.type_error("format requires a mapping"));
            };
            let key = self.new_str(key);
            let item = self.get_item(mapping, key);
            self.drop_ref(key);
            match item? {
                Some(item) => keyed = Some(item),
                None => return Ok(None),
            }
        }
        let width = self.amount(field.width, given)?.unwrap_or(0);
        field.left |= width < 0;
        let width = width.unsigned_abs() as usize;
        let precision = self.amount(field.precision, given)?.map(|value| value.max(0) as usize);
        let value = match keyed {
            Some(item) => item,
            None => {
                let value = self.next_argument(given)?;
                return self.fill_field(&field, width, precision, value);
            }
        };
        let shown = self.fill_field(&field, width, precision, value);
        self.drop_ref(value);
        shown
    }

    fn fill_field(
        &mut self,
        field: &percent::Field,
        width: usize,
        precision: Option<usize>,
        value: ObjId,
    ) -> Modelled<String> {
        let shown = match field.kind {
            's' => self.str_text(value)?,
            'r' => self.repr_text(value)?,
            'a' => self.repr_text(value)?.map(|shown| text::escape_non_ascii(&shown)),
            _ => return self.fill_number(field, width, precision, value),
        };
        Ok(shown.map(|shown| percent::fill_text(field, width, precision, &shown)))
    }

    fn fill_number(
        &mut self,
        field: &percent::Field,
        width: usize,
        precision: Option<usize>,
        value: ObjId,
    ) -> Modelled<String> {
        if self.is_vague(value) {
            return Ok(None);
        }
        let Some(scalar) = self.scalar_of(value) else {
            let class = self.type_name_of(value);
            let kind = field.kind;
            let words = match kind {
                'c' => "%c requires int or char".to_owned(),
                'd' | 'i' | 'u' if self.version() >= crate::exec::value::message::V310 => {
                    format!("%{kind} format: a real number is required, not {class}")
                }
                'd' | 'i' | 'u' => format!("%{kind} format: a number is required, not {class}"),
                'x' | 'X' | 'o' => format!("%{kind} format: an integer is required, not {class}"),
                _ => format!("must be real number, not {class}"),
            };
            return Err(self.type_error(&words));
        };
        match percent::fill_scalar(self.version(), field, width, precision, &scalar) {
            Ok(text) => Ok(Some(text)),
            Err(trouble) => self.trouble(trouble).map(|()| None),
        }
    }

    /// `template.format(*args, **kwargs)`; `mapping` serves `format_map`.
    pub(in crate::exec) fn format_template(
        &mut self,
        source: &str,
        args: &Args,
        mapping: Option<ObjId>,
    ) -> Modelled<ObjId> {
        let mut out = Output::default();
        let mut next = 0;
        self.fill_template(template::parse(source), args, mapping, &mut next, &mut out)?;
        if !self.exact {
            return Ok(None);
        }
        Ok(Some(self.known_text((!out.unknown).then_some(out.text))))
    }

    fn fill_template(
        &mut self,
        pieces: Vec<template::Piece>,
        args: &Args,
        mapping: Option<ObjId>,
        next: &mut usize,
        out: &mut Output,
    ) -> Step<()> {
        for piece in pieces {
            match piece {
                template::Piece::Literal(text) => out.text.push_str(&text),
                template::Piece::Fault(trouble) => self.trouble(trouble)?,
                template::Piece::Field(field) => {
                    let part = self.template_field(field, args, mapping, next)?;
                    out.push(part);
                }
            }
        }
        Ok(())
    }

    fn template_field(
        &mut self,
        field: template::Field,
        args: &Args,
        mapping: Option<ObjId>,
        next: &mut usize,
    ) -> Modelled<String> {
        let Some(mut value) = self.template_argument(&field.name, args, mapping, next)? else {
            return Ok(None);
        };
        for step in &field.path {
            let stepped = match step {
                PathStep::Attribute(name) => self.load_attr(value, Symbol::new(name)).map(Some),
                PathStep::Index(at) => {
                    let index = self.new_int(*at);
                    self.get_item(value, index)
                }
                PathStep::Key(key) => {
                    let key = self.new_str(key);
                    let item = self.get_item(value, key);
                    self.drop_ref(key);
                    item
                }
            };
            self.drop_ref(value);
            match stepped? {
                Some(stepped) => value = stepped,
                None => return Ok(None),
            }
        }
        if let Some(conversion) = field.conversion {
            let shown = match conversion {
                's' => self.str_text(value)?,
                'r' => self.repr_text(value)?,
                'a' => self.repr_text(value)?.map(|shown| text::escape_non_ascii(&shown)),
                other => {
                    return Err(self.value_error(&format!("Unknown conversion specifier {other}")));
                }
            };
            self.drop_ref(value);
            value = self.known_text(shown);
        }
        let mut spec = Output::default();
        self.fill_template(field.spec, args, mapping, next, &mut spec)?;
        let shown = if spec.unknown { Ok(None) } else { self.format_text(value, &spec.text) };
        self.drop_ref(value);
        shown
    }

    /// The argument a field names, owned.
    fn template_argument(
        &mut self,
        name: &Name,
        args: &Args,
        mapping: Option<ObjId>,
        next: &mut usize,
    ) -> Modelled<ObjId> {
        let index = match name {
            Name::Keyword(name) => {
                let symbol = Symbol::new(name);
                if let Some((_, value)) = args.keywords.iter().find(|(known, _)| *known == symbol) {
                    return Ok(Some(self.share(*value)));
                }
                let key = self.new_str(name);
                let found = match mapping {
                    Some(mapping) => self.get_item(mapping, key),
                    None => Err(self.key_error(key)),
                };
                self.drop_ref(key);
                return found;
            }
            Name::Index(index) => *index,
            Name::Auto => {
                *next += 1;
                *next - 1
            }
        };
        match args.positional.get(index) {
            Some(value) => Ok(Some(self.share(*value))),
            None => {
                let words = format!("Replacement index {index} out of range for positional args tuple");
                Err(self.error(statics::INDEX_ERROR, &words))
            }
        }
    }
}

/// The values a `%` format takes from.
struct Given {
    arguments: Vec<ObjId>,
    next: usize,
    mapping: Option<ObjId>,
}
