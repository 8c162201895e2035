//! Python versions as people write them.

use crate::ir::Version;

/// Assumed where nobody says otherwise.
pub const DEFAULT_VERSION: Version = Version::new(3, 13);

/// Versions whose memory management is known. The two oldest matter for finalizers alone.
const KNOWN: [Version; 9] = [
    Version::new(2, 7),
    Version::new(3, 3),
    Version::new(3, 8),
    Version::new(3, 9),
    Version::new(3, 10),
    Version::new(3, 11),
    Version::new(3, 12),
    Version::new(3, 13),
    Version::new(3, 14),
];

const OLDEST: Version = Version::new(3, 8);
const NEWEST: Version = Version::new(3, 14);

/// `3.12` or `py312`.
pub fn parse_version(text: &str) -> Result<Version, String> {
    let version = match text.strip_prefix("py") {
        Some(digits) => compact(digits),
        None => dotted(text),
    };
    version.filter(|version| KNOWN.contains(version)).ok_or_else(|| {
        let known = KNOWN.map(|version| format!("{}.{}", version.major, version.minor));
        format!("`{text}` is none of {}", known.join(", "))
    })
}

fn compact(digits: &str) -> Option<Version> {
    let (major, minor) = digits.split_at_checked(1)?;
    Some(Version::new(major.parse().ok()?, minor.parse().ok()?))
}

/// Whatever follows the minor version says nothing about memory management.
fn dotted(text: &str) -> Option<Version> {
    let mut parts = text.split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next().map_or(Some(0), |minor| minor.parse().ok())?;
    Some(Version::new(major, minor))
}

/// The oldest version that a `requires-python` such as `>=3.9,<4` admits, moved into the range that
/// is known. `None` where it names no lower bound.
pub fn minimum_python(requires: &str) -> Option<Version> {
    let bounds = requires.split(',').filter_map(|clause| lower_bound(clause.trim()));
    bounds.max().map(|version| version.clamp(OLDEST, NEWEST))
}

fn lower_bound(clause: &str) -> Option<Version> {
    for operator in [">=", "~=", "===", "==", "^", "~"] {
        if let Some(version) = clause.strip_prefix(operator) {
            return dotted(version.trim());
        }
    }
    let version = dotted(clause.strip_prefix('>')?.trim())?;
    // `>3.9` leaves 3.9.1 in.
    Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_version_are_read() {
        assert_eq!(parse_version("3.12"), Ok(Version::new(3, 12)));
        assert_eq!(parse_version("py310"), Ok(Version::new(3, 10)));
        assert_eq!(parse_version("3.11.4"), Ok(Version::new(3, 11)));
        for wrong in ["", "py", "3", "3.7", "py3", "3.99", "three", "pyé"] {
            assert!(parse_version(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_lower_bound_of_requires_python_counts() {
        let minimum = |text| minimum_python(text).map(|v| (v.major, v.minor));
        assert_eq!(minimum(">=3.9"), Some((3, 9)));
        assert_eq!(minimum("<4, >= 3.10.2"), Some((3, 10)));
        assert_eq!(minimum("==3.11.*"), Some((3, 11)));
        assert_eq!(minimum(">=2.7,!=3.0.*"), Some((3, 8)));
        assert_eq!(minimum(">=3.20"), Some((3, 14)));
        assert_eq!(minimum("<3.13"), None);
        assert_eq!(minimum("!!"), None);
    }
}
