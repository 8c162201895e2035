//! Module names: which file an import means.
//!
//! A *source root* is a folder from which dotted names count: the parent of a top-level package, or
//! the folder of files that belong to none. One project may have several. A name is looked up in the
//! importing file's own root first, then in all of them; where two files claim one name, source
//! files come before stubs and lower paths before higher ones. Nothing here reads a file.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FileId, Symbol};

/// What is known of a file's place among the modules.
#[derive(Clone, Debug)]
pub struct ModuleName {
    /// `pkg.sub.mod`; of a package for its `__init__` file.
    pub name: Symbol,
    pub is_package: bool,
    pub is_stub: bool,
    /// It tests the project: what it plugs in says nothing of the project itself.
    pub is_test: bool,
    root: u32,
}

/// The names of all files.
#[derive(Debug, Default)]
pub struct Modules {
    files: Vec<ModuleName>,
    by_root: FxHashMap<(u32, Symbol), FileId>,
    by_name: FxHashMap<Symbol, FileId>,
    /// Dotted names of folders, for packages without an `__init__` file.
    folders: FxHashSet<Symbol>,
}

impl Modules {
    /// `paths` are relative, with `/`, in the order of the file numbers.
    #[cfg(test)]
    fn new<P: AsRef<str>>(paths: &[P]) -> Self {
        Self::with_roots(paths, &[])
    }

    /// `told` are source roots that the project names itself, written as the paths are.
    pub fn with_roots<P: AsRef<str>>(paths: &[P], told: &[String]) -> Self {
        let packages: FxHashSet<&str> =
            paths.iter().filter_map(|path| package_folder(path.as_ref())).collect();
        let roots = source_roots(paths, &packages);
        let mut names = Names { roots: FxHashMap::default(), out: Modules::default() };
        for path in paths {
            let path = path.as_ref();
            let root = told_root(path, told).unwrap_or_else(|| root_of(path, &packages, &roots));
            names.add(path, root);
        }
        names.out.fill_tables();
        names.out
    }

    pub fn name(&self, file: FileId) -> Symbol {
        self.files[file.0 as usize].name
    }

    pub fn of(&self, file: FileId) -> &ModuleName {
        &self.files[file.0 as usize]
    }

    /// Absolute dotted name of what `from` imports as `module` with `level` dots.
    pub fn absolute(&self, from: FileId, module: Symbol, level: u16) -> Option<Symbol> {
        if level == 0 {
            return Some(module);
        }
        let own = self.of(from);
        let mut parts: Vec<&str> = own.name.as_str().split('.').collect();
        let up = usize::from(level) - usize::from(own.is_package);
        if up > parts.len() {
            return None;
        }
        parts.truncate(parts.len() - up);
        if !module.as_str().is_empty() {
            parts.push(module.as_str());
        }
        Some(Symbol::new(&parts.join(".")))
    }

    /// The file that `name` (absolute) means for a file of `from`'s root.
    pub fn find(&self, from: FileId, name: Symbol) -> Option<FileId> {
        let own = self.of(from);
        if let Some(&file) = self.by_root.get(&(own.root, name)) {
            return Some(file);
        }
        if let Some(&file) = self.by_name.get(&name) {
            return Some(file);
        }
        // A script next to its helpers imports them without their folder's name.
        let (folder, _) = own.name.as_str().rsplit_once('.')?;
        self.by_root.get(&(own.root, Symbol::new(&format!("{folder}.{name}")))).copied()
    }

    /// Whether `name` is a folder of the project that holds modules.
    pub fn is_folder(&self, name: Symbol) -> bool {
        self.folders.contains(&name)
    }

    fn fill_tables(&mut self) {
        for stubs in [false, true] {
            for (at, file) in self.files.iter().enumerate() {
                if file.is_stub != stubs {
                    continue;
                }
                let id = FileId(at as u32);
                self.by_root.entry((file.root, file.name)).or_insert(id);
                self.by_name.entry(file.name).or_insert(id);
                let mut name = file.name.as_str();
                while let Some((folder, _)) = name.rsplit_once('.') {
                    self.folders.insert(Symbol::new(folder));
                    name = folder;
                }
            }
        }
    }
}

struct Names<'a> {
    roots: FxHashMap<&'a str, u32>,
    out: Modules,
}

impl<'a> Names<'a> {
    fn add(&mut self, path: &'a str, root: &'a str) {
        let count = self.roots.len() as u32;
        let number = *self.roots.entry(root).or_insert(count);
        let inside = path[root.len()..].trim_start_matches('/');
        let is_stub = inside.ends_with(".pyi");
        let stem = inside.rsplit_once('.').map_or(inside, |(stem, _)| stem);
        let is_package = stem == "__init__" || stem.ends_with("/__init__");
        let stem = stem.strip_suffix("__init__").filter(|_| is_package).unwrap_or(stem);
        let dotted = stem.trim_end_matches('/').replace('/', ".");
        let name = if dotted.is_empty() { "__init__" } else { &dotted };
        let name = Symbol::new(name);
        let is_test = is_test(inside);
        self.out.files.push(ModuleName { name, is_package, is_stub, is_test, root: number });
    }
}

/// By the usual names of test folders and files.
fn is_test(inside: &str) -> bool {
    let (folder, file) = inside.rsplit_once('/').unwrap_or(("", inside));
    folder.split('/').any(|part| matches!(part, "test" | "tests" | "testing" | "_tests"))
        || file.starts_with("test_")
        || file.ends_with("_test.py")
        || file == "conftest.py"
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn package_folder(path: &str) -> Option<&str> {
    let file = path.rsplit('/').next()?;
    matches!(file, "__init__.py" | "__init__.pyi").then(|| folder_of(path))
}

/// Parents of top-level packages.
fn source_roots<'a, P: AsRef<str>>(paths: &'a [P], packages: &FxHashSet<&str>) -> FxHashSet<&'a str> {
    let mut roots = FxHashSet::default();
    for path in paths {
        let Some(mut folder) = package_folder(path.as_ref()) else { continue };
        while packages.contains(folder) && !folder.is_empty() {
            folder = folder_of(folder);
        }
        roots.insert(folder);
    }
    roots
}

/// The deepest of the roots told that a file lies below.
fn told_root<'a>(path: &'a str, told: &[String]) -> Option<&'a str> {
    let holds = |root: &&String| match path.strip_prefix(root.as_str()) {
        Some(inside) => root.is_empty() || inside.starts_with('/'),
        None => false,
    };
    told.iter().filter(holds).max_by_key(|root| root.len()).map(|root| &path[..root.len()])
}

/// The root of a file: above its topmost package, else the nearest root that holds its folder,
/// else the first folder of the path.
fn root_of<'a>(path: &'a str, packages: &FxHashSet<&str>, roots: &FxHashSet<&str>) -> &'a str {
    let mut folder = folder_of(path);
    while packages.contains(folder) && !folder.is_empty() {
        folder = folder_of(folder);
    }
    let top = folder;
    loop {
        if roots.contains(folder) || matches!(folder.rsplit('/').next(), Some("src" | "lib")) {
            return folder;
        }
        if folder.is_empty() {
            return top;
        }
        folder = folder_of(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(modules: &Modules, from: u32, name: &str, level: u16) -> Option<u32> {
        let name = modules.absolute(FileId(from), Symbol::new(name), level)?;
        modules.find(FileId(from), name).map(|file| file.0)
    }

    #[test]
    fn roots_that_are_told_count_first() {
        let paths = ["app/__init__.py", "app/x.py", "tools/deep/y.py", "z.py"];
        let told = ["app".to_owned(), "tools/deep".to_owned(), "too".to_owned()];
        let modules = Modules::with_roots(&paths, &told);
        let names: Vec<&str> = (0..4).map(|at| modules.name(FileId(at)).as_str()).collect();
        assert_eq!(names, ["__init__", "x", "y", "z"]);
    }

    #[test]
    fn packages_count_from_the_folder_above_them() {
        let modules = Modules::new(&["src/pkg/__init__.py", "src/pkg/a.py", "src/pkg/sub/__init__.py"]);
        assert_eq!(modules.name(FileId(1)).as_str(), "pkg.a");
        assert_eq!(find(&modules, 1, "sub", 1), Some(2));
        assert_eq!(find(&modules, 2, "a", 2), Some(1));
        assert_eq!(find(&modules, 0, "a", 1), Some(1));
        assert_eq!(find(&modules, 0, "other", 0), None);
    }

    #[test]
    fn each_root_sees_its_own_files_first() {
        let paths = ["one/p/__init__.py", "one/p/a.py", "two/p/__init__.py", "two/p/a.py"];
        let modules = Modules::new(&paths);
        assert_eq!(find(&modules, 2, "p.a", 0), Some(3));
        assert_eq!(find(&modules, 0, "p.a", 0), Some(1));
    }

    #[test]
    fn scripts_see_their_neighbours() {
        let modules = Modules::new(&["tools/helper.py", "tools/run.py"]);
        assert_eq!(find(&modules, 1, "helper", 0), Some(0));
    }

    #[test]
    fn a_stub_stands_behind_its_source() {
        let modules = Modules::new(&["p/__init__.py", "p/a.py", "p/a.pyi"]);
        assert_eq!(find(&modules, 0, "p.a", 0), Some(1));
        assert!(modules.of(FileId(2)).is_stub);
    }
}
