//! Attributes: read, written, deleted; methods about to be called; `super`.

use crate::base::Symbol;
use crate::heap::{Kind, Label, ObjId, Origin, Payload};

use super::machine::{EMPTY, Machine, Step};
use super::statics;

impl Machine {
    /// Under which label an attribute of that name is kept.
    pub(super) fn attribute_label(&self, obj: ObjId, name: Symbol) -> Label {
        if self.kind(obj) == Kind::Exception || self.is_symbolic(obj) {
            match name.as_str() {
                "__traceback__" => return Label::Traceback,
                "__cause__" => return Label::Cause,
                "__context__" => return Label::Context,
                _ => {}
            }
        }
        Label::attr(name)
    }

    pub(super) fn load_attr(&mut self, obj: ObjId, name: Symbol) -> Step<ObjId> {
        if self.exact
            && let Some(value) = self.exact_attr(obj, name)?
        {
            return Ok(value);
        }
        let mut found: Vec<ObjId> = Vec::new();
        for part in self.alternatives(obj) {
            let value = self.attr_of(part, name);
            if !found.contains(&value) {
                found.push(value);
            }
        }
        Ok(self.one_of(&found))
    }

    fn attr_of(&mut self, obj: ObjId, name: Symbol) -> ObjId {
        let label = self.attribute_label(obj, name);
        if let Some(value) = self.stored(obj, label) {
            return value;
        }
        match self.kind(obj) {
            Kind::Scalar => statics::SOME_SCALAR,
            Kind::Frame if self.loop_depth > 0 && name.as_str() == "f_back" => {
                self.walks_out = true;
                self.path(obj, label)
            }
            _ if self.heap.is_static(obj) => statics::UNKNOWN,
            _ => self.path(obj, label),
        }
    }

    pub(super) fn store_attr(&mut self, obj: ObjId, name: Symbol, value: ObjId) -> Step<()> {
        if self.exact && self.exact_store_attr(obj, name, value)? {
            return Ok(());
        }
        if self.kind(obj) != Kind::Scalar {
            let label = self.attribute_label(obj, name);
            self.store(obj, label, value);
        }
        Ok(())
    }

    pub(super) fn delete_attr(&mut self, obj: ObjId, name: Symbol) -> Step<()> {
        if self.exact && self.exact_delete_attr(obj, name)? {
            return Ok(());
        }
        let label = self.attribute_label(obj, name);
        self.erase(obj, label);
        Ok(())
    }

    /// A method about to be called: the callable, and the receiver where it is passed apart. `obj` is owned.
    pub(super) fn load_method(&mut self, obj: ObjId, name: Symbol) -> Step<(ObjId, ObjId)> {
        if self.exact
            && let Some(pair) = self.exact_method(obj, name)?
        {
            return Ok(pair);
        }
        if self.kind(obj) != Kind::OneOf {
            let label = self.attribute_label(obj, name);
            if let Some(value) = self.stored(obj, label) {
                return Ok((value, EMPTY));
            }
        }
        if matches!(self.origin(obj), Some(Origin::Import { .. })) {
            return Ok((self.path(obj, Label::attr(name)), EMPTY));
        }
        let callable = self.new_symbolic(Origin::Method(name), Some(obj));
        Ok((callable, EMPTY))
    }

    pub(super) fn load_super(&mut self, class: ObjId, instance: ObjId, name: Symbol) -> Step<ObjId> {
        if self.exact
            && let Some(value) = self.exact_super(class, instance, name)?
        {
            return Ok(value);
        }
        Ok(self.new_symbolic(Origin::Super(name), Some(instance)))
    }

    /// A built-in of that name as a value.
    pub(super) fn builtin_value(&mut self, name: Symbol) -> Option<ObjId> {
        if self.exact && name.as_str() == "memoryview" {
            return self.exact_builtin(name);
        }
        if let Some(class) = statics::type_named(name) {
            return (!name.as_str().contains('.') && is_public_type(name.as_str())).then_some(class);
        }
        if name.as_str() == "NotImplemented" {
            return Some(statics::NOT_IMPLEMENTED);
        }
        if name.as_str() == "Ellipsis" {
            return Some(statics::ELLIPSIS);
        }
        if self.exact {
            return self.exact_builtin(name);
        }
        if !BUILTINS.contains(&name.as_str()) {
            return None;
        }
        let key = (EMPTY, Label::attr(name));
        if let Some(&known) = self.paths.get(&key)
            && self.heap.get(known).is_some()
        {
            return Some(known);
        }
        let value = self.new_symbolic(Origin::Builtin(name), None);
        self.paths.insert(key, value);
        Some(value)
    }

    /// The name of a built-in function or type.
    pub(super) fn builtin_name(&self, value: ObjId) -> Option<Symbol> {
        match self.payload(value) {
            Payload::Origin(Origin::Builtin(name)) => Some(*name),
            Payload::Name(name) if self.heap.is_static(value) => Some(*name),
            _ => None,
        }
    }
}

/// Types of the built-in namespace; the others (`function`, `cell`) have no name there.
fn is_public_type(name: &str) -> bool {
    !matches!(
        name,
        "NoneType"
            | "ellipsis"
            | "NotImplementedType"
            | "function"
            | "builtin_function_or_method"
            | "method"
            | "module"
            | "cell"
            | "code"
            | "frame"
            | "traceback"
            | "generator"
            | "coroutine"
            | "async_generator"
            | "mappingproxy"
            | "getset_descriptor"
            | "member_descriptor"
            | "iterator"
    ) && !name.contains("iterator")
        && !name.contains('-')
        && !name.starts_with("dict_")
        && !name.ends_with("_descriptor")
}

/// Functions of the built-in namespace, sorted.
pub(super) const BUILTINS: &[&str] = &[
    "__build_class__",
    "__import__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "breakpoint",
    "callable",
    "chr",
    "compile",
    "copyright",
    "credits",
    "delattr",
    "dir",
    "divmod",
    "eval",
    "exec",
    "exit",
    "format",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "locals",
    "max",
    "min",
    "next",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "quit",
    "repr",
    "round",
    "setattr",
    "sorted",
    "sum",
    "vars",
];
