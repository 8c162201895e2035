//! The heap through its public interface, without a line of Python: deaths, weak references,
//! finalizers and collections in the order in which CPython has them.

use std::sync::Arc;

use heaplint::base::{FileId, SiteId, Symbol};
use heaplint::heap::{
    Cause, Certainty, Due, EventKind, Flags, Heap, Kind, Label, ObjId, Object, RefStrength, Reference,
    Trigger,
};
use heaplint::python::{Profile, Version};

/// The class of everything here: a static object that nobody counts.
const TYPE: ObjId = ObjId(0);

/// A heap with somebody who runs finalizers and callbacks: names of objects are noted as their code
/// would run.
struct World {
    heap: Heap,
    names: Vec<(ObjId, &'static str)>,
    log: Vec<String>,
    /// Objects whose `__del__` stores self in this anchor list.
    resurrects: Vec<ObjId>,
    collected: Vec<heaplint::heap::Collected>,
}

impl World {
    fn new(minor: u8) -> Self {
        let mut heap = Heap::new(Arc::from([Object::new(Kind::Class, TYPE, SiteId(0))]), true);
        heap.set_profile(Profile::of(Version::new(3, minor)));
        Self { heap, names: Vec::new(), log: Vec::new(), resurrects: Vec::new(), collected: Vec::new() }
    }

    fn make(&mut self, kind: Kind) -> ObjId {
        self.heap.alloc(Object::new(kind, TYPE, SiteId(0)))
    }

    /// An instance with `__del__`, known by a name.
    fn noisy(&mut self, name: &'static str) -> ObjId {
        let mut object = Object::new(Kind::Instance, TYPE, SiteId(0));
        object.flags.set(Flags::HAS_DEL);
        let id = self.heap.alloc(object);
        self.names.push((id, name));
        id
    }

    fn weakref(&mut self, to: ObjId, callback: Option<&'static str>) -> ObjId {
        let mut object = Object::new(Kind::WeakRef, TYPE, SiteId(0));
        object.refs.push(weak(Label::Referent, to));
        if let Some(name) = callback {
            let function = self.make(Kind::Function);
            self.names.push((function, name));
            object.refs.push(strong(Label::Callback, function));
            let id = self.heap.alloc(object);
            self.drop(function);
            return id;
        }
        self.heap.alloc(object)
    }

    /// Stores and gives the owned reference up, as a literal in a display does.
    fn give(&mut self, to: ObjId, label: Label, what: ObjId) {
        self.heap.push_ref(to, strong(label, what));
        self.drop(what);
    }

    fn set(&mut self, to: ObjId, name: &str, what: ObjId) {
        self.heap.set_ref(to, strong(Label::attr(Symbol::new(name)), what));
        self.settle();
    }

    fn drop(&mut self, id: ObjId) {
        self.heap.decref(id);
        self.settle();
    }

    fn name(&self, id: ObjId) -> &'static str {
        self.names.iter().find(|(known, _)| *known == id).map_or("?", |(_, name)| name)
    }

    fn settle(&mut self) {
        while let Some(due) = self.heap.next_due() {
            match due {
                Due::Finalize(id) => {
                    self.log.push(format!("del {}", self.name(id)));
                    if self.resurrects.contains(&id) {
                        self.heap.incref(id);
                    }
                    self.heap.finalized(id);
                }
                Due::Callback { weakref, callback } => {
                    self.log.push(format!("call {}", self.name(callback)));
                    self.heap.called_back(weakref);
                }
                Due::Freed { id, .. } => self.log.push(format!("freed {}", self.name(id))),
                Due::Collected(result) => self.collected.push(result),
            }
        }
    }

    fn collect(&mut self, generation: usize) -> u32 {
        assert!(self.heap.start_collection(generation, Trigger::Call));
        self.settle();
        self.collected.last().expect("a collection ends").found
    }

    fn is_alive(&self, id: ObjId) -> bool {
        self.heap.get(id).is_some()
    }

    fn log(&self) -> String {
        self.log.join(", ")
    }
}

fn strong(label: Label, target: ObjId) -> Reference {
    Reference {
        label,
        target,
        strength: RefStrength::Strong,
        certainty: Certainty::Must,
        site: SiteId(0),
        file: FileId(0),
    }
}

fn weak(label: Label, target: ObjId) -> Reference {
    Reference { strength: RefStrength::Weak, ..strong(label, target) }
}

#[test]
fn a_chain_dies_from_its_head() {
    let mut world = World::new(13);
    let [a, b, c] = ["a", "b", "c"].map(|name| world.noisy(name));
    world.set(a, "next", b);
    world.set(b, "next", c);
    world.drop(c);
    world.drop(b);
    assert_eq!(world.log(), "");
    world.drop(a);
    assert_eq!(world.log(), "del a, del b, del c");
    assert!(![a, b, c].iter().any(|id| world.is_alive(*id)));
}

#[test]
fn containers_release_in_their_own_order() {
    for (kind, label, expected) in [
        (Kind::List, Label::Elem, "del c, del b, del a"),
        (Kind::Tuple, Label::Elem, "del c, del b, del a"),
        (Kind::Deque, Label::Elem, "del a, del b, del c"),
        (Kind::Dict, Label::Value, "del a, del b, del c"),
    ] {
        let mut world = World::new(12);
        let container = world.make(kind);
        for name in ["a", "b", "c"] {
            let item = world.noisy(name);
            world.give(container, label, item);
        }
        world.drop(container);
        assert_eq!(world.log(), expected, "{kind:?}");
    }
}

#[test]
fn clearing_a_list_releases_from_its_end() {
    let mut world = World::new(12);
    let list = world.make(Kind::List);
    for name in ["a", "b", "c"] {
        let item = world.noisy(name);
        world.give(list, Label::Elem, item);
    }
    world.heap.clear_refs(list, |r| r.label == Label::Elem);
    world.settle();
    assert_eq!(world.log(), "del c, del b, del a");
    assert!(world.heap.get(list).is_some_and(|list| list.refs.is_empty()));
}

#[test]
fn children_die_completely_before_their_siblings() {
    let mut world = World::new(12);
    let [root, left, leaf, right] = ["root", "left", "leaf", "right"].map(|name| world.noisy(name));
    world.set(left, "leaf", leaf);
    world.drop(leaf);
    world.set(root, "left", left);
    world.drop(left);
    world.set(root, "right", right);
    world.drop(right);
    world.drop(root);
    assert_eq!(world.log(), "del root, del left, del leaf, del right");
}

#[test]
fn slots_are_cleared_in_alphabetical_order_before_attributes() {
    let mut world = World::new(12);
    let object = world.make(Kind::Instance);
    let order = ["alpha", "beta"].map(|name| Label::attr(Symbol::new(name)));
    let attribute = world.noisy("attribute");
    world.give(object, Label::attr(Symbol::new("extra")), attribute);
    for (name, label) in [("beta", order[1]), ("alpha", order[0])] {
        let value = world.noisy(name);
        world.heap.set_slot(object, strong(label, value), &order);
        world.drop(value);
    }
    world.drop(object);
    assert_eq!(world.log(), "del alpha, del beta, del attribute");
}

#[test]
fn rebinding_counts_the_new_value_before_the_old_one_dies() {
    let mut world = World::new(12);
    let owner = world.make(Kind::Instance);
    let value = world.noisy("value");
    world.set(owner, "x", value);
    world.drop(value);
    world.set(owner, "x", value);
    assert_eq!(world.log(), "");
    assert_eq!(world.heap.count(value), Some(1));
    let other = world.noisy("other");
    world.set(owner, "x", other);
    assert_eq!(world.log(), "del value");
    assert_eq!(world.heap.count(other), Some(2));
}

#[test]
fn a_chain_of_a_million_dies_without_depth() {
    let mut world = World::new(13);
    let mut head = world.make(Kind::List);
    for _ in 0..1_000_000 {
        let next = world.make(Kind::List);
        world.heap.push_ref(next, strong(Label::Elem, head));
        world.heap.decref(head);
        head = next;
    }
    world.drop(head);
    assert_eq!(world.heap.ids().count(), 0);
}

#[test]
fn weakref_callbacks_run_newest_first_after_the_finalizer() {
    let mut world = World::new(12);
    let object = world.noisy("object");
    let child = world.noisy("child");
    world.set(object, "child", child);
    world.drop(child);
    let first = world.weakref(object, Some("first"));
    let silent = world.weakref(object, None);
    let second = world.weakref(object, Some("second"));
    world.drop(object);
    assert_eq!(world.log(), "del object, call second, call first, del child");
    for id in [first, silent, second] {
        assert_eq!(world.heap.target(id, Label::Referent), None);
    }
}

#[test]
fn a_dead_weakref_does_not_call() {
    let mut world = World::new(12);
    let object = world.noisy("object");
    let reference = world.weakref(object, Some("callback"));
    world.drop(reference);
    world.drop(object);
    assert_eq!(world.log(), "del object");
}

#[test]
fn weak_containers_lose_entries_with_their_other_half() {
    let mut world = World::new(12);
    let container = world.make(Kind::WeakContainer);
    let key = world.noisy("key");
    let value = world.noisy("value");
    world.heap.push_ref(container, weak(Label::Key, key));
    world.give(container, Label::Value, value);
    assert!(world.is_alive(value));
    world.drop(key);
    assert_eq!(world.log(), "del key, del value");
    assert!(world.heap.get(container).is_some_and(|c| c.refs.is_empty()));
}

#[test]
fn a_resurrected_object_is_finalized_once() {
    let mut world = World::new(12);
    let object = world.noisy("object");
    world.resurrects.push(object);
    world.drop(object);
    assert!(world.is_alive(object));
    assert_eq!(world.heap.count(object), Some(1));
    assert!(world.heap.is_finalized(object));
    world.drop(object);
    assert!(!world.is_alive(object));
    assert_eq!(world.log(), "del object");
}

#[test]
fn deaths_inside_a_finalizer_are_over_before_it_returns() {
    let mut world = World::new(12);
    let [outer, inner, child] = ["outer", "inner", "child"].map(|name| world.noisy(name));
    world.set(outer, "child", child);
    world.drop(child);
    world.heap.decref(outer);
    let Some(Due::Finalize(id)) = world.heap.next_due() else { panic!("outer has a finalizer") };
    assert_eq!(id, outer);
    assert!(world.heap.next_due().is_none(), "outer rests until its code has run");
    // The code of outer's finalizer drops inner.
    world.drop(inner);
    assert_eq!(world.log(), "del inner");
    assert!(!world.is_alive(inner));
    assert!(!world.heap.finalized(outer));
    world.settle();
    assert_eq!(world.log(), "del inner, del child");
}

#[test]
fn watched_objects_tell_of_their_death() {
    let mut world = World::new(12);
    let id = world.make(Kind::Generator);
    world.names.push((id, "generator"));
    world.heap.get_mut(id).unwrap().flags.set(Flags::WATCHED);
    world.drop(id);
    assert_eq!(world.log(), "freed generator");
}

#[test]
fn cycles_wait_for_the_collector() {
    let mut world = World::new(13);
    let alone = world.noisy("alone");
    world.set(alone, "me", alone);
    let [a, b, c] = ["a", "b", "c"].map(|name| world.noisy(name));
    for (from, to) in [(a, b), (b, c), (c, a)] {
        world.set(from, "next", to);
    }
    let hanging = world.noisy("hanging");
    world.set(b, "payload", hanging);
    for id in [hanging, c, b, a, alone] {
        world.drop(id);
    }
    assert_eq!(world.log(), "");
    assert_eq!(world.collect(2), 5);
    assert_eq!(world.log(), "del alone, del a, del b, del c, del hanging");
    assert_eq!(world.heap.ids().count(), 0);
    assert_eq!(world.collect(2), 0);
}

#[test]
fn what_hangs_off_a_cycle_counts_if_it_is_tracked() {
    let mut world = World::new(12);
    let list = world.make(Kind::List);
    world.heap.push_ref(list, strong(Label::Elem, list));
    for kind in [Kind::Scalar, Kind::Set, Kind::Dict] {
        let item = world.make(kind);
        world.give(list, Label::Elem, item);
    }
    world.drop(list);
    assert_eq!(world.collect(2), 2, "list and set; the empty dict is not tracked");
}

#[test]
fn instance_and_dictionary_are_two_objects_to_3_10() {
    for (minor, expected) in [(8, 2), (10, 2), (11, 1), (13, 1)] {
        let mut world = World::new(minor);
        let object = world.make(Kind::Instance);
        world.set(object, "me", object);
        world.drop(object);
        assert_eq!(world.collect(2), expected, "3.{minor}");
    }
}

#[test]
fn only_reachable_weakrefs_call_when_garbage_is_found() {
    let mut world = World::new(12);
    let object = world.noisy("object");
    world.set(object, "me", object);
    let outside = world.weakref(object, Some("outside"));
    let inside = world.weakref(object, Some("inside"));
    world.set(object, "watch", inside);
    world.drop(inside);
    world.drop(object);
    world.collect(2);
    assert_eq!(world.log(), "call outside, del object");
    assert!(world.is_alive(outside));
    assert!(!world.is_alive(inside));
}

#[test]
fn a_finalizer_that_breaks_the_cycle_leaves_nothing_to_count() {
    let mut world = World::new(12);
    let object = world.noisy("object");
    world.set(object, "me", object);
    world.drop(object);
    assert!(world.heap.start_collection(2, Trigger::Call));
    let Some(Due::Finalize(id)) = world.heap.next_due() else { panic!("a finalizer is due") };
    world.heap.remove_ref(id, Label::attr(Symbol::new("me")));
    world.heap.finalized(id);
    world.settle();
    assert_eq!(world.collected.last().map(|c| c.found), Some(0));
    assert!(!world.is_alive(object));
}

#[test]
fn resurrection_keeps_its_cycle_and_before_3_9_everything() {
    for (minor, found) in [(8, 0), (9, 2), (13, 1)] {
        let mut world = World::new(minor);
        let saved = world.noisy("saved");
        world.set(saved, "me", saved);
        world.resurrects.push(saved);
        let lost = world.noisy("lost");
        world.set(lost, "me", lost);
        world.drop(saved);
        world.drop(lost);
        assert_eq!(world.collect(2), found, "3.{minor}");
        assert_eq!(world.log(), "del saved, del lost");
        assert!(world.is_alive(saved));
        assert_eq!(world.is_alive(lost), found == 0);
    }
}

#[test]
fn save_all_hands_the_garbage_over() {
    let mut world = World::new(12);
    let list = world.make(Kind::List);
    world.heap.push_ref(list, strong(Label::Elem, list));
    world.drop(list);
    world.heap.collector_mut().set_saves_all(true);
    assert_eq!(world.collect(2), 1);
    let saved = world.collected.last().unwrap().saved.clone();
    assert_eq!(saved, [list]);
    world.heap.collector_mut().set_saves_all(false);
    world.drop(list);
    assert_eq!(world.collect(2), 1);
    assert!(!world.is_alive(list));
}

#[test]
fn survivors_grow_older() {
    let mut world = World::new(12);
    let object = world.make(Kind::Instance);
    world.set(object, "me", object);
    assert_eq!(world.heap.generation(0), [object]);
    world.collect(0);
    assert_eq!(world.heap.generation(1), [object]);
    world.drop(object);
    assert_eq!(world.collect(0), 0, "a young collection does not look there");
    assert_eq!(world.collect(1), 1);
    assert_eq!(world.heap.collector().counts(), [0, 0, 1]);
}

#[test]
fn frozen_garbage_is_not_found() {
    let mut world = World::new(12);
    let object = world.make(Kind::Instance);
    world.set(object, "me", object);
    world.heap.freeze();
    assert_eq!(world.heap.frozen(), 1);
    world.drop(object);
    assert_eq!(world.collect(2), 0);
    world.heap.unfreeze();
    assert_eq!(world.collect(2), 1);
}

#[test]
fn tuples_and_dictionaries_of_atoms_are_let_go() {
    let mut world = World::new(12);
    let atom = world.make(Kind::Scalar);
    let tuple = world.make(Kind::Tuple);
    world.heap.push_ref(tuple, strong(Label::Elem, atom));
    let outer = world.make(Kind::Tuple);
    world.heap.push_ref(outer, strong(Label::Elem, tuple));
    let dict = world.make(Kind::Dict);
    world.heap.push_ref(dict, strong(Label::Value, atom));
    assert!(world.heap.is_tracked(tuple) && world.heap.is_tracked(outer) && !world.heap.is_tracked(dict));
    let list = world.make(Kind::List);
    world.heap.set_ref(dict, strong(Label::Value, list));
    assert!(world.heap.is_tracked(dict));
    world.heap.set_ref(dict, strong(Label::Value, atom));
    world.collect(1);
    assert!(!world.heap.is_tracked(tuple) && !world.heap.is_tracked(outer) && world.heap.is_tracked(dict));
    world.collect(2);
    assert!(!world.heap.is_tracked(dict));
}

/// Allocates lists that stay and runs the collections that fall due; gives their generations.
fn generations_while_allocating(world: &mut World, lists: usize) -> String {
    let mut text = String::new();
    let keep = world.make(Kind::List);
    for _ in 0..lists {
        if let Some(generation) = world.heap.collector().due_in_allocation() {
            text.push_str(&generation.to_string());
            world.heap.start_collection(generation, Trigger::Allocation);
            world.settle();
        }
        let item = world.make(Kind::List);
        world.give(keep, Label::Elem, item);
    }
    text
}

#[test]
fn older_generations_take_their_turn() {
    let mut world = World::new(11);
    world.heap.collector_mut().set_thresholds([100, 3, 3]);
    let text = generations_while_allocating(&mut world, 101 * 21 + 50);
    assert_eq!(text, "000010000100001000012");
}

#[test]
fn a_full_collection_waits_for_a_quarter_of_newcomers() {
    let mut world = World::new(11);
    world.heap.collector_mut().set_thresholds([0, 0, 0]);
    let keep = world.make(Kind::List);
    for _ in 0..4000 {
        let item = world.make(Kind::List);
        world.give(keep, Label::Elem, item);
    }
    world.collect(2);
    world.heap.collector_mut().set_thresholds([10, 1, 1]);
    let text = generations_while_allocating(&mut world, 3000);
    let until_full = text.find('2').expect("a full collection comes");
    // Eleven allocations a collection; a quarter of 4001 and of the interpreter's own objects must
    // have moved into the oldest generation.
    assert!((195..=210).contains(&until_full), "{until_full}");
}

#[test]
fn the_threshold_is_passed_by_the_701st_allocation() {
    let mut world = World::new(11);
    let mut allocations = 0;
    while world.heap.collector().due_in_allocation().is_none() {
        world.make(Kind::List);
        allocations += 1;
    }
    assert_eq!(allocations, 700);
}

#[test]
fn a_timeline_tells_what_happened() {
    let mut world = World::new(12);
    world.heap.keep_timeline(1000);
    let a = world.make(Kind::List);
    let b = world.make(Kind::List);
    world.give(a, Label::Elem, b);
    world.drop(a);
    let timeline = world.heap.timeline().unwrap();
    let kinds: Vec<_> = timeline.events().iter().map(|event| (event.obj, event.kind)).collect();
    assert_eq!(
        kinds,
        [
            (a, EventKind::Alloc),
            (b, EventKind::Alloc),
            (b, EventKind::Incref(2)),
            (b, EventKind::Decref(1)),
            (a, EventKind::Decref(0)),
            (a, EventKind::Free(Cause::Refcount)),
            (b, EventKind::Decref(0)),
            (b, EventKind::Free(Cause::Refcount)),
        ]
    );
    assert_eq!(timeline.grave(b).map(|object| object.kind), Some(Kind::List));
}

#[test]
fn copies_go_their_own_ways() {
    let mut world = World::new(12);
    let a = world.make(Kind::Instance);
    let b = world.make(Kind::Instance);
    let mut copy = world.heap.clone();
    assert!(copy.shares(&world.heap, a));
    copy.set_ref(a, strong(Label::attr(Symbol::new("x")), b));
    assert!(!copy.shares(&world.heap, a) && copy.shares(&world.heap, b));
    assert_eq!(world.heap.count(b), Some(1));
    assert_eq!(copy.count(b), Some(2));
}

#[test]
fn dictionaries_of_dead_instances_are_used_again() {
    let mut world = World::new(10);
    for _ in 0..10 {
        let object = world.make(Kind::Instance);
        world.set(object, "me", object);
        world.drop(object);
    }
    assert_eq!(world.heap.collector().counts()[0], 20);
    world.collect(0);
    assert_eq!(world.heap.collector().counts()[0], 0);
    for expected in [1, 2, 3] {
        let object = world.make(Kind::Instance);
        world.set(object, "me", object);
        assert_eq!(world.heap.collector().counts()[0], expected);
    }
}

#[test]
fn deep_structures_are_put_off_up_to_3_12() {
    for (minor, bottom_is_first) in [(12, false), (13, true)] {
        let mut world = World::new(minor);
        let bottom = world.noisy("bottom");
        let mut head = bottom;
        for _ in 0..60 {
            // Each list holds the next one, and before it dies what stands behind it.
            let list = world.make(Kind::List);
            let payload = world.noisy("payload");
            world.give(list, Label::Elem, payload);
            world.give(list, Label::Elem, head);
            head = list;
        }
        let outer = world.noisy("head");
        world.give(outer, Label::attr(Symbol::new("first")), head);
        world.drop(outer);
        assert_eq!(world.log.len(), 62);
        assert_eq!(world.log[0], "del head");
        let bottom_at = world.log.iter().position(|line| line == "del bottom").unwrap();
        // The bottom comes first of all payloads unless the lists around it were put off.
        assert_eq!(bottom_at == 1, bottom_is_first, "3.{minor}");
    }
}

#[test]
fn collections_count_weak_references_that_their_callbacks_free() {
    let mut world = World::new(12);
    let object = world.make(Kind::Instance);
    world.set(object, "me", object);
    let reference = world.weakref(object, Some("callback"));
    world.drop(object);
    assert!(world.heap.start_collection(2, Trigger::Call));
    let Some(Due::Callback { weakref, .. }) = world.heap.next_due() else { panic!("a callback is due") };
    assert_eq!(weakref, reference);
    world.heap.decref(reference);
    world.heap.called_back(weakref);
    world.settle();
    assert_eq!(world.collected.last().map(|c| c.found), Some(2));
}

#[test]
fn no_collection_begins_while_callbacks_hear_of_another() {
    let mut world = World::new(12);
    assert!(world.heap.announce_collection());
    assert!(!world.heap.announce_collection());
    assert!(world.heap.start_collection(0, Trigger::Call));
    assert!(!world.heap.start_collection(0, Trigger::Call));
    world.settle();
    assert!(world.heap.collector().is_collecting(), "the end has still to be told");
    world.heap.conclude_collection();
    assert!(!world.heap.collector().is_collecting());
}

#[test]
fn ways_are_united_with_what_only_one_did_in_doubt() {
    let mut heap = Heap::new(Arc::from([Object::new(Kind::Class, TYPE, SiteId(0))]), false);
    let [a, b] = [0, 1].map(|_| heap.alloc(Object::new(Kind::Instance, TYPE, SiteId(0))));
    let shared = Label::attr(Symbol::new("shared"));
    heap.set_ref(a, strong(shared, b));
    let mut other = heap.clone();
    let mine = heap.alloc(Object::new(Kind::List, TYPE, SiteId(1)));
    heap.set_ref(a, strong(Label::attr(Symbol::new("mine")), mine));
    other.skip_to(heap.end());
    let theirs = other.alloc(Object::new(Kind::List, TYPE, SiteId(2)));
    other.set_ref(a, strong(Label::attr(Symbol::new("theirs")), theirs));
    heap.unite(other);
    let refs = &heap.get(a).unwrap().refs;
    let found: Vec<_> = refs.iter().map(|r| (r.target, r.certainty)).collect();
    assert_eq!(found, [(b, Certainty::Must), (mine, Certainty::May), (theirs, Certainty::May)]);
    assert!(heap.get(mine).is_some() && heap.get(theirs).is_some());
}
