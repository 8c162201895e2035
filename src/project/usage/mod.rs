//! How the program uses its classes and its long-lived containers, read off all summaries once.
//!
//! `roles` says whose instance a node is, `instances` where classes are instantiated and what is
//! done to their instances, `layout`, `bases` and `decorators` put classes
//! into the words of `outcome`; `containers` follows
//! what long-lived containers get and lose, `defaults` what default arguments do, `hooks` and `pinned` what caches, hooks and weak references keep, `runtime`
//! what the interpreter as a whole is asked for.

mod bases;
mod containers;
mod decorators;
mod defaults;
mod domain;
mod hooks;
mod instances;
mod large;
mod layout;
mod names;
mod pinned;
mod reader;
mod roles;
mod runtime;

pub(super) use self::hooks::is_cached;

use super::program::Program;
use crate::outcome::Outcome;

/// Adds what does not need heaps.
pub fn add(program: &Program<'_>, outcome: &mut Outcome) {
    let roles = roles::Roles::of(program);
    let seen = instances::Instances::of(program, &roles);
    outcome.classes = layout::layouts(program, &seen);
    outcome.large = large::values(program);
    outcome.runtime = runtime::facts(program);
    containers::add(program, &roles, &seen, &mut outcome.keeping);
    hooks::add(program, &roles, &seen, &mut outcome.keeping);
}
