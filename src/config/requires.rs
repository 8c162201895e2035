//! What a project's `requires-python` says of the target version.

use crate::ir::Version;

const OLDEST: Version = Version::SUPPORTED[0];
const NEWEST: Version = Version::SUPPORTED[Version::SUPPORTED.len() - 1];

/// The oldest version that a `requires-python` such as `>=3.9,<4` admits, moved into the range that
/// is known. `None` where it names no lower bound.
pub fn minimum_python(requires: &str) -> Option<Version> {
    let bounds = requires.split(',').filter_map(|clause| lower_bound(clause.trim()));
    bounds.max().map(|version| version.clamp(OLDEST, NEWEST))
}

fn lower_bound(clause: &str) -> Option<Version> {
    // `>3.9` leaves 3.9.1 in.
    let operators = [">=", "~=", "===", "==", "^", "~", ">"];
    operators.iter().find_map(|operator| clause.strip_prefix(operator)).and_then(loose)
}

/// `3` is 3.0, and whatever follows the minor version says nothing about memory management.
fn loose(text: &str) -> Option<Version> {
    let mut parts = text.trim().split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next().map_or(Some(0), |minor| minor.parse().ok())?;
    Some(Version::new(major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_bound_of_requires_python_counts() {
        let minimum = |text| minimum_python(text).map(|v| (v.major, v.minor));
        assert_eq!(minimum(">=3.9"), Some((3, 9)));
        assert_eq!(minimum("<4, >= 3.10.2"), Some((3, 10)));
        assert_eq!(minimum("==3.11.*"), Some((3, 11)));
        assert_eq!(minimum(">=2.7,!=3.0.*"), Some((3, 8)));
        assert_eq!(minimum(">=3.20"), Some((3, 14)));
        assert_eq!(minimum(">3.9"), Some((3, 9)));
        assert_eq!(minimum(">=3"), Some((3, 8)));
        assert_eq!(minimum("<3.13"), None);
        assert_eq!(minimum("!!"), None);
    }
}
