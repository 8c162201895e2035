//! Library modules modelled in Python: written for what they keep alive and print, not for speed.
//! A run imports them as it would any module; natives stand beside them.

/// Name and text of each module, sorted.
const MODULES: &[(&str, &str)] =
    &[("contextlib", include_str!("py/contextlib.py")), ("dataclasses", include_str!("py/dataclasses.py"))];

/// The text of a module's model.
pub fn python_source(name: &str) -> Option<&'static str> {
    MODULES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
