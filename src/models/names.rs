//! Public names of the modules that are modelled, and the names of the library's modules, by version:
//! recorded from the interpreters by `tests/record_module_names.py`. They tell what is merely not
//! modelled from what is not there.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The last minor version that was recorded.
const LAST: u8 = 13;

/// By module and name: the first and the last minor version that have it.
type Names = FxHashMap<&'static str, FxHashMap<&'static str, (u8, u8)>>;

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut modules = Names::default();
    for line in include_str!("names.txt").lines() {
        let mut words = line.split(' ');
        let Some(module) = words.next() else { continue };
        modules.insert(module, words.map(entry).collect());
    }
    modules
});

fn entry(word: &'static str) -> (&'static str, (u8, u8)) {
    let (name, range) = word.split_once('@').unwrap_or((word, ""));
    let (since, until) = range.split_once('-').unwrap_or((range, ""));
    (name, (since.parse().unwrap_or(0), until.parse().unwrap_or(u8::MAX)))
}

/// Whether a module has a public name in a version; `None` where that was not recorded.
pub fn module_has(module: &str, name: &str, minor: u8) -> Option<bool> {
    let names = NAMES.get(module).filter(|_| !name.starts_with('_'))?;
    let has = names.get(name).is_some_and(|(since, until)| (*since..=*until).contains(&minor));
    (has || minor <= LAST).then_some(has)
}

/// Whether a module stands in the library of a version; `None` where that was not recorded.
pub fn is_standard(module: &str, minor: u8) -> Option<bool> {
    let names = NAMES.get("*")?;
    let has = names.get(module).is_some_and(|(since, until)| (*since..=*until).contains(&minor));
    (has || minor <= LAST).then_some(has || module.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_and_go_with_versions() {
        assert_eq!(module_has("itertools", "pairwise", 9), Some(false));
        assert_eq!(module_has("itertools", "pairwise", 10), Some(true));
        assert_eq!(module_has("math", "nothing", 12), Some(false));
        assert_eq!(module_has("math", "nothing", 14), None);
        assert_eq!(is_standard("distutils", 11), Some(true));
        assert_eq!(is_standard("distutils", 12), Some(false));
        assert_eq!(is_standard("no_such_module", 12), Some(false));
    }
}
