//! Attributes by other ways, in a symbolic run: `x.__dict__["name"]`, `vars(x)`,
//! `object.__setattr__(x, "name", value)`.
//!
//! With a constant name they are what the dotted form is. What `__dict__` is used for is recorded
//! beside, so that advice about slots knows of it.

use crate::base::Symbol;
use crate::heap::{Label, ObjId, Origin, SymbolKey};

use super::call::Args;
use super::log::RecordKind;
use super::machine::Machine;
use super::statics;

impl Machine {
    /// The object whose `__dict__` a value is.
    pub(super) fn attributes_owner(&self, value: ObjId) -> Option<ObjId> {
        match self.origin(value) {
            Some(Origin::Path(Label::Attr(SymbolKey(name)))) if name.as_str() == "__dict__" => {
                self.heap.target(value, Label::Inner(0))
            }
            _ => None,
        }
    }

    /// The owner and the attribute that an item of a `__dict__` is.
    pub(super) fn attributes_entry(&mut self, value: ObjId, key: ObjId) -> Option<(ObjId, Symbol)> {
        let owner = self.attributes_owner(value)?;
        let name = self.constant_text(key)?;
        self.record_namespace_use(value, Some(name));
        Some((owner, name))
    }

    fn record_namespace_use(&mut self, namespace: ObjId, key: Option<Symbol>) {
        let result = self.new_result();
        self.record(RecordKind::Item { source: namespace, key, result });
    }

    /// `x.__dict__.get("name")` and its relatives.
    pub(super) fn attributes_method(&mut self, value: ObjId, name: Symbol, args: &Args) -> Option<ObjId> {
        let owner = self.attributes_owner(value)?;
        match (name.as_str(), args.positional.as_slice()) {
            ("get" | "pop" | "setdefault", [key, rest @ ..]) => {
                let (_, attribute) = self.attributes_entry(value, *key)?;
                let found = self.load_attr(owner, attribute).ok()?;
                match (name.as_str(), rest.first()) {
                    ("pop", _) => self.delete_attr(owner, attribute).ok()?,
                    ("setdefault", Some(&default)) => self.store_attr(owner, attribute, default).ok()?,
                    _ => {}
                }
                Some(rest.first().map_or(found, |&default| self.either(found, default)))
            }
            ("update", []) if args.star.is_none() && args.double_star.is_none() => {
                for (attribute, part) in args.keywords.clone() {
                    self.store_attr(owner, attribute, part).ok()?;
                }
                self.record_namespace_use(value, None);
                Some(statics::NONE)
            }
            _ => None,
        }
    }

    /// `object.__setattr__(x, "name", value)` and `super().__setattr__("name", value)`: `args` are what
    /// follows the object.
    pub(super) fn attribute_by_name(
        &mut self,
        method: Symbol,
        owner: ObjId,
        args: &[ObjId],
    ) -> Option<ObjId> {
        match (method.as_str(), args) {
            ("__setattr__", &[key, value]) => {
                let name = self.constant_text(key)?;
                self.store_attr(owner, name, value).ok()?;
                Some(statics::NONE)
            }
            ("__delattr__", &[key]) => {
                let name = self.constant_text(key)?;
                self.delete_attr(owner, name).ok()?;
                Some(statics::NONE)
            }
            ("__getattribute__", &[key]) => {
                let name = self.constant_text(key)?;
                self.load_attr(owner, name).ok()
            }
            _ => None,
        }
    }
}
