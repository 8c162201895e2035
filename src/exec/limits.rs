//! Every bound of execution, with its reason. Reaching one is recorded as a `Loss`.

/// Instructions of one body under symbolic execution. 99.9 % of functions need fewer than 5,000.
pub const SYMBOLIC_FUEL: u32 = 60_000;

/// Instructions of a module's top level under symbolic execution: data modules are long.
pub const MODULE_FUEL: u32 = 4_000_000;

/// Instructions of an exact run (`trace`): two seconds of a plain loop.
pub const EXACT_FUEL: u32 = 12_000_000;

/// Objects of a symbolic heap, after which forking copies too much.
pub const FORK_OBJECTS: usize = 6_000;

/// Objects of an exact run.
pub const EXACT_OBJECTS: usize = 4_000_000;

/// Rounds a loop over unknown items is unrolled: "the previous object" and "this object" are both named.
pub const LOOP_ROUNDS: u32 = 2;

/// Items of a known iterable that are walked one by one under symbolic execution.
pub const KNOWN_ITEMS: u32 = 24;

/// Nested loops deeper than this run one round each, so that rounds do not multiply.
pub const UNROLLED_DEPTH: u32 = 2;

/// Nested forks of one body: each holds a copy of the heap's table.
pub const FORK_DEPTH: u32 = 48;

/// Forks of one body, after which unknown branches take both effects in sequence.
pub const FORKS: u32 = 400;

/// Alternatives a joined value keeps apart.
pub const ALTERNATIVES: usize = 6;

/// How often one place of a program may raise what unknown values may have caused: a loop that only an
/// exception ends is not to run for ever.
pub const SURVIVED: u32 = 3;

/// Python calls within each other in an exact run; CPython's own default.
pub const RECURSION: u32 = 12_000;

/// Comprehension bodies followed within each other under symbolic execution.
pub const INLINE_DEPTH: u32 = 8;

/// Nodes and effects of one summary.
pub const SUMMARY_NODES: usize = 2_000;
pub const SUMMARY_EFFECTS: usize = 2_000;
