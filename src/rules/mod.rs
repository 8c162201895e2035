//! The rules: one file each, and the list of them all.
//!
//! A rule's file opens with `rule!`, whose doc comment is the rule's page: `heaplint rule` prints
//! it, and the tests run every example on it. Below it stand the questions the rule asks of finished
//! heaps and class shapes, and the words of its findings. A rule sees no syntax tree and no running
//! executor, and no rule knows another.

mod bound_method_cycle;
mod boxed_numbers;
mod cached_method;
mod class_in_function;
mod closure_cycle;
mod collector_disabled;
mod conflicting_slots;
mod dead_weakref;
mod dict_under_slots;
mod finalizer_in_cycle;
mod generator_cycle;
mod gil_bound_threads;
mod growing_global;
mod growth;
mod immortal_finalizer;
mod ineffective_slots;
mod instance_registry;
mod large_global;
mod links;
mod lost_key_sharing;
mod measure;
mod missing_slots;
mod mutable_default_growth;
mod pinned_callback;
mod recursive_closure;
mod reference_cycle;
mod resurrecting_finalizer;
mod ring;
mod select;
mod self_containing_container;
mod slots;
mod syntax_error;
mod traceback_cycle;
mod unbounded_cache;
mod unused_suppression;
mod weak_dict_leak;

pub use measure::{ClassSize, class_size, class_sizes};
pub use ring::{confidence as ring_confidence, cycle as ring_cycle};
pub use select::{Levels, Selection, UnknownRule, find};
pub use syntax_error::{syntax_error, too_new, unreadable_text};
pub use unused_suppression::{malformed_suppression, unknown_in_suppression, unused_suppression};

/// The code of the rule about comments, which is judged after all others.
pub const UNUSED_SUPPRESSION: &str = "HL002";

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de};

use crate::diagnostic::{Confidence, Diagnostic, Level, RuleId, Spot};
use crate::outcome::Outcome;

/// What is fixed about a rule. Codes and names never change once released.
#[derive(Debug)]
pub struct Rule {
    pub id: RuleId,
    /// The level its findings have unless the rule says otherwise for one of them.
    pub level: Level,
    /// The first version of heaplint that has it.
    pub since: &'static str,
    /// The doc comment as it stands in the rule's file.
    doc: &'static str,
}

impl Rule {
    /// A finding of this rule at its default level.
    pub fn finding(&self, confidence: Confidence, spot: Spot, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.id, self.level, confidence, spot, message)
    }

    /// The page as Markdown: headline, facts, and the doc comment.
    pub fn page(&self) -> String {
        let mut page = format!(
            "# {} ({})\n\nGroup `{}`, level {}, since {}.\n\n",
            self.id.name, self.id.code, self.id.group, self.level, self.since
        );
        for line in self.doc.lines() {
            page.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
            page.push('\n');
        }
        page.truncate(page.trim_end().len());
        page.push('\n');
        page
    }

    /// First sentence of the page.
    pub fn summary(&self) -> String {
        let mut words = Vec::new();
        for line in self.doc.lines().map(str::trim) {
            match line {
                "" if words.is_empty() => {}
                "" => break,
                line if line.starts_with('#') => {}
                line => words.push(line),
            }
        }
        let text = words.join(" ");
        match text.find(". ") {
            Some(end) => text[..end].to_owned(),
            None => text.trim_end_matches('.').to_owned(),
        }
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = Cow::<str>::deserialize(from)?;
        let rule = RULES.iter().find(|rule| rule.id.code == code);
        rule.map(|rule| rule.id).ok_or_else(|| de::Error::custom("no rule"))
    }
}

/// Where the page of a rule can be read on the network: below the address that the package names as its
/// repository. `None` where it names none.
pub fn url(rule: RuleId) -> Option<String> {
    page_at(env!("CARGO_PKG_REPOSITORY"), rule.name)
}

fn page_at(repository: &str, name: &str) -> Option<String> {
    let repository = repository.trim_end_matches('/');
    (!repository.is_empty()).then(|| format!("{repository}/blob/main/docs/rules/{name}.md"))
}

/// Declares a file's rule as `RULE`; the doc comment becomes its page.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])*
        pub static RULE = {
            name: $name:literal,
            code: $code:literal,
            group: $group:ident,
            level: $level:ident,
            since: $since:literal,
        }
    ) => {
        $(#[doc = $doc])*
        pub static RULE: $crate::rules::Rule = $crate::rules::Rule {
            id: $crate::diagnostic::RuleId {
                code: $code,
                name: $name,
                group: $crate::diagnostic::Group::$group,
            },
            level: $crate::diagnostic::Level::$level,
            since: $since,
            doc: concat!($($doc, "\n"),*),
        };
    };
}
pub(crate) use rule;

/// Every rule, sorted by code.
pub static RULES: &[&Rule] = &[
    &syntax_error::RULE,
    &unused_suppression::RULE,
    &reference_cycle::RULE,
    &bound_method_cycle::RULE,
    &closure_cycle::RULE,
    &recursive_closure::RULE,
    &traceback_cycle::RULE,
    &generator_cycle::RULE,
    &self_containing_container::RULE,
    &class_in_function::RULE,
    &finalizer_in_cycle::RULE,
    &immortal_finalizer::RULE,
    &dead_weakref::RULE,
    &resurrecting_finalizer::RULE,
    &weak_dict_leak::RULE,
    &large_global::RULE,
    &growing_global::RULE,
    &cached_method::RULE,
    &unbounded_cache::RULE,
    &mutable_default_growth::RULE,
    &instance_registry::RULE,
    &pinned_callback::RULE,
    &missing_slots::RULE,
    &ineffective_slots::RULE,
    &conflicting_slots::RULE,
    &lost_key_sharing::RULE,
    &dict_under_slots::RULE,
    &boxed_numbers::RULE,
    &collector_disabled::RULE,
    &gil_bound_threads::RULE,
];

/// Sizes that rules compare with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thresholds {
    /// Bytes from which on `large-global` finds a name.
    pub large_global: u64,
    /// Numbers of a list from which on `boxed-numbers` finds it.
    pub boxed_numbers: u64,
    /// Bytes saved for each instance from which on `missing-slots` finds a class.
    pub missing_slots: u64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { large_global: 1 << 20, boxed_numbers: 100_000, missing_slots: 1 }
    }
}

/// What the rules that read linked heaps find.
pub fn of_outcome(outcome: &Outcome, thresholds: Thresholds) -> Vec<Diagnostic> {
    let checks: &[fn(&Outcome) -> Vec<Diagnostic>] = &[
        reference_cycle::check,
        bound_method_cycle::check,
        closure_cycle::check,
        recursive_closure::check,
        traceback_cycle::check,
        generator_cycle::check,
        self_containing_container::check,
        class_in_function::check,
        finalizer_in_cycle::check,
        immortal_finalizer::check,
        dead_weakref::check,
        resurrecting_finalizer::check,
        weak_dict_leak::check,
        growing_global::check,
        cached_method::check,
        unbounded_cache::check,
        mutable_default_growth::check,
        instance_registry::check,
        pinned_callback::check,
        ineffective_slots::check,
        conflicting_slots::check,
        lost_key_sharing::check,
        dict_under_slots::check,
        collector_disabled::check,
        gil_bound_threads::check,
    ];
    let measured = [
        large_global::check(outcome, thresholds.large_global),
        boxed_numbers::check(outcome, thresholds.boxed_numbers),
        missing_slots::check(outcome, thresholds.missing_slots),
    ];
    let checked = checks.iter().flat_map(|check| check(outcome));
    let mut found: Vec<Diagnostic> = checked.chain(measured.into_iter().flatten()).collect();
    for found in found.iter_mut().filter(|found| found.cycle.is_some()) {
        found.remedy = links::remedy(found, outcome);
    }
    found
}
