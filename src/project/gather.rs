//! All heaps of a program, and their rings made one list: each ring once, grouped by root cause.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::describe::Described;
use super::heaps::{self, Known};
use super::influence::Influences;
use super::program::{ClassId, FnId, Program};
use super::types::Types;
use super::usage;
use crate::base::{FileId, Place, guard};
use crate::outcome::{LocalClass, Outcome, Ring, RingNode, Spot};

/// Builds every heap and gathers what they left behind.
pub fn outcome(program: &Program<'_>) -> Outcome {
    let types = Types::of(program);
    let influences = Influences::of(program, &types);
    let known = Known { program, types: &types, influences: &influences };
    let classes: Vec<ClassId> = program
        .classes
        .indices()
        .filter(|class| !program.modules.of(program.classes[*class].file).is_stub)
        .collect();
    let functions: Vec<FnId> = heaps::free_functions(known).collect();
    let of_classes: Vec<Built> = classes
        .par_iter()
        .map(|&class| built(program.classes[class].file, || heaps::class_heap(known, class)))
        .collect();
    let of_functions: Vec<Built> = functions
        .par_iter()
        .map(|&function| built(program.file_of(function), || heaps::function_heap(known, function)))
        .collect();
    let mut gathered = Gathered::default();
    let mut crashes = Vec::new();
    for (file, heap) in of_classes.into_iter().chain(of_functions) {
        match heap {
            Ok(rings) => rings.into_iter().for_each(|ring| gathered.add(ring)),
            Err(what) => crashes.push((file, what)),
        }
    }
    Outcome { rings: gathered.groups(), local_classes: local_classes(program), crashes, ..Outcome::default() }
}

/// The rings of one heap, or what a defect of ours said while it was built.
type Built = (FileId, Result<Vec<Described>, String>);

/// A defect costs one heap, not the project.
fn built(file: FileId, build: impl FnOnce() -> Vec<Described>) -> Built {
    (file, guard(build))
}

#[derive(Default)]
struct Gathered {
    rings: Vec<Entry>,
    known: FxHashMap<String, usize>,
}

struct Entry {
    ring: Ring,
    /// The concrete classes, while all sightings agree on them.
    concrete: Option<(Spot, Vec<RingNode>)>,
}

impl Gathered {
    fn add(&mut self, mut described: Described) {
        turn(&mut described);
        let key = signature(&described.ring);
        match self.known.get(&key) {
            Some(&at) => self.rings[at].merge(described),
            None => {
                self.known.insert(key, self.rings.len());
                self.rings.push(Entry { ring: described.ring, concrete: described.concrete });
            }
        }
    }

    /// Rings closed by the same store are one finding; the shortest comes first.
    fn groups(self) -> Vec<Vec<Ring>> {
        let mut groups: Vec<Vec<Ring>> = Vec::new();
        let mut by_store: FxHashMap<Spot, usize> = FxHashMap::default();
        for entry in self.rings {
            let ring = entry.settle();
            let spot = ring.spot;
            let at = *by_store.entry(spot).or_insert(groups.len());
            if at == groups.len() {
                groups.push(Vec::new());
            }
            groups[at].push(ring);
        }
        for group in &mut groups {
            group.sort_by_cached_key(|ring| (ring.nodes.len(), ring.certainty(), signature(ring)));
        }
        groups.sort_by_key(|group| group[0].spot);
        groups
    }
}

impl Entry {
    fn merge(&mut self, other: Described) {
        let is_same = match (&self.concrete, &other.concrete) {
            (Some((_, known)), Some((_, other))) => same_labels(known, other),
            _ => false,
        };
        if !is_same {
            self.concrete = None;
        }
        let is_better =
            (!other.ring.is_founded, other.ring.certainty()) < (!self.ring.is_founded, self.ring.certainty());
        let cutters = std::mem::take(&mut self.ring.cutters);
        if is_better {
            self.ring = other.ring;
        }
        for cutter in cutters {
            if !self.ring.cutters.contains(&cutter) {
                self.ring.cutters.push(cutter);
            }
        }
    }

    fn settle(self) -> Ring {
        let mut ring = self.ring;
        if let Some((spot, concrete)) = self.concrete {
            ring.spot = spot;
            ring.nodes = concrete;
        }
        ring
    }
}

fn same_labels(a: &[RingNode], b: &[RingNode]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.label == b.label)
}

/// Turns the ring so that equal rings begin with the same node.
fn turn(described: &mut Described) {
    let ring = &mut described.ring;
    let count = ring.nodes.len();
    let key = |at: usize| {
        let words: Vec<(&str, &str)> = (0..count)
            .map(|n| {
                let n = (at + n) % count;
                (ring.nodes[n].label.as_str(), ring.edges[n].label.as_str())
            })
            .collect();
        words
    };
    let first = (0..count).min_by_key(|&at| key(at)).unwrap_or(0);
    ring.nodes.rotate_left(first);
    ring.edges.rotate_left(first);
    ring.closing = (ring.closing + count - first) % count;
    if let Some((_, concrete)) = &mut described.concrete {
        concrete.rotate_left(first);
    }
}

fn signature(ring: &Ring) -> String {
    let mut out = String::new();
    for (node, edge) in ring.nodes.iter().zip(&ring.edges) {
        out.push_str(&format!("{} {}", node.spot.file.0, node.label));
        out.push('\n');
        out.push_str(&edge.label);
        out.push('\n');
    }
    out
}

fn local_classes(program: &Program<'_>) -> Vec<LocalClass> {
    let mut out = Vec::new();
    for class in program.classes.indices() {
        let shape = program.shape(class);
        let file = program.classes[class].file;
        let module = program.modules.of(file);
        // A test runs once, and its classes are the test.
        if !shape.in_function || module.is_stub || module.is_test {
            continue;
        }
        let parent = program.named_body(program.fn_id(file, shape.parent));
        if usage::is_cached(program, parent) {
            continue;
        }
        let Some(span) = program.span(Place::new(file, shape.site)) else { continue };
        out.push(LocalClass {
            name: shape.name,
            qualname: shape.qualname,
            function: program.body(parent).qualname,
            spot: Spot { file, span },
        });
    }
    out
}
