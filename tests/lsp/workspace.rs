//! Folders: files that meet, files that change on the disk, settings.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, PATIENCE, codes, edit, pulling, pushed};

const OWNER: &str = "\
from node import Node


class Tree:
    def __init__(self):
        self.root = Node(self)
";

const NODE: &str = "\
class Node:
    def __init__(self, tree):
        self.tree = tree
";

pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

pub fn in_folder(folder: &TempDir, mut capabilities: Value) -> Client {
    capabilities["workspace"]["configuration"] = json!(true);
    let folders = json!([{ "uri": uri(folder.path()), "name": "it" }]);
    Client::with(json!({ "capabilities": capabilities, "workspaceFolders": folders }))
}

/// A file's name with what is found in it.
pub type Codes = (String, Vec<(String, u64)>);

pub fn everything(client: &mut Client) -> Vec<Codes> {
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = report["items"].as_array().expect("items").clone();
    let of_file = |item: &Value| {
        let name = item["uri"].as_str().expect("a uri").rsplit('/').next().expect("a name").to_owned();
        (name, codes(item["items"].as_array().expect("items")))
    };
    items.iter().map(of_file).collect()
}

/// Asks until the answer is as it should be: the server takes its time to analyse anew.
pub fn until(client: &mut Client, is_right: impl Fn(&[Codes]) -> bool) {
    let end = Instant::now() + PATIENCE;
    loop {
        let files = everything(client);
        if is_right(&files) {
            return;
        }
        assert!(Instant::now() < end, "{files:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn files_that_are_not_open_are_told_too() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE), ("plain.py", "x = 1\n")]);
    let mut client = in_folder(&folder, pulling());
    assert_eq!(everything(&mut client), [("tree.py".to_owned(), vec![("HL101".to_owned(), 5)])]);
    assert_eq!(client.shut_down(), Some(0));

    let mut client = in_folder(&folder, pushed());
    let tree = uri(&folder.path().join("tree.py"));
    assert_eq!(codes(&client.published(&tree, None)), [("HL101".to_owned(), 5)]);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn an_edit_shows_in_the_files_it_meets() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE)]);
    let mut client = in_folder(&folder, pushed());
    let (tree, node) = (uri(&folder.path().join("tree.py")), uri(&folder.path().join("node.py")));
    let items = client.published(&tree, None);
    let mut places: Vec<&Value> = Vec::new();
    places.extend(
        items[0]["relatedInformation"].as_array().expect("edges").iter().map(|edge| &edge["location"]["uri"]),
    );
    assert_eq!(places, [&json!(node), &json!(tree)]);
    client.open(&node, NODE);
    client.change(&node, 2, json!([{ "text": NODE.replace("= tree", "= None") }]));
    assert_eq!(client.published(&tree, None), Vec::<Value>::new());
    client.close(&node);
    assert_eq!(codes(&client.published(&tree, None)), [("HL101".to_owned(), 5)]);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn lines_may_change_where_no_byte_moves() {
    let node = format!("#  #\n{NODE}");
    let folder = folder(&[("tree.py", OWNER), ("node.py", &node)]);
    let mut client = in_folder(&folder, pushed());
    let (tree, node_uri) = (uri(&folder.path().join("tree.py")), uri(&folder.path().join("node.py")));
    let line =
        |items: &[Value]| items[0]["relatedInformation"][0]["location"]["range"]["start"]["line"].clone();
    assert_eq!(line(&client.published(&tree, None)), 3);
    client.open(&node_uri, &node);
    client.published(&node_uri, Some(1));
    client.settle(Duration::from_millis(400));
    client.unread.clear();
    client.change(&node_uri, 2, json!([edit((0, 2), (0, 3), "\n")]));
    assert_eq!(line(&client.published(&tree, None)), 4);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn files_that_change_on_the_disk_are_read_again() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE)]);
    let mut client = in_folder(&folder, pushed());
    let tree = uri(&folder.path().join("tree.py"));
    client.published(&tree, None);
    fs::remove_file(folder.path().join("node.py")).expect("removed");
    let change = json!({ "uri": uri(&folder.path().join("node.py")), "type": 3 });
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    assert_eq!(client.published(&tree, None), Vec::<Value>::new());
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_file_may_be_deleted_while_it_is_open() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE)]);
    let mut client = in_folder(&folder, pulling());
    let node = uri(&folder.path().join("node.py"));
    client.open(&node, NODE);
    everything(&mut client);
    fs::remove_file(folder.path().join("node.py")).expect("removed");
    let change = json!({ "uri": node, "type": 3 });
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    assert_eq!(client.text(&node), NODE);
    client.pulled(&node);
    client.close(&node);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn settings_of_the_editor_and_of_files_count() {
    let folder = folder(&[
        ("tree.py", &format!("{OWNER}\n\n{NODE}").replace("from node import Node\n", "")),
        ("heaplint.toml", ""),
    ]);
    let mut client = in_folder(&folder, pulling());
    assert_eq!(everything(&mut client).len(), 1);
    client.settings = json!({ "ignore": ["cycles"] });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.wait("the question", |message| message["method"] == "workspace/configuration");
    until(&mut client, |files| files.is_empty());
    client.settings = json!({});
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    until(&mut client, |files| !files.is_empty());
    fs::write(folder.path().join("heaplint.toml"), "ignore = ['HL101']\n").expect("written");
    let change = json!({ "uri": uri(&folder.path().join("heaplint.toml")), "type": 2 });
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    until(&mut client, |files| files.is_empty());
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_later_question_waits_for_news() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE)]);
    let mut client = in_folder(&folder, pulling());
    let first = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let known = json!([{ "uri": first["items"][0]["uri"], "value": first["items"][0]["resultId"] }]);
    let second = client.ask("workspace/diagnostic", json!({ "previousResultIds": known }));
    let node = uri(&folder.path().join("node.py"));
    client.open(&node, "class Node: pass\n");
    let answer = client.answer(second);
    let news = answer["result"]["items"].as_array().expect("items");
    assert!(news.iter().any(|item| item["uri"] == node || item["items"] == json!([])), "{answer}");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn reading_a_folder_shows_progress() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE)]);
    let mut capabilities = pulling();
    capabilities["window"] = json!({ "workDoneProgress": true });
    let mut client = in_folder(&folder, capabilities);
    let kind = |message: &Value, kind: &str| {
        message["method"] == "$/progress" && message["params"]["value"]["kind"] == kind
    };
    client.wait("the begin", |message| kind(message, "begin"));
    client.wait("the end", |message| kind(message, "end"));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn folders_do_not_meet_and_have_their_own_settings() {
    let whole = format!("{OWNER}\n\n{NODE}").replace("from node import Node\n", "");
    let one = folder(&[("one.py", &whole), ("tree.py", OWNER)]);
    let other = folder(&[
        ("node.py", NODE),
        ("other.py", &whole),
        ("silent.py", &whole),
        ("heaplint.toml", "[[overrides]]\nfiles = [\"silent.py\"]\nignore = [\"HL101\"]\n"),
    ]);
    let named = |folder: &TempDir| json!({ "uri": uri(folder.path()), "name": "it" });
    let mut client = Client::with(json!({
        "capabilities": pulling(),
        "workspaceFolders": [named(&one), named(&other)],
    }));
    let names = |files: &[Codes]| {
        let mut names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&everything(&mut client)), ["one.py", "other.py"]);
    let event = json!({ "added": [], "removed": [named(&one)] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    until(&mut client, |files| names(files) == ["other.py"]);
    let event = json!({ "added": [named(&one)], "removed": [named(&other)] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    until(&mut client, |files| names(files) == ["one.py"]);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_question_that_waits_can_be_taken_back() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE)]);
    let mut client = in_folder(&folder, pulling());
    let first = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let known = json!([{ "uri": first["items"][0]["uri"], "value": first["items"][0]["resultId"] }]);
    let waiting = client.ask("workspace/diagnostic", json!({ "previousResultIds": known }));
    client.notify("$/cancelRequest", json!({ "id": waiting }));
    assert_eq!(client.answer(waiting)["error"]["code"], -32800);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn reading_a_folder_can_be_given_up() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE)]);
    for number in 0..1500 {
        fs::write(folder.path().join(format!("m{number}.py")), NODE.repeat(20)).expect("written");
    }
    let mut capabilities = pulling();
    capabilities["window"] = json!({ "workDoneProgress": true });
    let mut client = in_folder(&folder, capabilities);
    let kind = |message: &Value, kind: &str| {
        message["method"] == "$/progress" && message["params"]["value"]["kind"] == kind
    };
    let begun = client.wait("the begin", |message| kind(message, "begin"));
    assert_eq!(begun["params"]["value"]["cancellable"], true);
    client.notify("window/workDoneProgress/cancel", json!({ "token": begun["params"]["token"] }));
    client.wait("the end", |message| kind(message, "end"));
    let status = client.request("heaplint/status", json!({}));
    assert_eq!(status["projects"][0]["isRead"], false, "{status}");
    let tree = uri(&folder.path().join("tree.py"));
    client.open(&tree, &format!("{OWNER}def f(:\n"));
    assert_eq!(codes(&client.pulled(&tree)), [("HL001".to_owned(), 6)]);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_file_that_is_gone_when_it_is_closed_has_nothing_to_tell() {
    let folder = folder(&[("node.py", NODE)]);
    let mut client = in_folder(&folder, pushed());
    let node = uri(&folder.path().join("node.py"));
    client.open(&node, "def f(:\n");
    assert_eq!(codes(&client.published(&node, Some(1))), [("HL001".to_owned(), 0)]);
    fs::remove_file(folder.path().join("node.py")).expect("removed");
    client.close(&node);
    assert_eq!(client.published(&node, None), Vec::<Value>::new());
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn an_edit_that_shows_nowhere_else_runs_one_file() {
    let folder = folder(&[("tree.py", OWNER), ("node.py", NODE), ("plain.py", "x = 1\n")]);
    let mut client = in_folder(&folder, pulling());
    let node = uri(&folder.path().join("node.py"));
    // The folder has been read by now.
    assert_eq!(everything(&mut client).len(), 1);
    client.open(&node, NODE);
    client.pulled(&node);
    let work = |client: &mut Client| {
        let status = client.request("heaplint/status", json!({}));
        ["analysed", "meetings"].map(|name| status[name].as_u64().expect("a number"))
    };
    let [analysed, meetings] = work(&mut client);
    assert_eq!([analysed, meetings], [4, 1], "a document that is what the disk holds has met");
    let comment = NODE.replace("self.tree = tree", "self.tree = tree  # where it belongs");
    client.change(&node, 2, json!([{ "text": comment }]));
    client.pulled(&node);
    assert_eq!(work(&mut client), [analysed + 1, meetings]);
    client.change(&node, 3, json!([{ "text": NODE.replace("= tree", "= None") }]));
    client.pulled(&node);
    until(&mut client, |files| files.is_empty());
    // On a busy machine the file is answered for alone, and the files meet a little later.
    let end = Instant::now() + PATIENCE;
    while work(&mut client) != [analysed + 2, meetings + 1] {
        assert!(Instant::now() < end, "{:?}", work(&mut client));
        thread::sleep(Duration::from_millis(20));
    }
    client.close(&node);
    until(&mut client, |files| files.len() == 1);
    let [_, meetings] = work(&mut client);
    client.open(&node, NODE);
    client.pulled(&node);
    client.close(&node);
    until(&mut client, |files| files.len() == 1);
    thread::sleep(Duration::from_millis(400));
    assert_eq!(work(&mut client)[1], meetings, "looking into a file changes nothing");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn lens_hover_and_drawing_of_a_class_tell_of_the_same_cycles() {
    // The cycle is told in the other file; that of children and parents is not sure enough to be told.
    let node = format!(
        "{NODE}        self.kids = []\n\n    def add(self, kid):\n        kid.up = self\n        self.kids.append(kid)\n"
    );
    let folder = folder(&[("tree.py", OWNER), ("node.py", &node)]);
    let mut client = in_folder(&folder, pulling());
    client.settings = json!({ "codeLens": true });
    until(&mut client, |files| files.len() == 1);
    let node_uri = uri(&folder.path().join("node.py"));
    client.open(&node_uri, &node);
    client.pulled(&node_uri);
    let document = json!({ "uri": node_uri });
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": document }));
    assert!(
        lenses[0]["command"]["title"].as_str().is_some_and(|title| title.contains("in 1 reference cycle,")),
        "{lenses}"
    );
    let asked = lenses[0]["command"]["arguments"][0].clone();
    assert_eq!(client.request("heaplint/cycleGraph", asked)["cycles"], 1);
    let at = json!({ "textDocument": document, "position": { "line": 0, "character": 7 } });
    let hover = client.request("textDocument/hover", at);
    assert!(
        hover["contents"]["value"].as_str().is_some_and(|text| text.contains("one reference cycle")),
        "{hover}"
    );
    assert_eq!(client.shut_down(), Some(0));
}
