//! The folders of the workspace, and which of them a document belongs to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::engine::{Folder, Home};
use super::scopes::Scopes;
use super::settings::ClientSettings;
use super::types::Uri;
use super::world::path_of;

#[derive(Default)]
pub struct Workspace {
    /// By the URI that the client gave.
    pub folders: BTreeMap<String, PathBuf>,
    /// What the settings mean for each folder, or for the documents outside.
    scopes: BTreeMap<Option<PathBuf>, Arc<Scopes>>,
    pub problems: Vec<String>,
}

impl Workspace {
    pub fn add(&mut self, uri: &Uri) {
        if let Some(path) = path_of(uri) {
            self.folders.insert(uri.as_str().to_owned(), path);
        }
    }

    pub fn remove(&mut self, uri: &Uri) -> Option<PathBuf> {
        self.folders.remove(uri.as_str())
    }

    /// The innermost folder that holds the document, or the document itself.
    pub fn home(&self, uri: &Uri) -> Home {
        let path = path_of(uri);
        let root = path.as_deref().and_then(|path| self.root_of(path));
        if let (Some(root), Some(path)) = (root, &path)
            && let Some(inside) = path.strip_prefix(root).ok().and_then(Path::to_str)
            && !inside.is_empty()
        {
            let path = inside.replace('\\', "/");
            return Home { key: key_of(root), root: Some(root.to_path_buf()), path };
        }
        let name = path.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let path = name.unwrap_or_else(|| uri.as_str().to_owned());
        Home { key: uri.as_str().to_owned(), root: None, path }
    }

    pub fn root_of(&self, path: &Path) -> Option<&Path> {
        let around = self.folders.values().filter(|root| path.starts_with(root));
        around.max_by_key(|root| root.components().count()).map(PathBuf::as_path)
    }

    /// The settings of a document's folder.
    pub fn scopes(&mut self, home: &Home, client: &ClientSettings) -> Arc<Scopes> {
        if let Some(known) = self.scopes.get(&home.root) {
            return known.clone();
        }
        let (scopes, problems) = Scopes::new(home.root.as_deref(), client.asked(home.root.as_deref()));
        self.problems.extend(problems);
        let scopes = Arc::new(scopes);
        self.scopes.insert(home.root.clone(), scopes.clone());
        scopes
    }

    /// What was told of settings holds no more.
    pub fn forget_settings(&mut self) {
        self.scopes.clear();
    }

    /// The folders as the engine reads them.
    pub fn folders_to_read(&mut self, client: &ClientSettings) -> Vec<Folder> {
        let roots: Vec<PathBuf> = self.folders.values().cloned().collect();
        roots
            .into_iter()
            .map(|root| {
                let home = Home { key: key_of(&root), root: Some(root.clone()), path: String::new() };
                let scopes = self.scopes(&home, client);
                Folder { key: home.key, root, scopes, most_files: client.most_files }
            })
            .collect()
    }
}

pub fn key_of(root: &Path) -> String {
    root.to_string_lossy().into_owned()
}
