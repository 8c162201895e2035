//! Classes in the words of `outcome`.

use rustc_hash::FxHashSet;

use super::bases;
use super::decorators::{Asks, Decoration};
use super::instances::{Instances, Seen, spot};
use super::names::{call_of, callee_name};
use crate::base::{Idx, Spot, Symbol};
use crate::outcome::{ClassLayout, Form, Slots};
use crate::project::names::Target;
use crate::project::program::{ClassId, Program};
use crate::summary::{EffectKind, Member, MemberKind, NodeId, SlotsDecl};

pub(super) fn layouts(program: &Program<'_>, seen: &Instances) -> Vec<ClassLayout> {
    let mut layouts: Vec<ClassLayout> =
        program.classes.indices().map(|class| layout(program, seen, class)).collect();
    for at in 0..layouts.len() {
        for above in layouts[at].ancestors.clone() {
            layouts[above].subclasses.push(at);
        }
    }
    layouts
}

fn layout(program: &Program<'_>, all: &Instances, class: ClassId) -> ClassLayout {
    let shape = program.shape(class);
    let info = &program.classes[class];
    let seen = &all.classes[class];
    let decoration = Decoration::of(program, class);
    let form = decoration.form;
    let mut attributes: Vec<Symbol> =
        seen.attributes.iter().map(|name| unmangled(shape.name, *name)).collect();
    attributes.retain(|name| !is_property(program, class, *name));
    let fields = if form == Form::Plain { Vec::new() } else { fields(program, class) };
    let has_more = form != Form::Plain && attributes.iter().any(|name| !fields.contains(name));
    attributes.extend(&fields);
    attributes.sort_by_key(|name| name.as_str());
    attributes.dedup();
    let members: Vec<Symbol> =
        shape.members.iter().filter(|member| member.has_value).map(|member| member.name).collect();
    let may_ask = !has_more && (form == Form::Attrs || !refers_to_itself(program, class));
    let has_defaults = form == Form::Attrs || fields.iter().any(|name| members.contains(name));
    let obstacle = seen
        .obstacle
        .or_else(|| own_obstacle(program, all, class, form != Form::Plain))
        .or_else(|| (form != Form::Plain && has_defaults && !may_ask).then_some(NO_ASKING))
        .or(decoration.obstacle)
        .or_else(|| outside_obstacle(program, all, seen, class, &attributes));
    ClassLayout {
        name: shape.name,
        qualname: shape.qualname,
        spot: spot(program, info.file, shape.site)
            .unwrap_or(Spot { file: info.file, span: Default::default() }),
        form,
        slots: match program.modules.of(info.file).is_stub || bases::is_compiled(program, info.file) {
            // A stub tells of types, not of memory, and a compiled class has the layout that its compiler likes.
            true => Slots::Computed,
            false => slots(program, class, decoration.asks),
        },
        bases: bases::of(program, class),
        ancestors: program.ancestors(class).skip(1).map(|id| id.as_usize()).collect(),
        subclasses: Vec::new(),
        is_value: is_value(program, class),
        is_hashed: program.member(class, Symbol::new("__hash__")).is_some(),
        attributes,
        members,
        made: seen.made.clone(),
        obstacle,
        is_remade: decoration.is_mapped || has_foreign_metaclass(program, class),
        is_weakly_used: seen.is_weakly_used || seen.files.iter().any(|file| all.weak.contains(file)),
        in_function: shape.in_function,
        is_branched: shape.members.iter().any(|member| !member.is_sure),
        is_private: shape.qualname.as_str().split('.').any(|part| part.starts_with('_')),
        may_ask,
    }
}

/// Why a decorated class with defaults cannot have slots.
const NO_ASKING: &str = "it sets attributes that are no fields, or uses `super()` under `@dataclass`";

/// A property of that name takes what is stored: there is no attribute behind it.
fn is_property(program: &Program<'_>, class: ClassId, name: Symbol) -> bool {
    let member = program.member(class, name);
    member.is_some_and(|(_, member)| matches!(member.kind, MemberKind::Property { .. }))
}

/// Some method uses `super()` or `__class__`: it means the class statement's own class, not the copy with
/// slots that `@dataclass` makes of it.
fn refers_to_itself(program: &Program<'_>, class: ClassId) -> bool {
    let info = &program.classes[class];
    let methods = program.bodies_of(info.file).filter(|&body| program.class_around(body) == Some(class));
    methods.into_iter().any(|body| program.body(body).free.iter().any(|name| name.as_str() == "__class__"))
}

/// `_Name__x` as it stands in the text of class `Name`.
fn unmangled(class: Symbol, name: Symbol) -> Symbol {
    let class = class.as_str().trim_start_matches('_');
    let inside = name.as_str().strip_prefix('_').and_then(|rest| rest.strip_prefix(class));
    inside.filter(|rest| rest.starts_with("__")).map_or(name, Symbol::new)
}

/// Fields of a synthesised constructor that the class itself declares.
fn fields(program: &Program<'_>, class: ClassId) -> Vec<Symbol> {
    let members = program.shape(class).members.iter();
    let body = program.classes[class].body;
    let is_declared = |member: &Member| match (&member.annotation, &member.kind) {
        (Some(text), _) => !text.contains("ClassVar") && !text.contains("InitVar"),
        (None, MemberKind::Value(node)) => match call_of(program, body, *node) {
            Some(EffectKind::Call { callee, .. }) => callee_name(program, body, callee).is_some_and(|name| {
                matches!(name.as_str(), "attr.ib" | "attr.attrib" | "attr.field" | "attrs.field")
            }),
            _ => false,
        },
        (None, _) => false,
    };
    members.filter(|member| is_declared(member)).map(|member| member.name).collect()
}

fn slots(program: &Program<'_>, class: ClassId, asks: Asks) -> Slots {
    let shape = program.shape(class);
    match &shape.slots {
        SlotsDecl::Names { names, site } => match spot(program, program.classes[class].file, *site) {
            Some(spot) => Slots::Names { names: names.clone(), spot },
            None => Slots::Computed,
        },
        SlotsDecl::Computed { .. } => Slots::Computed,
        SlotsDecl::None => match asks {
            Asks::No => Slots::None,
            Asks::Yes => Slots::Made,
            Asks::Unknown => Slots::Computed,
        },
    }
}

/// Whether its metaclass comes from elsewhere: one that is more than abstract.
fn has_foreign_metaclass(program: &Program<'_>, class: ClassId) -> bool {
    let shape = program.shape(class);
    let parent = program.fn_id(program.classes[class].file, shape.parent);
    let mut metaclasses = shape.keywords.iter().filter(|row| row.0.as_str() == "metaclass");
    metaclasses.any(|&(_, node)| {
        let targets = program.resolve(parent, node);
        !targets.iter().any(|target| match target {
            Target::Class(_) => true,
            Target::Library(name) => name.as_str() == "abc.ABCMeta",
            _ => false,
        })
    })
}

/// What the class statement itself has against slots.
fn own_obstacle(
    program: &Program<'_>,
    all: &Instances,
    class: ClassId,
    is_decorated: bool,
) -> Option<&'static str> {
    let shape = program.shape(class);
    if shape.is_open {
        return Some("the class body is not readable without running it");
    }
    let parent = program.fn_id(program.classes[class].file, shape.parent);
    let is_abc = |node: NodeId| {
        program
            .resolve(parent, node)
            .iter()
            .any(|t| matches!(t, Target::Library(n) if n.as_str() == "abc.ABCMeta"))
    };
    for &(name, node) in &shape.keywords {
        if name.as_str() != "metaclass" || !is_abc(node) {
            return Some("its metaclass or class keywords are not known");
        }
    }
    let has = |name: &str| program.member(class, Symbol::new(name)).is_some();
    if has("__getstate__") != has("__setstate__") && !has("__reduce__") && !has("__reduce_ex__") {
        return Some("it is pickled by way of its dictionary");
    }
    let is_declared_only = |member: &&Member| {
        let told = member.annotation.as_deref();
        !member.has_value && told.is_some_and(|text| !text.contains("ClassVar"))
    };
    // What subclasses bind in their class blocks is a constant of each.
    let below = &program.classes[class].subclasses;
    let has_value =
        |class: ClassId, name| program.own_member(class, name).is_some_and(|member| member.has_value);
    let is_constant = |name: Symbol| below.iter().any(|&class| has_value(class, name));
    let is_set = |name: Symbol| all.classes[class].attributes.contains(&name) || is_constant(name);
    let mut declared = shape.members.iter().filter(is_declared_only);
    if !is_decorated && declared.any(|member| !is_set(member.name)) {
        return Some("it declares attributes that its methods do not set");
    }
    for member in &shape.members {
        match member.name.as_str() {
            "__setattr__" | "__delattr__" | "__getattribute__" | "__metaclass__" => {
                return Some("it intercepts attribute access");
            }
            _ => {}
        }
        if matches!(member.kind, MemberKind::CachedProperty(_)) {
            return Some("`cached_property` needs the dictionary");
        }
    }
    None
}

/// What other code does to objects that may be instances of the class.
fn outside_obstacle(
    program: &Program<'_>,
    all: &Instances,
    seen: &Seen,
    class: ClassId,
    attributes: &[Symbol],
) -> Option<&'static str> {
    let home = program.classes[class].file;
    let files: FxHashSet<_> = seen.files.iter().copied().chain([home]).collect();
    if files.iter().any(|file| all.open.contains(file)) {
        return Some("a file that names it sets attributes of unknown names");
    }
    let of_files = || files.iter().filter_map(|file| all.foreign.get(file)).flatten();
    if of_files().any(|name| matches!(name.as_str(), "__class__" | "__dict__")) {
        return Some("a file that names it sets `__class__` or `__dict__`");
    }
    let of_ancestors: FxHashSet<Symbol> =
        program.ancestors(class).flat_map(|a| all.classes[a].attributes.iter().copied()).collect();
    let is_new = |name: &Symbol| {
        !attributes.contains(name) && !of_ancestors.contains(name) && !name.as_str().starts_with("__")
    };
    let word = last_word(program.shape(class).name.as_str());
    if all.named_foreign.get(&word).is_some_and(|names| names.iter().any(is_new)) {
        return Some("other code sets attributes on objects that go by its name");
    }
    of_files().any(is_new).then_some("other code sets attributes on objects that may be its instances")
}

/// The last word of a class's name, in small letters: `tree` of `ParseTree`.
fn last_word(name: &str) -> String {
    let start = name.char_indices().rfind(|(_, c)| c.is_uppercase()).map_or(0, |(at, _)| at);
    name[start..].to_ascii_lowercase()
}

/// The class, or one it inherits from, compares, hashes or computes by value.
fn is_value(program: &Program<'_>, class: ClassId) -> bool {
    let methods = ["__eq__", "__hash__", "__lt__", "__add__", "__or__", "__and__"];
    methods.iter().any(|name| program.member(class, Symbol::new(name)).is_some())
}
