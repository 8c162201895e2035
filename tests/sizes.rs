//! Every formula of the size model against every point that was measured on CPython 3.8 to 3.13.
//!
//! `fixtures/cpython/sizes.csv` has a line per point (what, minor version, length, bytes or room),
//! `objects.csv` a line per built-in type of fixed size.

use heaplint::python::instances::{self, Head};
use heaplint::python::sizes::{self, Keys, TextKind};
use heaplint::python::{BUILTINS, Builtin, Version};

const SIZES: &str = include_str!("../fixtures/cpython/sizes.csv");
const OBJECTS: &str = include_str!("../fixtures/cpython/objects.csv");

fn model(what: &str, minor: u8, n: u64) -> Option<u64> {
    if let Some(nth) = what.strip_prefix("instance ").and_then(|rest| rest.strip_suffix(" of its class")) {
        return Some(instances::nth_with_dict(n, nth.parse().ok()?, false, minor));
    }
    Some(match what {
        "int" => sizes::int(n, minor),
        "str ascii" => sizes::text(TextKind::Ascii, n, minor),
        "str latin1" => sizes::text(TextKind::Latin1, n, minor),
        "str ucs2" => sizes::text(TextKind::Ucs2, n, minor),
        "str ucs4" => sizes::text(TextKind::Ucs4, n, minor),
        "tuple" => sizes::tuple(n),
        "bytearray" => sizes::bytearray(n),
        "array of ints" => sizes::array(4, n, minor),
        "list room: append" => sizes::appended(n, minor),
        "list room: display of names" => sizes::list_literal(n, false, minor),
        "list room: display of constants" => sizes::list_literal(n, true, minor),
        "list room: list(sized)" => sizes::list_from_sized(n, true, minor),
        "list room: extend" => sizes::list_from_sized(n, false, minor),
        "list room: list(iterator)" => sizes::list_from_iterator(n, minor),
        "list room: exact" => n,
        "dict: text keys" => sizes::dict(sizes::dict_slots(n), Keys::Text, minor),
        "dict: other keys" => sizes::dict(sizes::dict_slots(n), Keys::Any, minor),
        "dict: empty display" => sizes::EMPTY_DICT,
        "dict: empty call" => sizes::empty_dict_call(minor),
        "defaultdict: other keys" => sizes::defaultdict(sizes::dict_slots(n), Keys::Any, minor),
        "OrderedDict: text keys" => sizes::ordered_dict(n, sizes::dict_slots(n), Keys::Text, minor),
        "OrderedDict: other keys" => sizes::ordered_dict(n, sizes::dict_slots(n), Keys::Any, minor),
        "set: added" => sizes::set_from(n),
        "set: merged" => sizes::set_merged(n),
        "deque: appended" => sizes::deque(n, minor),
        "instance" => instances::with_dict(n, minor),
        "instance: dict read" => instances::nth_with_dict(n, instances::SETTLED, true, minor),
        "instance: getsizeof" => Head::PLAIN.size(minor),
        "slots" => instances::with_slots(n, false, minor),
        "slots and weakref" => instances::with_slots(n, true, minor),
        _ => return None,
    })
}

#[test]
fn every_formula_equals_every_measured_point() {
    let mut wrong = Vec::new();
    let mut points = 0;
    for line in SIZES.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [what, minor, n, measured] = fields[..] else { panic!("not a point: {line}") };
        let (minor, n) = (minor.parse().unwrap(), n.parse().unwrap());
        let modelled = model(what, minor, n);
        points += 1;
        if modelled != Some(measured.parse().unwrap()) {
            wrong.push(format!("{what} of {n} on 3.{minor}: {measured}, not {modelled:?}"));
        }
    }
    assert!(points > 5000, "only {points} points were read");
    assert!(wrong.is_empty(), "{} of {points}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn objects_of_fixed_size_have_it() {
    let mut wrong = Vec::new();
    for line in OBJECTS.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, minor, size, gc] = fields[..] else { panic!("not an object: {line}") };
        let minor = minor.parse().unwrap();
        let row = Builtin::named(name).unwrap_or_else(|| panic!("{name} is in no table"));
        if row.object_size(minor) != Some(size.parse().unwrap()) || row.is_gc(minor) != (gc == "1") {
            wrong.push(format!("{name} on 3.{minor}: {size}, not {:?}", row.object_size(minor)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn strings_are_as_wide_as_their_widest_character() {
    for (text, kind) in [
        ("", TextKind::Ascii),
        ("abc", TextKind::Ascii),
        ("né", TextKind::Latin1),
        ("π", TextKind::Ucs2),
        ("a😀", TextKind::Ucs4),
    ] {
        assert_eq!(TextKind::of(text), kind, "{text}");
    }
    assert_eq!(sizes::str("abc", 13), 44);
    assert_eq!(sizes::str("abc", 11), 52);
}

#[test]
fn what_is_not_measured_follows_the_newest_that_is() {
    let newest = Version::SUPPORTED.last().unwrap().minor;
    assert_eq!(newest, 14);
    for row in BUILTINS {
        assert_eq!(row.basic_size(newest), row.basic_size(13), "{}", row.name);
    }
    assert_eq!(instances::with_dict(3, newest), instances::with_dict(3, 13));
}
