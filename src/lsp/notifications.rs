//! What changes the state: notifications of the client, and events of our own threads.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::engine::Engine;
use super::events::Event;
use super::features::Features;
use super::log::Grade;
use super::main_loop::crash_message;
use super::progress::Progress;
use super::settings::ClientSettings;
use super::types::*;
use super::watch::{self, is_configuration};
use super::workspace::key_of;
use super::world::{Phase, World, path_of};

/// Files are read in about this percentage of the time; then they meet.
const READING: usize = 50;

/// As the protocol has it, but content with clients that do not number versions.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    text_document: Versioned,
    content_changes: Vec<TextDocumentContentChangeEvent>,
}

#[derive(Deserialize)]
struct Versioned {
    uri: Uri,
    version: Option<i32>,
}

/// Sets the state up. `None` where the parameters are none; the router complains of them.
pub fn initialize(world: &mut World, params: Option<&Value>) -> Option<InitializeResult> {
    let params: InitializeParams = read(params)?;
    world.features = Arc::new(Features::of(&params.capabilities));
    let engine = Engine::start(world.features.clone(), world.events.clone());
    world.engine = engine.map_err(|error| world.log.say(Grade::Error, &error.to_string())).ok();
    #[allow(deprecated, reason = "older clients name one folder only")]
    let old_root = params.root_uri.clone();
    match &params.workspace_folders {
        Some(folders) => folders.iter().for_each(|folder| world.workspace.add(&folder.uri)),
        None => old_root.iter().for_each(|root| world.workspace.add(root)),
    }
    if let Some(options) = &params.initialization_options {
        configure(world, options);
    }
    world.grows(world.settings.workspace && !world.workspace.folders.is_empty());
    world.phase = Phase::Running;
    Some(world.features.offer())
}

/// Takes a notification in; false for one that is the router's.
pub fn take(world: &mut World, call: &Request) -> bool {
    let method = call.method();
    if method.starts_with("$/") {
        return false;
    }
    if world.phase != Phase::Running {
        return true;
    }
    let params = call.params();
    match method {
        "initialized" => initialized(world),
        "textDocument/didOpen" => {
            if let Some(DidOpenTextDocumentParams { text_document }) = read(params) {
                world.open(text_document);
            }
        }
        "textDocument/didChange" => {
            if let Some(Change { text_document, content_changes }) = read(params) {
                world.change(text_document.uri.as_str(), text_document.version, &content_changes);
            }
        }
        "textDocument/didClose" => {
            if let Some(DidCloseTextDocumentParams { text_document }) = read(params) {
                world.close(text_document.uri.as_str());
            }
        }
        "notebookDocument/didOpen" => read(params).into_iter().for_each(|params| world.open_notebook(params)),
        "notebookDocument/didChange" => {
            read(params).into_iter().for_each(|params| world.change_notebook(params));
        }
        "notebookDocument/didClose" => {
            read(params).into_iter().for_each(|params| world.close_notebook(&params));
        }
        "workspace/didChangeConfiguration" => changed_configuration(world, params),
        "workspace/didChangeWorkspaceFolders" => {
            if let Some(DidChangeWorkspaceFoldersParams { event }) = read(params) {
                changed_folders(world, &event);
            }
        }
        "workspace/didChangeWatchedFiles" => {
            if let Some(DidChangeWatchedFilesParams { changes }) = read(params) {
                let paths = changes.iter().filter_map(|change| path_of(&change.uri)).collect();
                changed_files(world, paths);
            }
        }
        "window/workDoneProgress/cancel" => {
            let token = params.and_then(|params| params.get("token")).and_then(Value::as_str);
            let is_ours = world.progress.values().any(|progress| Some(progress.token.as_str()) == token);
            if let Some(engine) = world.engine.as_ref().filter(|_| is_ours) {
                engine.cancel_scans();
            }
        }
        _ => {}
    }
    true
}

fn read<T: DeserializeOwned>(params: Option<&Value>) -> Option<T> {
    T::deserialize(params?).ok()
}

fn initialized(world: &mut World) {
    world.log.is_open = true;
    follow_files(world);
    if !world.features.answers_configuration {
        return start(world);
    }
    ask_for_settings(world);
    let events = world.events.clone();
    tokio::spawn(async move {
        // A client that never tells its settings is served with the usual ones.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let _ = events.send(Event::Start);
    });
}

/// Sees to it that changes of files and settings are heard of.
fn follow_files(world: &mut World) {
    let mut registrations = Vec::new();
    if world.features.watches_files {
        registrations.push(watch::registration());
    } else {
        world.watcher = watch::Own::start(world.events.clone());
    }
    if world.features.registers_configuration {
        registrations.push(Registration {
            id: "heaplint-settings".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(json!({ "section": "heaplint" })),
        });
    }
    if !registrations.is_empty() {
        let client = world.client.clone();
        tokio::spawn(async move {
            // A client that refuses tells less, and is served all the same.
            let _ = client.register_capability(registrations).await;
        });
    }
}

/// Asks the client; its answer comes as an event.
fn ask_for_settings(world: &World) {
    let client = world.client.clone();
    let events = world.events.clone();
    tokio::spawn(async move {
        let item = ConfigurationItem { scope_uri: None, section: Some("heaplint".to_owned()) };
        if let Ok(settings) = client.configuration(vec![item]).await {
            let _ = events.send(Event::Settings(settings));
        }
    });
}

fn changed_configuration(world: &mut World, params: Option<&Value>) {
    if world.features.answers_configuration {
        ask_for_settings(world);
    } else if let Some(settings) = params.and_then(|params| params.get("settings"))
        && configure(world, settings)
    {
        start_anew(world);
    }
}

/// Whether anything changed by it.
fn configure(world: &mut World, value: &Value) -> bool {
    if !value.is_object() {
        return false;
    }
    let (settings, problems) = ClientSettings::read(value);
    for problem in problems {
        world.log.say(Grade::Warning, &problem);
    }
    if *world.settings == settings {
        return false;
    }
    if let Err(problem) = world.log.configure(settings.log_level, settings.log_file.as_deref()) {
        world.log.say(Grade::Error, &problem);
    }
    world.settings = Arc::new(settings);
    world.workspace.forget_settings();
    true
}

/// Reads folders for the first time, once the client's settings are known or not to be had.
fn start(world: &mut World) {
    if !world.is_started {
        world.is_started = true;
        read_folders(world);
    }
}

/// Analyses everything anew.
pub fn start_anew(world: &mut World) {
    world.workspace.forget_settings();
    read_folders(world);
    world.analyse_all();
}

/// Has every folder read, where the user wants that.
fn read_folders(world: &mut World) {
    world.reading.clear();
    if let Some(engine) = world.engine.clone().filter(|_| world.settings.workspace) {
        for folder in world.workspace.folders_to_read(&world.settings.clone()) {
            world.reading.insert(folder.key.clone());
            engine.scan(folder);
        }
    }
    world.grows(!world.reading.is_empty());
    for problem in std::mem::take(&mut world.workspace.problems) {
        world.log.show(Grade::Error, &problem);
    }
}

fn changed_folders(world: &mut World, event: &WorkspaceFoldersChangeEvent) {
    for folder in &event.removed {
        if let (Some(root), Some(engine)) = (world.workspace.remove(&folder.uri), &world.engine) {
            engine.drop_folder(&key_of(&root));
            world.forget_below(&root);
        }
    }
    event.added.iter().for_each(|folder| world.workspace.add(&folder.uri));
    start_anew(world);
}

fn scan_begun(world: &mut World, key: String) {
    if !world.features.shows_progress {
        return;
    }
    let name = key.rsplit(['/', '\\']).next().unwrap_or_default();
    let title = format!("heaplint: reading {name}");
    let token = format!("heaplint/read/{}", world.next_revision());
    let progress = Progress::begin(world.client.clone(), world.outbox.clone(), token, title);
    world.progress.insert(key, progress);
}

/// Files of the disk changed, as the client or our own watcher says.
fn changed_files(world: &mut World, paths: Vec<std::path::PathBuf>) {
    if paths.iter().any(|path| is_configuration(path)) {
        return start_anew(world);
    }
    let Some(engine) = world.engine.clone().filter(|_| world.settings.workspace) else { return };
    for path in paths {
        if let Some(root) = world.workspace.root_of(&path) {
            engine.changed(&key_of(root), [path]);
        }
    }
}

pub fn event(world: &mut World, event: Event) {
    match event {
        Event::Report(report) => world.report(*report),
        Event::Failed(uri, revision) => world.failed(&uri, revision),
        Event::Findings(files) => world.findings(files),
        Event::Crash(what) => world.log.say(Grade::Error, &crash_message(&what)),
        Event::Settings(settings) => {
            match settings.first().is_some_and(|settings| configure(world, settings)) {
                true => {
                    world.is_started = true;
                    start_anew(world);
                }
                false => start(world),
            }
        }
        Event::Files(paths) => changed_files(world, paths),
        Event::Start => start(world),
        Event::Anew => start_anew(world),
        Event::TooManyFiles(key, most) => {
            let message = format!(
                "`{key}` holds more than {most} Python files, so only open files are checked; set `heaplint.maxFiles` to check them all"
            );
            world.log.show(Grade::Warning, &message);
        }
        Event::ScanBegun(key) => scan_begun(world, key),
        Event::Scanned { key, done, total } => {
            if let Some(progress) = world.progress.get(&key) {
                progress.say(READING * done / total.max(1), format!("{done} of {total} files"));
            }
        }
        Event::Meeting(key) => {
            if let Some(progress) = world.progress.get(&key) {
                progress.say(READING, "following references from file to file".to_owned());
            }
        }
        Event::ScanEnded(key) => {
            world.progress.remove(&key);
            world.reading.remove(&key);
            world.grows(!world.reading.is_empty());
        }
        Event::Folders(folders) => {
            if let Some(watcher) = &mut world.watcher {
                watcher.follow(folders);
            }
        }
    }
}
