//! Classes with too many attributes to share their keys.

use super::{rule, slots};
use crate::base::Symbol;
use crate::diagnostic::{Bytes, Confidence, Diagnostic};
use crate::outcome::{BaseLayout, Outcome, Repeat, Slots};
use crate::python::instances;

rule! {
    /// ## What it does
    /// Finds classes that set 30 or more attributes on their instances, of which there may be many.
    ///
    /// ## Why is this bad
    /// Instances of a class share one table of attribute names, up to 29 names on CPython 3.11 and later. An
    /// instance with more has a dictionary of its own: over 1.6 KB for 30 attributes, where 29 take 320
    /// bytes.
    ///
    /// ## Example
    /// ```python
    /// class Wide:  # error: [lost-key-sharing] "`Wide`"
    ///     def __init__(self, row):
    ///         self.a0, self.a1, self.a2, self.a3, self.a4, self.a5, self.a6, self.a7 = row[:8]
    ///         self.b0, self.b1, self.b2, self.b3, self.b4, self.b5, self.b6, self.b7 = row[8:16]
    ///         self.c0, self.c1, self.c2, self.c3, self.c4, self.c5, self.c6, self.c7 = row[16:24]
    ///         self.d0, self.d1, self.d2, self.d3, self.d4, self.d5, self.d6, self.d7 = row[24:]
    ///
    ///
    /// def read(rows):
    ///     return [Wide(row) for row in rows]
    /// ```
    ///
    /// ## How to fix
    /// Give the class `__slots__`, or move attributes that belong together into an object of their own.
    ///
    /// ## Limits
    /// Attributes that only some instances get are counted too. Versions before 3.11 share any number of
    /// keys, so nothing is reported for them.
    pub static RULE = {
        name: "lost-key-sharing",
        code: "HL404",
        group: Layout,
        level: Info,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    match outcome.minor {
        ..=10 => Vec::new(),
        _ => (0..outcome.classes.len()).filter_map(|at| judge(outcome, at)).collect(),
    }
}

fn judge(outcome: &Outcome, at: usize) -> Option<Diagnostic> {
    let class = &outcome.classes[at];
    if class.slots != Slots::None
        || !class.made.iter().any(|made| made.is_kept && made.repeat == Repeat::Loop)
    {
        return None;
    }
    let is_known = |base: &BaseLayout| matches!(base, BaseLayout::Empty | BaseLayout::Class(_));
    if !slots::lineage(outcome, at).all(|class| !class.is_remade && class.bases.iter().all(is_known)) {
        return None;
    }
    let mut names: Vec<Symbol> =
        slots::lineage(outcome, at).flat_map(|c| c.attributes.iter().copied()).collect();
    names.sort_by_key(|name| name.as_str());
    names.dedup();
    let count = names.len() as u64;
    if count <= instances::SHARED_KEYS {
        return None;
    }
    let minor = outcome.minor;
    let (now, fixed) = (instances::with_dict(count, minor), instances::with_slots(count, false, minor));
    let message = format!(
        "instances of `{}` have up to {count} attributes, too many to share their names: {now} bytes each on Python 3.{minor}, and {fixed} with `__slots__`",
        class.name
    );
    let mut found = RULE.finding(Confidence::Probable, class.spot, message);
    found.symbol = Some(class.qualname.to_string());
    found.key = class.qualname.to_string();
    found.bytes = Some(Bytes { now, fixed, per: "instance" });
    found.help = Some(
        "add `__slots__`, or move attributes that belong together into an object of their own".to_owned(),
    );
    if let Some(plan) = slots::plan(outcome, at) {
        found.remedy = Some(slots::remedy(outcome, at, &plan));
    }
    Some(found)
}
