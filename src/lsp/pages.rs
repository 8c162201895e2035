//! Where the page of a rule can be read: a file that is written when a link to it is first sent.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::types::Uri;
use crate::rules;

static ADDRESSES: LazyLock<Mutex<BTreeMap<&'static str, Option<Uri>>>> = LazyLock::new(Mutex::default);

/// The address of a rule's page; `None` where it cannot be written.
pub fn address(name: &'static str) -> Option<Uri> {
    let mut known = ADDRESSES.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(name).or_insert_with(|| write(name)).clone()
}

fn write(name: &str) -> Option<Uri> {
    let rule = rules::find(name)?;
    let folder = folder()?;
    fs::create_dir_all(&folder).ok()?;
    let path = folder.join(format!("{name}.md"));
    let page = rule.page();
    if fs::read_to_string(&path).ok().as_ref() != Some(&page) {
        fs::write(&path, page).ok()?;
    }
    Uri::from_file_path(path)
}

/// The user's cache, where the system has such a place.
fn folder() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || named("HOME").map(|home| home.join(".cache"));
    let cache = named("XDG_CACHE_HOME").or_else(home).or_else(|| named("LOCALAPPDATA"))?;
    Some(cache.join("heaplint").join(concat!("rules-", env!("CARGO_PKG_VERSION"))))
}
