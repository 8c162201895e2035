//! One file without its project: the first answer, and the only one outside all folders.

use std::path::Path;
use std::sync::Arc;

use crate::base::FileId;
use crate::check::{Facts, RulesOf, choose, meet};
use crate::diagnostic::Diagnostic;
use crate::lsp::report::Linked;
use crate::lsp::scopes::Scopes;

/// What the file alone is found to do.
pub struct Alone {
    pub linked: Arc<Linked>,
    pub file: FileId,
    pub found: Vec<Diagnostic>,
    pub crashes: Vec<String>,
}

/// Runs one file without its project. Names of packages around it count.
pub fn alone(project_root: Option<&Path>, path: &str, facts: &Facts, scopes: &Scopes) -> Alone {
    let mut paths = packages_around(project_root, path);
    paths.push(path.to_owned());
    paths.sort();
    paths.dedup();
    let at = paths.iter().position(|known| known == path).unwrap_or(0);
    let mut all: Vec<Option<&Facts>> = vec![None; paths.len()];
    all[at] = Some(facts);
    let met = meet(&all, &paths, &scopes.run);
    let rules = scopes.rules(project_root.map(|root| root.join(path)).as_deref());
    let found = choose(met.found, &all, &paths, RulesOf { usual: &rules, by_file: &[] });
    let crashes = met.crashes.into_iter().map(|crash| crash.what).collect();
    let linked = Linked { root: project_root.map(Path::to_path_buf), paths, outcome: met.outcome };
    Alone { linked: Arc::new(linked), file: FileId(at as u32), found, crashes }
}

/// The `__init__` files of the packages that a file lies in.
fn packages_around(root: Option<&Path>, path: &str) -> Vec<String> {
    let Some(root) = root else { return Vec::new() };
    let folders = Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    let inits = folders.map(|folder| folder.join("__init__.py"));
    let there = inits.take_while(|init| root.join(init).is_file());
    there.map(|init| init.to_string_lossy().replace('\\', "/")).collect()
}
