//! Classes as memory: attributes, slots, where instances are made, and what stands against slots.

use crate::base::{Spot, Symbol};

/// How often a piece of code runs. Ordered from rarest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Repeat {
    /// Once, at import.
    Import,
    /// At each call of a function.
    Call,
    /// In a loop or comprehension, or in a function that calls itself.
    Loop,
}

/// A place that makes instances of a class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// Qualified name of the function; empty at module level.
    pub function: Symbol,
    pub spot: Spot,
    pub repeat: Repeat,
    /// The function is called in a loop.
    pub is_looped: bool,
    /// The instance goes into a container, an attribute or back to the caller.
    pub is_kept: bool,
    /// A method of the class itself makes it.
    pub is_own: bool,
    /// An instance does, of the class or of a relative. A class method is no evidence of many.
    pub is_derived: bool,
}

/// How the class is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    #[default]
    Plain,
    /// `@dataclass`
    Dataclass,
    /// `@attr.s`
    Attrs,
}

/// The slots of a class statement.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Slots {
    #[default]
    None,
    Names {
        names: Vec<Symbol>,
        spot: Spot,
    },
    /// Made by `slots=True`.
    Made,
    Computed,
}

/// A base of a class, as far as memory is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaseLayout {
    /// No dictionary and no layout of its own: `object`, abstract bases of the library.
    Empty,
    /// A class of the project.
    Class(usize),
    /// A built-in whose instances have no dictionary of their own: `list`, `dict`, `str`.
    Builtin {
        name: Symbol,
        is_variable: bool,
    },
    /// Brings a dictionary: exceptions.
    Dict(Symbol),
    Unknown(Foreign),
}

/// A base that the project does not make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Foreign {
    /// What the text calls it, where it has a name.
    pub name: Option<Symbol>,
    /// What it does to instances: `is not known`.
    pub why: &'static str,
}

/// A class of the project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassLayout {
    pub name: Symbol,
    pub qualname: Symbol,
    pub spot: Spot,
    pub form: Form,
    pub slots: Slots,
    pub bases: Vec<BaseLayout>,
    /// Project classes of its method resolution order after itself, and all its subclasses.
    pub ancestors: Vec<usize>,
    pub subclasses: Vec<usize>,
    /// Attributes that its own methods set on instances, as slots would name them, sorted.
    pub attributes: Vec<Symbol>,
    /// Names with a value in the class statement.
    pub members: Vec<Symbol>,
    pub made: Vec<Made>,
    /// Compares, hashes or computes by value.
    pub is_value: bool,
    /// Has a `__hash__` of its own.
    pub is_hashed: bool,
    /// Why instances may have attributes or uses that slots would break.
    pub obstacle: Option<&'static str>,
    /// A decorator maps it to a database, or a metaclass from elsewhere makes of it what it likes.
    pub is_remade: bool,
    /// Instances are (or may be) referred to weakly.
    pub is_weakly_used: bool,
    pub in_function: bool,
    /// Its block has ways that are not all taken: what it binds may not go together.
    pub is_branched: bool,
    /// By its name, or that of a class around it, nobody else's business.
    pub is_private: bool,
    /// Its decorator may be asked for slots: the fields are all the attributes there are, and no method
    /// refers to the class that the decorator replaces.
    pub may_ask: bool,
}
