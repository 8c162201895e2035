//! The end of a run: stand-ins give way to what was really stored.

use rustc_hash::FxHashMap;

use super::{Birth, Machine, Value, extend};
use crate::heap::{Certainty, Label, ObjId, RefStrength};

/// Real objects that one stand-in may become.
const MAX_REAL: usize = 4;
/// Objects looked at to tell whether one wraps another.
const MAX_WRAPPERS: usize = 12;

impl Machine<'_, '_> {
    /// For each stand-in whose label was stored by something seen here: the stored objects.
    pub fn settled(&self) -> FxHashMap<ObjId, Value> {
        let mut out = FxHashMap::default();
        for object in self.objects() {
            for reference in self.refs(object) {
                if reference.certainty != Certainty::Abduced {
                    continue;
                }
                let real = self.real(object, reference.label, reference.target);
                if !real.is_empty() && real.len() <= MAX_REAL {
                    out.insert(reference.target, real);
                }
            }
        }
        out
    }

    fn real(&self, object: ObjId, label: Label, stand_in: ObjId) -> Value {
        let mut out = Value::new();
        for reference in self.refs(object) {
            let is_same = reference.label == label
                || matches!((label, reference.label), (Label::Value, Label::Item(_)));
            let is_stored = is_same && reference.certainty != Certainty::Abduced;
            if is_stored && reference.target != stand_in && !self.wraps(reference.target, stand_in, object) {
                extend(&mut out, [reference.target]);
            }
        }
        out
    }

    /// Whether `outer` was made around what was there before: `x.a = wrap(x.a)`, `head = Node(head)`.
    /// It holds the old object, by a way that does not lead over the holder, so it is another.
    fn wraps(&self, outer: ObjId, old: ObjId, holder: ObjId) -> bool {
        let mut queue = vec![outer];
        let mut at = 0;
        while let Some(&object) = queue.get(at) {
            at += 1;
            for reference in self.refs(object) {
                let target = reference.target;
                let is_held = reference.strength == RefStrength::Strong
                    && reference.certainty != Certainty::Abduced
                    && target != holder;
                if is_held && target == old {
                    return true;
                }
                if is_held && queue.len() < MAX_WRAPPERS && !queue.contains(&target) {
                    queue.push(target);
                }
            }
        }
        false
    }

    /// Whether a stand-in is backed by evidence: somebody in the project stores there.
    pub fn has_evidence(&self, holder: ObjId, label: Label) -> bool {
        let fact = self.fact(holder);
        let is_stored = fact.types.iter().any(|&ty| {
            let ancestors = match ty {
                crate::project::types::Ty::Instance(class) => {
                    self.program.ancestors(class).map(crate::project::types::Ty::Instance).collect()
                }
                other => vec![other],
            };
            ancestors.into_iter().any(|ty| {
                self.types.row(ty, label).is_some_and(|row| row.place.is_some() && !row.set.is_empty())
            })
        });
        is_stored || (fact.types.is_empty() && fact.birth != Birth::Made)
    }
}
