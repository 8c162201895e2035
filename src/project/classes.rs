//! Classes across files: bases, method resolution order, members found through it.
//!
//! The order is C3. Where bases form a cycle or C3 has no answer, the order falls back to depth
//! first without repetition, and the class says so. A base outside the project stays in the
//! order as a dotted name: what it defines is not known, except for the few that matter to memory.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::names::Target;
use super::program::{ClassId, FnId, Program};
use super::words::WORDS;
use crate::base::{FileId, Idx, Symbol};
use crate::ir::BodyKind;
use crate::python::derives_from;
use crate::summary::{ClassShape, Member, MemberKind, NodeId};

/// A link of a method resolution order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ancestor {
    Class(ClassId),
    Library(Symbol),
}

/// How the constructor comes about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Constructor {
    #[default]
    Written,
    /// A dataclass, attrs class or NamedTuple: one parameter a field, stored under its name.
    Fields,
}

/// A class of the program.
#[derive(Debug)]
pub struct ClassInfo {
    pub file: FileId,
    /// Index into the file's `classes`.
    pub shape: usize,
    /// The class statement's body.
    pub body: FnId,
    pub bases: Vec<Ancestor>,
    /// Self first.
    pub mro: Vec<Ancestor>,
    pub subclasses: Vec<ClassId>,
    pub constructor: Constructor,
    /// Bases form a cycle, have no consistent order, or are not known.
    pub is_uncertain: bool,
    members: FxHashMap<Symbol, usize>,
    /// Names of its own members that have a value, and of all members in its order.
    own_names: NameMask,
    names: NameMask,
}

/// A set of names that may take others for its own, never its own for others: most names that are
/// asked of a class are attributes of instances.
#[derive(Clone, Copy, Default, Debug)]
struct NameMask(u128);

impl NameMask {
    fn one(name: Symbol) -> Self {
        Self(1 << (FxBuildHasher.hash_one(name) >> 57))
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn may_have(self, name: Self) -> bool {
        self.0 & name.0 != 0
    }
}

impl ClassInfo {
    pub(super) fn new(file: FileId, shape: usize, body: FnId, class: &ClassShape) -> Self {
        let members = class.members.iter().enumerate().map(|(at, member)| (member.name, at)).collect();
        let valued = class.members.iter().filter(|member| member.has_value);
        let own_names =
            valued.fold(NameMask::default(), |mask, member| mask.with(NameMask::one(member.name)));
        Self {
            file,
            shape,
            body,
            bases: Vec::new(),
            mro: Vec::new(),
            subclasses: Vec::new(),
            constructor: Constructor::Written,
            is_uncertain: false,
            members,
            own_names,
            names: own_names,
        }
    }
}

/// Resolves the bases of all classes, then their orders.
pub(super) fn fill(program: &mut Program<'_>) {
    let ids: Vec<ClassId> = program.classes.indices().collect();
    let mut resolved = Vec::with_capacity(ids.len());
    for &class in &ids {
        resolved.push((bases(program, class), constructor(program, class)));
    }
    for (&class, ((bases, is_uncertain), constructor)) in ids.iter().zip(resolved) {
        for base in &bases {
            if let Ancestor::Class(base) = base {
                program.classes[*base].subclasses.push(class);
            }
        }
        let info = &mut program.classes[class];
        info.bases = bases;
        info.is_uncertain = is_uncertain;
        info.constructor = constructor;
    }
    let mut orders = Orders { program, done: vec![None; ids.len()], open: vec![false; ids.len()] };
    for &class in &ids {
        orders.order(class);
    }
    let done = orders.done;
    for (class, order) in ids.into_iter().zip(done) {
        let (mro, is_uncertain) = order.unwrap_or_default();
        let info = &mut program.classes[class];
        info.mro = mro;
        info.is_uncertain |= is_uncertain;
    }
    gather_names(program);
    inherit_constructors(program);
}

fn gather_names(program: &mut Program<'_>) {
    let ids: Vec<ClassId> = program.classes.indices().collect();
    for class in ids {
        let own = program.ancestors(class).map(|ancestor| program.classes[ancestor].own_names);
        program.classes[class].names = own.fold(NameMask::default(), NameMask::with);
    }
}

fn bases(program: &Program<'_>, class: ClassId) -> (Vec<Ancestor>, bool) {
    let shape = program.shape(class);
    let parent = program.fn_id(program.classes[class].file, shape.parent);
    let mut out = Vec::new();
    let mut is_uncertain = false;
    for &base in &shape.bases {
        let found = program.resolve(parent, base).into_iter().find_map(|target| match target {
            Target::Class(base) if base != class => Some(Ancestor::Class(base)),
            Target::Builtin(name) | Target::Library(name) => Some(Ancestor::Library(name)),
            _ => None,
        });
        match found {
            Some(base) if !out.contains(&base) => out.push(base),
            Some(_) => {}
            None => is_uncertain = true,
        }
    }
    (out, is_uncertain)
}

fn constructor(program: &Program<'_>, class: ClassId) -> Constructor {
    let shape = program.shape(class);
    let parent = program.fn_id(program.classes[class].file, shape.parent);
    let makes_fields = |node: NodeId| {
        program.resolve(parent, node).iter().any(|target| match target {
            Target::Library(name) => is_field_maker(name.as_str()),
            _ => false,
        })
    };
    let is_made = shape.decorators.iter().any(|&node| makes_fields(node))
        || shape.bases.iter().any(|&node| makes_fields(node));
    if is_made && !program.classes[class].members.contains_key(&WORDS.init) {
        Constructor::Fields
    } else {
        Constructor::Written
    }
}

fn is_field_maker(name: &str) -> bool {
    matches!(
        name,
        "dataclasses.dataclass"
            | "attr.s"
            | "attr.attrs"
            | "attr.define"
            | "attr.dataclass"
            | "attr.frozen"
            | "attr.mutable"
            | "attrs.define"
            | "attrs.frozen"
            | "attrs.mutable"
            | "typing.NamedTuple"
            | "pydantic.BaseModel"
            | "pydantic.dataclasses.dataclass"
    )
}

/// A class that adds nothing to an inherited synthesised constructor has it too.
fn inherit_constructors(program: &mut Program<'_>) {
    let init = WORDS.init;
    let mut inherited = Vec::new();
    for (class, info) in program.classes.iter_enumerated() {
        let nearest = info.mro.iter().find_map(|ancestor| match ancestor {
            Ancestor::Class(base) => {
                let base = &program.classes[*base];
                let decides = base.members.contains_key(&init) || base.constructor == Constructor::Fields;
                decides.then_some(base.constructor)
            }
            Ancestor::Library(_) => None,
        });
        if nearest == Some(Constructor::Fields) {
            inherited.push(class);
        }
    }
    for class in inherited {
        program.classes[class].constructor = Constructor::Fields;
    }
}

struct Orders<'p, 'a> {
    program: &'p Program<'a>,
    done: Vec<Option<(Vec<Ancestor>, bool)>>,
    open: Vec<bool>,
}

impl Orders<'_, '_> {
    fn order(&mut self, class: ClassId) {
        let at = class.as_usize();
        if self.done[at].is_some() || self.open[at] {
            return;
        }
        self.open[at] = true;
        let bases = self.program.classes[class].bases.clone();
        for base in &bases {
            if let Ancestor::Class(base) = *base {
                stacker::maybe_grow(32 * 1024, 1024 * 1024, || self.order(base));
            }
        }
        let mut is_uncertain = false;
        let mut lists: Vec<Vec<Ancestor>> = bases
            .iter()
            .map(|base| match base {
                Ancestor::Class(id) => match &self.done[id.as_usize()] {
                    Some((order, uncertain)) => {
                        is_uncertain |= uncertain;
                        order.clone()
                    }
                    None => {
                        is_uncertain = true;
                        vec![*base]
                    }
                },
                Ancestor::Library(_) => vec![*base],
            })
            .collect();
        lists.push(bases);
        let mut order = vec![Ancestor::Class(class)];
        match merge(lists.clone()) {
            Some(rest) => order.extend(rest),
            None => {
                is_uncertain = true;
                for ancestor in lists.into_iter().flatten() {
                    if !order.contains(&ancestor) {
                        order.push(ancestor);
                    }
                }
            }
        }
        order.dedup();
        self.open[at] = false;
        self.done[at] = Some((order, is_uncertain));
    }
}

/// C3's merge; `None` where no order fits.
fn merge(mut lists: Vec<Vec<Ancestor>>) -> Option<Vec<Ancestor>> {
    let mut out = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Some(out);
        }
        let next = lists.iter().map(|list| list[0]).find(|head| {
            !matches!(head, Ancestor::Library(name) if name.as_str() == "object")
                && !lists.iter().any(|list| list[1..].contains(head))
        });
        let next = match next {
            Some(next) => next,
            // `object` comes last; anything else that is left has no consistent order.
            None => lists.iter().map(|list| list[0]).find(|head| {
                matches!(head, Ancestor::Library(name) if name.as_str() == "object")
                    && !lists.iter().any(|list| list[1..].contains(head))
            })?,
        };
        out.push(next);
        for list in &mut lists {
            if list[0] == next {
                list.remove(0);
            }
        }
    }
}

impl Program<'_> {
    /// A name bound in the class statement itself.
    pub fn own_member(&self, class: ClassId, name: Symbol) -> Option<&Member> {
        let at = *self.classes[class].members.get(&name)?;
        Some(&self.shape(class).members[at])
    }

    /// A name found through the method resolution order, with the class that defines it.
    pub fn member(&self, class: ClassId, name: Symbol) -> Option<(ClassId, &Member)> {
        let info = &self.classes[class];
        let mask = NameMask::one(name);
        if info.names.may_have(mask) { self.member_in(&info.mro, name, mask) } else { None }
    }

    /// As `member`, after `owner` in the order of `class`: what `super()` finds.
    pub fn member_after(&self, class: ClassId, owner: ClassId, name: Symbol) -> Option<(ClassId, &Member)> {
        let mro = &self.classes[class].mro;
        let at = mro.iter().position(|ancestor| *ancestor == Ancestor::Class(owner))?;
        self.member_in(&mro[at + 1..], name, NameMask::one(name))
    }

    fn member_in(&self, mro: &[Ancestor], name: Symbol, mask: NameMask) -> Option<(ClassId, &Member)> {
        mro.iter().find_map(|ancestor| match ancestor {
            Ancestor::Class(class) if self.classes[*class].own_names.may_have(mask) => {
                let member = self.own_member(*class, name).filter(|member| member.has_value)?;
                Some((*class, member))
            }
            Ancestor::Class(_) | Ancestor::Library(_) => None,
        })
    }

    /// The project's classes in the order of `class`, itself first.
    pub fn ancestors(&self, class: ClassId) -> impl Iterator<Item = ClassId> + '_ {
        self.classes[class].mro.iter().filter_map(|ancestor| match ancestor {
            Ancestor::Class(class) => Some(*class),
            Ancestor::Library(_) => None,
        })
    }

    pub fn library_bases(&self, class: ClassId) -> impl Iterator<Item = Symbol> + '_ {
        self.classes[class].mro.iter().filter_map(|ancestor| match ancestor {
            Ancestor::Library(name) => Some(*name),
            Ancestor::Class(_) => None,
        })
    }

    /// Whether instances can be raised, by the built-in bases or what bases elsewhere are called.
    pub fn is_exception(&self, class: ClassId) -> bool {
        self.library_bases(class).any(|base| {
            let name = base.as_str().rsplit('.').next().unwrap_or_default();
            derives_from(name, "BaseException") || name.ends_with("Error") || name.ends_with("Exception")
        })
    }

    pub fn is_subclass(&self, class: ClassId, base: ClassId) -> bool {
        self.classes[class].mro.contains(&Ancestor::Class(base))
    }

    /// The body behind a member that is a function, if it is one.
    pub fn member_function(&self, owner: ClassId, kind: &MemberKind) -> Option<FnId> {
        let body = match kind {
            MemberKind::Method(body)
            | MemberKind::StaticMethod(body)
            | MemberKind::ClassMethod(body)
            | MemberKind::CachedProperty(body)
            | MemberKind::Decorated { body, .. } => *body,
            MemberKind::Property { get, .. } => (*get)?,
            MemberKind::Class(_) | MemberKind::Value(_) => return None,
        };
        Some(self.fn_id(self.classes[owner].file, body))
    }

    /// All functions of a member: what `member_function` gives, and a property's setter.
    pub fn member_functions(&self, owner: ClassId, kind: &MemberKind) -> impl Iterator<Item = FnId> + use<> {
        let setter = match kind {
            MemberKind::Property { set: Some(set), .. } => Some(self.fn_id(self.classes[owner].file, *set)),
            _ => None,
        };
        self.member_function(owner, kind).into_iter().chain(setter)
    }

    /// The fields of a synthesised constructor: annotated names of all classes in the order, bases first.
    pub fn fields(&self, class: ClassId) -> Vec<&Member> {
        let mut order: Vec<ClassId> = self.ancestors(class).collect();
        order.reverse();
        let mut out: Vec<&Member> = Vec::new();
        for ancestor in order {
            for member in &self.shape(ancestor).members {
                let is_class_level =
                    member.annotation.as_deref().is_none_or(|text| text.contains("ClassVar"));
                if !is_class_level && !out.iter().any(|known| known.name == member.name) {
                    out.push(member);
                }
            }
        }
        out
    }

    /// Whether instances hold items of their own: a base is a container, or is not known.
    pub fn is_container(&self, class: ClassId) -> bool {
        self.classes[class].is_uncertain
            || self.library_bases(class).any(|name| {
                let short = name.as_str().rsplit('.').next().unwrap_or("");
                matches!(
                    short,
                    "list"
                        | "dict"
                        | "set"
                        | "tuple"
                        | "frozenset"
                        | "deque"
                        | "List"
                        | "Dict"
                        | "Set"
                        | "Tuple"
                        | "NamedTuple"
                        | "OrderedDict"
                        | "defaultdict"
                        | "DefaultDict"
                        | "Counter"
                        | "ChainMap"
                        | "UserDict"
                        | "UserList"
                        | "namedtuple"
                        | "array"
                        | "SimpleNamespace"
                )
            })
    }

    /// The class statement that a method belongs to, also for functions nested in it.
    pub fn class_of_method(&self, body: FnId) -> Option<ClassId> {
        let mut at = Some(body);
        while let Some(body) = at {
            if self.body(body).kind == BodyKind::Class {
                return self.class_of_body.get(&body).copied();
            }
            at = self.parent(body);
        }
        None
    }
}
