//! Types as values: unions, aliases of built-in types, type parameters, and bases that stand for
//! others.

use crate::base::Symbol;
use crate::exec::machine::{EMPTY, Frame, Machine, Step};
use crate::exec::native::Modelled;
use crate::exec::statics;
use crate::exec::value::message;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::Intrinsic;

impl Machine {
    pub(in crate::exec) fn is_alias(&self, value: ObjId) -> bool {
        self.class(value) == statics::GENERIC_ALIAS
    }

    fn is_union(&self, value: ObjId) -> bool {
        self.class(value) == statics::UNION
    }

    /// `left | right` of types, aliases, unions and None; `None` when they are not.
    pub(in crate::exec) fn union_of(&mut self, left: ObjId, right: ObjId) -> Option<ObjId> {
        let is_type = |m: &Machine, value: ObjId| {
            m.kind(value) == Kind::Class || m.is_alias(value) || m.is_union(value)
        };
        let fits = |m: &Machine, value: ObjId| value == statics::NONE || is_type(m, value);
        let typed = is_type(self, left) || is_type(self, right);
        if self.version() < message::V310 || !typed || !fits(self, left) || !fits(self, right) {
            return None;
        }
        let mut parts: Vec<ObjId> = Vec::new();
        for side in [left, right] {
            let own = if self.is_union(side) { self.inner_parts(side) } else { vec![side] };
            for part in own {
                let part = if part == statics::NONE { statics::NONE_TYPE } else { part };
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        if let [only] = parts.as_slice() {
            return Some(self.share(*only));
        }
        let union = self.new_object(Kind::External, statics::UNION, Payload::None);
        for (at, part) in parts.into_iter().enumerate() {
            let part = self.share(part);
            self.hold(union, Label::Inner(at as u8), part);
        }
        Some(union)
    }

    /// The repr of a union or alias.
    pub(in crate::exec) fn generic_repr(&mut self, value: ObjId) -> Modelled<String> {
        let parts = self.inner_parts(value);
        if self.is_union(value) {
            let mut shown = Vec::new();
            for part in parts {
                match self.type_text(part)? {
                    Some(text) => shown.push(text),
                    None => return Ok(None),
                }
            }
            return Ok(Some(shown.join(" | ")));
        }
        let &[origin, args, ..] = parts.as_slice() else { return Ok(None) };
        let items = if self.kind(args) == Kind::Tuple { self.elements(args) } else { vec![args] };
        let mut shown = Vec::new();
        for item in items {
            match self.type_text(item)? {
                Some(text) => shown.push(text),
                None => return Ok(None),
            }
        }
        let Some(origin) = self.type_text(origin)? else { return Ok(None) };
        let list = if shown.is_empty() { "()".to_owned() } else { shown.join(", ") };
        Ok(Some(format!("{origin}[{list}]")))
    }

    /// A type as it stands inside a union or alias.
    fn type_text(&mut self, value: ObjId) -> Modelled<String> {
        match self.kind(value) {
            _ if value == statics::NONE_TYPE => Ok(Some("None".to_owned())),
            _ if value == statics::ELLIPSIS => Ok(Some("...".to_owned())),
            Kind::Class => {
                let (module, name) = (self.class_module(value), self.class_qualname(value));
                Ok(Some(if module == "builtins" { name } else { format!("{module}.{name}") }))
            }
            _ => self.repr_text(value),
        }
    }

    /// An attribute of a union or alias, owned; the alias passes others on to its type.
    pub(in crate::exec) fn generic_attr(&mut self, value: ObjId, name: Symbol) -> Modelled<ObjId> {
        let parts = self.inner_parts(value);
        let union = self.is_union(value);
        match (name.as_str(), parts.as_slice()) {
            ("__args__", parts) if union => {
                let parts = self.share_all(parts);
                Ok(Some(self.new_tuple(parts)))
            }
            ("__args__", &[_, args, ..]) if self.kind(args) == Kind::Tuple => Ok(Some(self.share(args))),
            ("__args__", &[_, args, ..]) => {
                let args = self.share(args);
                Ok(Some(self.new_tuple(vec![args])))
            }
            ("__origin__", &[origin, ..]) if !union => Ok(Some(self.share(origin))),
            ("__parameters__", _) => Ok(Some(self.empty_tuple())),
            ("__class__" | "__mro_entries__" | "__reduce__" | "__copy__" | "__deepcopy__", _) => Ok(None),
            (_, &[origin, ..]) if !union => self.get_attr(origin, name),
            _ => Ok(None),
        }
    }

    /// The bases of a class statement with what stands for others replaced: `List[int]` by `list`.
    /// Takes and gives owned references; `true` when something was replaced.
    pub(super) fn resolved_bases(&mut self, bases: &[ObjId]) -> Modelled<(Vec<ObjId>, bool)> {
        let mut out = Vec::new();
        let mut replaced = false;
        let given = self.share_all(bases);
        let all = self.new_tuple(given);
        for base in bases {
            if self.kind(*base) == Kind::Class {
                out.push(self.share(*base));
                continue;
            }
            if self.is_alias(*base) {
                let origin = self.inner_parts(*base).first().copied().unwrap_or(statics::OBJECT);
                out.push(self.share(origin));
                replaced = true;
                continue;
            }
            let Some(method) = self.overrides(*base, "__mro_entries__") else {
                out.push(self.share(*base));
                continue;
            };
            let Some(entries) = self.call_own(method, &[*base, all])? else { return Ok(None) };
            for entry in self.elements(entries) {
                out.push(self.share(entry));
            }
            self.drop_ref(entries);
            replaced = true;
        }
        self.drop_ref(all);
        // `class A(List[int], Generic[T])` names the same base once.
        let mut seen: Vec<ObjId> = Vec::new();
        out.retain(|base| {
            let known = seen.contains(base);
            seen.push(*base);
            !known || !replaced
        });
        Ok(Some((out, replaced)))
    }

    /// `from m import *`: the public names of a module, into the namespace of the body.
    pub(in crate::exec) fn import_all(&mut self, frame: &Frame, module: ObjId) -> Step<Option<ObjId>> {
        if self.kind(module) != Kind::Module {
            return Ok(None);
        }
        let listed = self.heap.target(module, Label::attr(Symbol::new("__all__")));
        let mut names: Vec<Symbol> = match listed {
            Some(listed) => {
                let items = self.elements(listed);
                items.into_iter().filter_map(|item| self.text(item)).map(|name| Symbol::new(&name)).collect()
            }
            None => {
                let own = self.attributes(module).into_iter();
                let public = own.filter(|(name, value)| {
                    !name.as_str().starts_with('_')
                        && (self.kind(*value) != Kind::Module || !self.is_library(module))
                });
                public.map(|(name, _)| name).collect()
            }
        };
        if let (Payload::Name(owner), true) = (self.payload(module).clone(), listed.is_none()) {
            names.extend(crate::exec::native::functions_of(owner.as_str()));
            if owner.as_str() == "math" {
                names.extend(["pi", "e", "tau", "inf", "nan"].map(Symbol::new));
            }
        }
        let target = if frame.namespace == EMPTY { frame.globals } else { frame.namespace };
        for name in names {
            match self.get_attr(module, name) {
                Ok(Some(value)) => self.store_name(target, name, value)?,
                Ok(None) => {}
                // A function that this version does not have yet.
                Err(stop) => self.swallow(stop, statics::ATTRIBUTE_ERROR)?,
            }
        }
        Ok(Some(statics::NONE))
    }

    /// Type parameters and the generic base that a class with parameters has.
    pub(in crate::exec) fn type_parameter(&mut self, kind: Intrinsic, inputs: &[ObjId]) -> Modelled<ObjId> {
        let Some(typing) = self.import_library(Symbol::new("typing"), true)? else { return Ok(None) };
        let name = match kind {
            Intrinsic::TypeVar | Intrinsic::TypeVarTuple => "TypeVar",
            Intrinsic::ParamSpec => "ParamSpec",
            Intrinsic::SubscriptGeneric => "Generic",
            Intrinsic::TypeAlias => "TypeAliasType",
            _ => return Ok(None),
        };
        let found = self.get_attr(typing, Symbol::new(name))?;
        self.drop_ref(typing);
        let Some(found) = found else { return Ok(None) };
        if kind == Intrinsic::SubscriptGeneric {
            return Ok(Some(found));
        }
        let given = if kind == Intrinsic::TypeAlias { inputs } else { &inputs[..inputs.len().min(1)] };
        let made = self.call_with(found, given)?;
        self.drop_ref(found);
        if kind != Intrinsic::TypeAlias {
            self.put_attr(made, Label::attr(Symbol::new("_inferred")), statics::TRUE);
        }
        Ok(Some(made))
    }
}
