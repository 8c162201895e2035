//! The end of a run: stand-ins give way to what was really stored.

use rustc_hash::FxHashMap;

use super::{Birth, Machine, Value, extend};
use crate::heap::{Certainty, Label, ObjId};

/// Real objects that one stand-in may become.
const MAX_REAL: usize = 4;

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
            if is_same && reference.certainty != Certainty::Abduced && reference.target != stand_in {
                extend(&mut out, [reference.target]);
            }
        }
        out
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
