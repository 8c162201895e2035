//! The instructions. See the module header for who owns what.

use super::body::{BodyId, ConstId};
use crate::base::{Symbol, index};

/// Index into `Body::code`.
pub type Pc = u32;

/// A register of a running body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u16);

/// A run of `Body::operands`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SlotList {
    pub start: u32,
    pub len: u32,
}

index! {
    /// Index into `Body::call_args`.
    pub struct ArgsId;
}

index! {
    /// Index into `Body::functions`.
    pub struct MakeFunctionId;
}

/// Arguments of a call in evaluation order.
#[derive(Clone, Debug, Default)]
pub struct CallArgs {
    pub positional: Vec<Arg>,
    pub keywords: Vec<Keyword>,
}

#[derive(Clone, Copy, Debug)]
pub struct Arg {
    pub slot: Slot,
    /// `*slot`
    pub star: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Keyword {
    /// `None` is `**slot`.
    pub name: Option<Symbol>,
    pub slot: Slot,
}

/// Parts of a `def`, `lambda` or implicit function. Every part is a temporary and consumed.
#[derive(Clone, Debug)]
pub struct MakeFunction {
    pub body: BodyId,
    /// One slot per default of a positional parameter, in order.
    pub defaults: Vec<Slot>,
    pub kw_defaults: Vec<(Symbol, Slot)>,
    /// Evaluated annotations (name, value); empty when annotations are deferred.
    pub annotations: Vec<(Symbol, Slot)>,
    /// A function that computes the annotations (3.14), or none.
    pub annotate: Option<Slot>,
    /// For each `Free` local of the inner body in order: the slot of this body that holds the cell
    /// (a `Cell` or `Free` local; shared, not consumed).
    pub closure: Vec<Slot>,
    /// The type-parameter tuple of PEP 695, if any.
    pub type_params: Option<Slot>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoopKind {
    While,
    For,
    AsyncFor,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TryKind {
    Except,
    ExceptStar,
    Finally,
    /// The implicit handler of `with`.
    With,
    /// The implicit handler that clears `as NAME`.
    ClearName,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    Not,
    Negative,
    Positive,
    Invert,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompareOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

/// `!s`, `!r`, `!a` of an f-string field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conversion {
    None,
    Str,
    Repr,
    Ascii,
}

/// Operations that only the compiler emits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Intrinsic {
    /// `from m import *` into the current namespace.
    ImportStar,
    /// list -> tuple
    ListToTuple,
    /// Wraps a value yielded by an async generator.
    AsyncGenWrap,
    /// PEP 695/696 constructors; inputs as in CPython: name, (bound | constraints), default.
    TypeVar,
    ParamSpec,
    TypeVarTuple,
    TypeAlias,
    /// `Generic[T, ...]` base of a class with type parameters.
    SubscriptGeneric,
    /// `assert` failed: builds AssertionError(msg)
    AssertionError,
    /// t-string parts: `Template`, `Interpolation(value, text, conversion, spec)`.
    Template,
    Interpolation,
    /// Splits and re-raises for `except*`: (exc, type) -> (rest, match); dst is match, rest stays in dst+1.
    SplitGroup,
    /// Joins what `except*` arms raised: (original, list) -> exception to raise or None.
    PrepReraiseStar,
    /// `print(repr(value))` of the interactive prompt; only for notebooks' last expression.
    Display,
}

/// One instruction. Reads of temporaries consume them unless said otherwise.
#[derive(Clone, Copy, Debug)]
pub enum Inst {
    // --- values and slots
    Const {
        dst: Slot,
        value: ConstId,
    },
    /// Duplicates a reference; `src` keeps its own.
    Copy {
        dst: Slot,
        src: Slot,
    },
    /// Moves between temporaries.
    Move {
        dst: Slot,
        src: Slot,
    },
    /// Releases what the slot owns; an empty temporary stays empty.
    Drop {
        slot: Slot,
    },
    // --- names
    LoadLocal {
        dst: Slot,
        local: Slot,
    },
    StoreLocal {
        local: Slot,
        src: Slot,
    },
    DeleteLocal {
        local: Slot,
    },
    /// Comprehension inlining (3.12+): sets the local aside without raising when unbound
    /// (`dst` becomes empty), leaving the local empty. Of a `Cell` local the cell itself is set
    /// aside, and a new, empty cell takes its place.
    SaveLocal {
        dst: Slot,
        local: Slot,
    },
    /// Puts a saved local (or cell) back; an empty `src` makes the local unbound.
    RestoreLocal {
        local: Slot,
        src: Slot,
    },
    /// Content of the cell in a `Cell` or `Free` local.
    LoadCell {
        dst: Slot,
        cell: Slot,
    },
    StoreCell {
        cell: Slot,
        src: Slot,
    },
    DeleteCell {
        cell: Slot,
    },
    /// A free name of a class body: the class namespace first, then the cell.
    LoadClassCell {
        dst: Slot,
        cell: Slot,
        name: Symbol,
    },
    /// The cell itself as a value (`__class__` cell of a class body, kept as `__classcell__`).
    LoadCellObject {
        dst: Slot,
        cell: Slot,
    },
    LoadGlobal {
        dst: Slot,
        name: Symbol,
    },
    StoreGlobal {
        name: Symbol,
        src: Slot,
    },
    DeleteGlobal {
        name: Symbol,
    },
    /// Module and class bodies: local namespace, then globals, then builtins.
    LoadName {
        dst: Slot,
        name: Symbol,
    },
    StoreName {
        name: Symbol,
        src: Slot,
    },
    DeleteName {
        name: Symbol,
    },
    // --- attributes and items
    LoadAttr {
        dst: Slot,
        obj: Slot,
        name: Symbol,
    },
    StoreAttr {
        obj: Slot,
        name: Symbol,
        value: Slot,
    },
    DeleteAttr {
        obj: Slot,
        name: Symbol,
    },
    /// Looks a method up before its arguments are evaluated: a plain function found on the class is
    /// not bound; `dst` gets the function and `dst + 1` keeps `obj`, else `dst` gets the attribute
    /// and `dst + 1` stays empty. Followed by `Call { method: true }` on the same `dst`.
    LoadMethod {
        dst: Slot,
        obj: Slot,
        name: Symbol,
    },
    /// Zero- or two-argument `super()` attribute: (class, instance) consumed. All versions use it
    /// where `super` is the builtin and its attribute is read at once.
    LoadSuperAttr {
        dst: Slot,
        class: Slot,
        instance: Slot,
        name: Symbol,
    },
    LoadItem {
        dst: Slot,
        obj: Slot,
        index: Slot,
    },
    StoreItem {
        obj: Slot,
        index: Slot,
        value: Slot,
    },
    DeleteItem {
        obj: Slot,
        index: Slot,
    },
    BuildSlice {
        dst: Slot,
        start: Slot,
        stop: Slot,
        step: Option<Slot>,
    },
    // --- operators
    Unary {
        dst: Slot,
        op: UnaryOp,
        value: Slot,
    },
    Binary {
        dst: Slot,
        op: BinaryOp,
        left: Slot,
        right: Slot,
    },
    /// `+=` and relatives: may change `left` in place.
    InPlace {
        dst: Slot,
        op: BinaryOp,
        left: Slot,
        right: Slot,
    },
    Compare {
        dst: Slot,
        op: CompareOp,
        left: Slot,
        right: Slot,
    },
    /// Truth value as a bool, for conditions of several parts.
    Truth {
        dst: Slot,
        value: Slot,
    },
    // --- displays
    BuildTuple {
        dst: Slot,
        items: SlotList,
    },
    BuildList {
        dst: Slot,
        items: SlotList,
    },
    BuildSet {
        dst: Slot,
        items: SlotList,
    },
    /// Keys and values alternate.
    BuildDict {
        dst: Slot,
        items: SlotList,
    },
    /// A display of constants only (`[1, 2, 3]`, `{1, 2, 3}` of three and more): extended from a constant.
    BuildFromConst {
        dst: Slot,
        value: ConstId,
        set: bool,
    },
    /// The container is kept, the item consumed.
    ListAppend {
        list: Slot,
        item: Slot,
    },
    ListExtend {
        list: Slot,
        items: Slot,
    },
    SetAdd {
        set: Slot,
        item: Slot,
    },
    SetUpdate {
        set: Slot,
        items: Slot,
    },
    DictAdd {
        dict: Slot,
        key: Slot,
        value: Slot,
    },
    DictUpdate {
        dict: Slot,
        items: Slot,
    },
    FormatValue {
        dst: Slot,
        value: Slot,
        conversion: Conversion,
        spec: Option<Slot>,
    },
    BuildString {
        dst: Slot,
        parts: SlotList,
    },
    /// Consumes `src`, fills the listed temporaries in order.
    Unpack {
        src: Slot,
        into: SlotList,
    },
    /// `a, *b, c = src`: `into` has before + 1 + after slots.
    UnpackStar {
        src: Slot,
        into: SlotList,
        before: u16,
    },
    // --- calls and definitions
    /// `method`: callee and callee + 1 as `LoadMethod` left them.
    Call {
        dst: Slot,
        callee: Slot,
        args: ArgsId,
        method: bool,
    },
    MakeFunction {
        dst: Slot,
        function: MakeFunctionId,
    },
    /// `body` is a function object over a `BodyKind::Class` body; arguments are the bases and
    /// keywords. Runs the body in a new namespace, calls the metaclass.
    BuildClass {
        dst: Slot,
        body: Slot,
        name: Symbol,
        args: ArgsId,
    },
    /// `dst` is the module; `fromlist` false for `import a.b` (binds `a`), true for `from a.b import`.
    Import {
        dst: Slot,
        module: Symbol,
        level: u16,
        fromlist: bool,
    },
    /// Keeps `module`.
    ImportFrom {
        dst: Slot,
        module: Slot,
        name: Symbol,
    },
    Intrinsic {
        dst: Slot,
        kind: Intrinsic,
        inputs: SlotList,
    },
    /// What lowering does not model: consumes the inputs, gives an unknown value. Recorded as a loss.
    Opaque {
        dst: Slot,
        inputs: SlotList,
        what: Symbol,
    },
    // --- iteration, generators
    Iter {
        dst: Slot,
        value: Slot,
    },
    AsyncIter {
        dst: Slot,
        value: Slot,
    },
    /// Next item of `iter` (kept) into `dst`; when exhausted `iter` is dropped and control goes to `exit`.
    ForNext {
        dst: Slot,
        iter: Slot,
        exit: Pc,
    },
    /// `await iter.__anext__()` of an `async for`; exhaustion as `ForNext`.
    AsyncForNext {
        dst: Slot,
        iter: Slot,
        exit: Pc,
    },
    Yield {
        dst: Slot,
        value: Slot,
    },
    YieldFrom {
        dst: Slot,
        value: Slot,
    },
    Await {
        dst: Slot,
        value: Slot,
    },
    // --- control
    Jump {
        to: Pc,
    },
    /// Consumes `cond`. True falls through, false goes to `otherwise`; both ways meet at `end`.
    Branch {
        cond: Slot,
        otherwise: Pc,
        end: Pc,
    },
    /// As `Branch`, but true when `cond` is None (`is_none`) or is not None.
    BranchNone {
        cond: Slot,
        is_none: bool,
        otherwise: Pc,
        end: Pc,
    },
    /// Opens a loop: `head` is the next instruction of the test; `exit` the else clause; `end` after it.
    Loop {
        kind: LoopKind,
        head: Pc,
        exit: Pc,
        end: Pc,
    },
    /// The test of a `while`: consumes `cond`, false goes to `exit` (the else clause).
    LoopTest {
        cond: Slot,
        exit: Pc,
    },
    /// Back to `head`: end of the loop body.
    LoopBack {
        head: Pc,
    },
    /// Leave the loop whose `end` is given; clean-ups between are already inlined before it.
    Break {
        end: Pc,
    },
    Continue {
        head: Pc,
    },
    Return {
        value: Slot,
    },
    // --- exceptions
    /// Opens a protected region: an exception inside releases the temporaries from `depth` on, ends
    /// the handlers opened inside the region, and goes to `handler`. The region's normal way ends at the `TryEnd` that precedes `body_end`
    /// (other ways out close it with a `TryEnd` of their own first). All ways meet at `end`.
    Try {
        kind: TryKind,
        handler: Pc,
        body_end: Pc,
        end: Pc,
        depth: Slot,
    },
    TryEnd,
    /// First instruction of a handler: `dst` gets the exception, which becomes the handled one.
    HandlerStart {
        dst: Slot,
    },
    /// The clause that follows takes the exception, which `exc` keeps: from here on its traceback
    /// leads to this frame.
    Caught {
        exc: Slot,
    },
    /// The handler is done: the previously handled exception is current again.
    HandlerEnd,
    /// Keeps `exc`; consumes `class` (a class or tuple).
    MatchException {
        dst: Slot,
        exc: Slot,
        class: Slot,
    },
    Raise {
        exc: Option<Slot>,
        cause: Option<Slot>,
    },
    /// Raises `exc` again, traceback kept (end of a handler that did not match, of a `finally`).
    Reraise {
        exc: Slot,
    },
    // --- with
    /// Consumes the manager: `exit` gets the bound `__exit__`, `value` the result of `__enter__`.
    WithEnter {
        exit: Slot,
        value: Slot,
        manager: Slot,
        is_async: bool,
    },
    /// Normal leaving: consumes `exit`, calls it with three None.
    WithExit {
        exit: Slot,
        is_async: bool,
    },
    /// In the handler: calls `exit` (consumed) with the exception (kept); truth value into `dst`.
    WithExitException {
        dst: Slot,
        exit: Slot,
        exc: Slot,
        is_async: bool,
    },
    // --- match
    /// All keep `subject`; `dst` is a bool.
    MatchSequence {
        dst: Slot,
        subject: Slot,
    },
    MatchMapping {
        dst: Slot,
        subject: Slot,
    },
    /// `len(subject) == n` or `>= n` (`at_least`).
    MatchLength {
        dst: Slot,
        subject: Slot,
        len: u32,
        at_least: bool,
    },
    /// Values of `keys` (consumed) as a tuple, or None.
    MatchKeys {
        dst: Slot,
        subject: Slot,
        keys: SlotList,
    },
    /// `class` consumed; attributes as a tuple, or None. `names` index `Const::Str` tuple of keyword names.
    MatchClass {
        dst: Slot,
        subject: Slot,
        class: Slot,
        positional: u16,
        names: ConstId,
    },
    /// Rest of a mapping pattern: copy of `subject` without `keys` (consumed).
    MatchRest {
        dst: Slot,
        subject: Slot,
        keys: SlotList,
    },
    /// Marks the start of a statement: `trace` groups events by these.
    Line,
}

const _: () = assert!(std::mem::size_of::<Inst>() <= 24);
