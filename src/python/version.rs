//! Versions of CPython, and a profile of each: how its memory management behaves.

/// A CPython minor version, such as 3.12.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    pub major: u8,
    pub minor: u8,
}

impl Version {
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }

    /// The versions whose behaviour is modelled, oldest first.
    pub const SUPPORTED: [Version; 7] = [
        Version::new(3, 8),
        Version::new(3, 9),
        Version::new(3, 10),
        Version::new(3, 11),
        Version::new(3, 12),
        Version::new(3, 13),
        Version::new(3, 14),
    ];
    /// What is assumed when nothing says otherwise.
    pub const DEFAULT: Version = Version::new(3, 13);

    /// Versions that matter for what is said of finalizers alone.
    pub const ANCIENT: [Version; 2] = [Version::new(2, 7), Version::new(3, 3)];

    /// Every version that may be named, oldest first.
    pub fn known() -> impl Iterator<Item = Version> {
        Self::ANCIENT.into_iter().chain(Self::SUPPORTED)
    }

    /// Reads `3.12`; a patch release after it is ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        let rest_is_numeric = parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        rest_is_numeric.then_some(Self { major, minor })
    }

    /// Reads `py312`.
    fn parse_compact(text: &str) -> Option<Self> {
        let (major, minor) = text.strip_prefix("py")?.split_at_checked(1)?;
        Some(Self { major: major.parse().ok()?, minor: minor.parse().ok()? })
    }
}

impl std::str::FromStr for Version {
    type Err = String;

    /// `3.12` or `py312`, one of those that are known.
    fn from_str(text: &str) -> Result<Self, String> {
        let version = Self::parse(text).or_else(|| Self::parse_compact(text));
        version.filter(|version| Self::known().any(|known| known == *version)).ok_or_else(|| {
            let known: Vec<String> = Self::known().map(|version| version.to_string()).collect();
            format!("`{text}` is none of {}", known.join(", "))
        })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// How a row came to be known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Measured,
    /// From CPython's sources and documentation, not run.
    Read,
}

/// Which objects have a count that says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Immortality {
    None,
    /// Small ints, `()`, `""` and `b""` start at a thousand million, and their counts move.
    HighCounts,
    /// None, booleans, small ints, `()`, `""`, one-character strings, static types: counts stand
    /// still. `interned`: so does every interned string.
    Fixed {
        reported: u32,
        interned: bool,
    },
}

/// How one version manages memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Profile {
    pub version: Version,
    pub source: Source,
    /// `gc.get_threshold()` at the start.
    pub thresholds: [u32; 3],
    /// Tracked objects of the interpreter itself and its start-up modules, about: full collections
    /// wait for a quarter as many newcomers.
    pub startup_objects: u32,
    /// How many containers may be inside each other's deallocation before further ones are put off.
    pub trashcan: Option<u32>,
    /// A due collection runs inside the allocation that makes it due; else at the next check of the
    /// evaluation loop (call, backward jump).
    pub collects_in_allocation: bool,
    /// The caller's stack holds arguments until a call is over: one more reference each.
    pub caller_keeps_arguments: bool,
    /// At return, locals are released before arguments; else arguments first.
    pub locals_before_arguments: bool,
    /// An instance's attributes live in a dictionary that is an object of its own.
    pub instance_dict_is_object: bool,
    /// Every call makes a frame object, which nests in the trashcan as containers do.
    pub frames_are_objects: bool,
    /// Dictionaries of atoms are not tracked by the collector until something else is put in.
    pub lazy_dicts: bool,
    /// A collection in which something is resurrected frees nothing at all.
    pub resurrection_stops_all: bool,
    /// Objects with `__del__` in cycles are collected (PEP 442).
    pub collects_finalizers: bool,
    /// Exceptions hold their traceback.
    pub exceptions_hold_tracebacks: bool,
    /// Equal constants are one object across the functions of a module, not only within one.
    pub module_wide_constants: bool,
    /// Comprehensions run in their function's own frame (PEP 709).
    pub inline_comprehensions: bool,
    /// Loads of locals whose reference outlives the use are not counted.
    pub borrowed_loads: bool,
    /// `frozenset()` is always the same object.
    pub frozenset_singleton: bool,
    /// Annotations are evaluated when asked for (PEP 649).
    pub deferred_annotations: bool,
    pub immortality: Immortality,
}

const FIXED: Immortality = Immortality::Fixed { reported: u32::MAX, interned: false };

/// 3.8 as measured; later rows say what they change.
const V3_8: Profile = Profile {
    version: Version::new(3, 8),
    source: Source::Measured,
    thresholds: [700, 10, 10],
    startup_objects: 4480,
    trashcan: Some(50),
    collects_in_allocation: true,
    caller_keeps_arguments: true,
    locals_before_arguments: true,
    instance_dict_is_object: true,
    frames_are_objects: true,
    lazy_dicts: true,
    resurrection_stops_all: true,
    collects_finalizers: true,
    exceptions_hold_tracebacks: true,
    module_wide_constants: true,
    inline_comprehensions: false,
    borrowed_loads: false,
    frozenset_singleton: true,
    deferred_annotations: false,
    immortality: Immortality::None,
};

/// Only the finalizer rule's wording needs the versions before 3.8.
const V2_7: Profile = Profile {
    version: Version::new(2, 7),
    resurrection_stops_all: true,
    collects_finalizers: false,
    exceptions_hold_tracebacks: false,
    module_wide_constants: false,
    ..V3_8
};

const V3_3: Profile =
    Profile { version: Version::new(3, 3), source: Source::Read, exceptions_hold_tracebacks: true, ..V2_7 };

const V3_9: Profile =
    Profile { version: Version::new(3, 9), startup_objects: 4600, resurrection_stops_all: false, ..V3_8 };

const V3_10: Profile =
    Profile { version: Version::new(3, 10), startup_objects: 4720, frozenset_singleton: false, ..V3_9 };

const V3_11: Profile = Profile {
    version: Version::new(3, 11),
    startup_objects: 4800,
    caller_keeps_arguments: false,
    locals_before_arguments: false,
    instance_dict_is_object: false,
    frames_are_objects: false,
    immortality: Immortality::HighCounts,
    ..V3_10
};

const V3_12: Profile = Profile {
    version: Version::new(3, 12),
    startup_objects: 4970,
    collects_in_allocation: false,
    inline_comprehensions: true,
    immortality: Immortality::Fixed { reported: u32::MAX, interned: true },
    ..V3_11
};

/// Its deallocation nests as deep as the C stack allows, far beyond what is modelled.
const V3_13: Profile = Profile {
    version: Version::new(3, 13),
    thresholds: [2000, 10, 10],
    startup_objects: 5070,
    trashcan: None,
    immortality: FIXED,
    ..V3_12
};

/// The generational collector of 3.14.5 and later.
const V3_14: Profile = Profile {
    version: Version::new(3, 14),
    source: Source::Read,
    lazy_dicts: false,
    borrowed_loads: true,
    deferred_annotations: true,
    immortality: Immortality::Fixed { reported: 3 << 30, interned: false },
    ..V3_13
};

const PROFILES: [Profile; 9] = [V2_7, V3_3, V3_8, V3_9, V3_10, V3_11, V3_12, V3_13, V3_14];

impl Profile {
    /// The profile of a version: its own, or that of the nearest older one that has a row.
    pub fn of(version: Version) -> &'static Profile {
        PROFILES.iter().rev().find(|profile| profile.version <= version).unwrap_or(&PROFILES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_ascend_and_cover_what_is_supported() {
        assert!(PROFILES.is_sorted_by_key(|profile| profile.version));
        for version in Version::SUPPORTED {
            assert_eq!(Profile::of(version).version, version);
        }
        assert_eq!(Profile::of(Version::new(3, 15)).version, Version::new(3, 14));
        assert_eq!(Profile::of(Version::new(3, 6)).version, Version::new(3, 3));
    }

    #[test]
    fn versions_are_read_from_text() {
        assert_eq!(Version::parse("3.12"), Some(Version::new(3, 12)));
        assert_eq!(Version::parse("3.8.18"), Some(Version::new(3, 8)));
        assert_eq!(Version::parse("3"), None);
        assert_eq!(Version::parse("3.x"), None);
    }

    #[test]
    fn both_spellings_of_a_known_version_are_read() {
        assert_eq!("3.12".parse(), Ok(Version::new(3, 12)));
        assert_eq!("py310".parse(), Ok(Version::new(3, 10)));
        assert_eq!("3.11.4".parse(), Ok(Version::new(3, 11)));
        for wrong in ["", "py", "3", "3.7", "py3", "3.99", "three", "pyé"] {
            assert!(wrong.parse::<Version>().is_err(), "{wrong}");
        }
    }
}
