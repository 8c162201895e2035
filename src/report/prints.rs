//! Fingerprints of a run's findings: the same in every format and in the baseline.

use std::collections::BTreeMap;

use crate::base::FileId;
use crate::diagnostic::Diagnostic;

/// One for each finding, all different. `path` names a file from the project's root, so that they do
/// not depend on the folder in which a run is started. Of findings that nothing but their lines tells
/// apart, the second and further ones bear a number.
pub fn fingerprints(diagnostics: &[Diagnostic], path: &dyn Fn(FileId) -> String) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let number = |found: &Diagnostic| {
        let print = found.fingerprint(&path(found.spot.file));
        let count = seen.entry(print.clone()).or_default();
        *count += 1;
        match *count {
            1 => print,
            count => format!("{print}-{count}"),
        }
    };
    diagnostics.iter().map(number).collect()
}

/// The part of a fingerprint that findings may share.
pub fn shared_part(fingerprint: &str) -> &str {
    fingerprint.split_once('-').map_or(fingerprint, |(shared, _)| shared)
}
