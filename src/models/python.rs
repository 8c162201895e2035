//! Library modules modelled in Python: written for what they keep alive and print, not for speed.
//! A run imports them as it would any module; natives stand beside them.

/// Name and text of each module, sorted.
const MODULES: &[(&str, &str)] = &[
    ("abc", include_str!("py/abc.py")),
    ("collections", include_str!("py/collections.py")),
    ("contextlib", include_str!("py/contextlib.py")),
    ("copy", include_str!("py/copy.py")),
    ("dataclasses", include_str!("py/dataclasses.py")),
    ("enum", include_str!("py/enum.py")),
    ("functools", include_str!("py/functools.py")),
    ("itertools", include_str!("py/itertools.py")),
    ("operator", include_str!("py/operator.py")),
    ("typing", include_str!("py/typing.py")),
    ("weakref", include_str!("py/weakref.py")),
];

/// The text of a module's model.
pub fn python_source(name: &str) -> Option<&'static str> {
    MODULES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
