//! Actions, hover, lenses, hints, and the requests that are our own.

use serde_json::{Value, json};

use crate::client::{Client, TREE, TREE_URI as URI, edit, pulling};

fn actions(client: &mut Client, line: u32, only: Value) -> Vec<Value> {
    let at = json!({ "line": line, "character": 10 });
    let params = json!({
        "textDocument": { "uri": URI },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": [], "only": only },
    });
    let Value::Array(actions) = client.request("textDocument/codeAction", params) else {
        panic!("a list of actions");
    };
    actions
}

fn hover(client: &mut Client, line: u32, character: u32) -> Value {
    let at = json!({ "line": line, "character": character });
    let mut hover =
        client.request("textDocument/hover", json!({ "textDocument": { "uri": URI }, "position": at }));
    hover["contents"]["value"].take()
}

#[test]
fn a_finding_can_be_silenced_where_it_stands() {
    let mut client = Client::ready(pulling());
    client.open(URI, TREE);
    let offered = actions(&mut client, 7, json!(["quickfix"]));
    let silence = offered.iter().find(|action| action["title"] == "Ignore HL101 here (reference-cycle)");
    let silence = silence.unwrap_or_else(|| panic!("{offered:#?}")).clone();
    assert!(silence.get("edit").is_none(), "made when it is chosen");
    let chosen = client.request("codeAction/resolve", silence.clone());
    let edit = &chosen["edit"]["changes"][URI][0];
    assert_eq!(edit["newText"], "  # heaplint: ignore[HL101]");
    assert_eq!(edit["range"]["start"], json!({ "line": 7, "character": 24 }));
    assert!(actions(&mut client, 0, json!(["quickfix"])).is_empty());
    assert!(actions(&mut client, 7, json!(["source.organizeImports"])).is_empty());
    // An action that was offered for another text is not applied to this one.
    client.change(URI, 2, json!([{ "text": "\n" }]));
    assert_eq!(client.refused("codeAction/resolve", silence), -32801);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn clients_that_do_not_resolve_get_whole_actions() {
    let mut client = Client::ready(json!({ "textDocument": { "diagnostic": {} } }));
    client.open(URI, TREE);
    let offered = actions(&mut client, 7, Value::Null);
    assert!(!offered.is_empty());
    assert!(offered.iter().all(|action| action["edit"].is_object()), "{offered:#?}");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn hover_tells_of_classes_names_and_rules() {
    let mut client = Client::ready(pulling());
    client.open(
        URI,
        &format!(
            "{TREE}\n\nnames = []\nothers = names  # heaplint: ignore[reference-cycle]\none, two = [], []\n"
        ),
    );
    let class = hover(&mut client, 0, 8);
    let class = class.as_str().expect("a page");
    assert!(
        class.contains("`Tree`") && class.contains("bytes") && class.contains("one reference cycle"),
        "{class}"
    );
    let name = hover(&mut client, 10, 2);
    let name = name.as_str().expect("a page");
    assert!(name.contains("list created on line 11") && name.contains("1 reference, 56 bytes"), "{name}");
    let name = hover(&mut client, 11, 12);
    let name = name.as_str().expect("a page");
    assert!(name.contains("2 references") && name.contains("`others`"), "{name}");
    let name = hover(&mut client, 12, 6);
    let name = name.as_str().expect("a page");
    assert!(name.contains("1 reference,") && !name.contains("`one`"), "{name}");
    let page = hover(&mut client, 11, 45);
    assert!(page.as_str().is_some_and(|page| page.starts_with("# reference-cycle")), "{page}");
    assert!(hover(&mut client, 3, 0).is_null());
    assert!(hover(&mut client, 999, 999).is_null());
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn hover_tells_what_a_name_weighs_where_it_stands() {
    let mut client = Client::ready(pulling());
    let text = "class Room:\n    pass\n\nnames = []\nfor at in range(3):\n    names.append('a' * 100)\n\
                names.clear()\nroom = Room()\npair = (room, names)\n";
    client.open(URI, text);
    let mut weight = |line, character| {
        let page = hover(&mut client, line, character);
        let page = page.as_str().expect("a page").to_owned();
        let end = page.find(" bytes").expect("a size");
        page[..end].rsplit(' ').next().expect("a number").to_owned()
    };
    // Bytes as `sys.getsizeof` tells them on 3.9 to 3.13; what an instance weighs differs.
    assert_eq!(weight(3, 1), "56");
    assert_eq!(weight(5, 6), "88");
    assert_eq!(weight(6, 1), "56");
    assert!(weight(7, 1).parse::<u32>().is_ok());
    assert_eq!(weight(8, 1), "56");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn lenses_and_hints_come_where_they_are_asked_for() {
    let document = json!({ "uri": URI });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99_999, "character": 0 } });
    let mut client = Client::ready(pulling());
    client.open(URI, TREE);
    assert!(client.request("textDocument/codeLens", json!({ "textDocument": document })).is_null());
    let asked = json!({ "textDocument": document, "range": range });
    assert!(client.request("textDocument/inlayHint", asked.clone()).is_null());
    assert_eq!(client.shut_down(), Some(0));

    let options = json!({ "codeLens": true, "inlayHints": true });
    let mut client = Client::with(json!({ "capabilities": pulling(), "initializationOptions": options }));
    client.open(URI, &format!("{TREE}\n\nnames = []\nothers = names\n"));
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": document }));
    let title = lenses[0]["command"]["title"].as_str().expect("a title");
    assert!(title.starts_with("in 1 reference cycle, "), "{title}");
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "# moved\n\n")]));
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": document }));
    assert_eq!(lenses[0]["range"]["start"]["line"], 2);
    let hints = client.request("textDocument/inlayHint", asked);
    let last = hints.as_array().and_then(|hints| hints.last()).expect("hints");
    assert_eq!(last["label"], "refs others: 2");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn cycles_are_drawn() {
    let mut client = Client::ready(pulling());
    client.open(URI, TREE);
    let asked = json!({ "uri": URI, "format": "dot", "class": "Node" });
    let graph = client.request("heaplint/cycleGraph", asked);
    assert_eq!(graph["cycles"], 1);
    let dot = graph["text"].as_str().expect("a text");
    assert!(
        dot.starts_with("digraph heaplint {") && dot.contains("tree:Node") && dot.contains("attr root"),
        "{dot}"
    );
    assert!(dot.contains("tree.py:8"), "{dot}");
    let drawn = client.request("heaplint/cycleGraph", json!({ "uri": URI, "format": "svg" }));
    let svg = drawn["text"].as_str().expect("a text");
    assert!(
        svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n") && svg.contains("tree:Node"),
        "{svg}"
    );
    assert_eq!(client.request("heaplint/cycleGraph", json!({ "uri": URI, "format": "svg" })), drawn);
    let argument = json!({ "uri": URI });
    let params = json!({ "command": "heaplint.cycleGraph", "arguments": [argument] });
    let graph = client.request("workspace/executeCommand", params);
    assert!(graph["text"].as_str().is_some_and(|text| text.starts_with("flowchart LR")), "{graph}");
    assert_eq!(client.refused("heaplint/cycleGraph", json!({ "uri": URI, "format": "jpeg" })), -32602);
    assert_eq!(client.refused("workspace/executeCommand", json!({ "command": "no.such" })), -32602);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn status_and_trace_are_told() {
    let mut client = Client::ready(pulling());
    client.open(URI, "x = []\ndel x\n");
    client.pulled(URI);
    let status = client.request("heaplint/status", json!({}));
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(status["projects"][0]["open"], 1);
    let trace = client.request("heaplint/trace", json!({ "uri": URI }));
    let text = trace["text"].as_str().expect("a text");
    assert!(text.contains("its last reference is gone"), "{text}");
    assert_eq!(client.shut_down(), Some(0));
}
