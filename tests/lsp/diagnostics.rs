//! Diagnostics: pushed or pulled, never both, of the right version, with their story.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, TREE, TREE_URI as URI, codes, edit, pulling, pushed};

#[test]
fn pushed_diagnostics_are_of_the_latest_version() {
    let mut client = Client::ready(pushed());
    client.open(URI, TREE);
    assert_eq!(codes(&client.published(URI, Some(1))), [("HL101".to_owned(), 7)]);
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "# a line\n\n")]));
    assert_eq!(codes(&client.published(URI, Some(2))), [("HL101".to_owned(), 9)]);
    client.change(URI, 3, json!([edit((9, 8), (9, 24), "pass")]));
    assert_eq!(client.published(URI, Some(3)), Vec::<Value>::new());
    client.close(URI);
    assert_eq!(client.published(URI, None), Vec::<Value>::new());
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_client_that_pulls_is_not_pushed_to() {
    let mut client = Client::ready(pulling());
    client.open(URI, TREE);
    assert_eq!(codes(&client.pulled(URI)), [("HL101".to_owned(), 7)]);
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "\n")]));
    assert_eq!(codes(&client.pulled(URI)), [("HL101".to_owned(), 8)]);
    client.close(URI);
    assert_eq!(client.pulled(URI), Vec::<Value>::new());
    client.settle(Duration::from_millis(100));
    assert!(client.unread.iter().all(|message| message["method"] != "textDocument/publishDiagnostics"));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let mut client = Client::ready(pulling());
    client.open(URI, TREE);
    let document = json!({ "uri": URI });
    let first = client.request("textDocument/diagnostic", json!({ "textDocument": document }));
    let id = first["resultId"].clone();
    let again = json!({ "textDocument": document, "previousResultId": id });
    let second = client.request("textDocument/diagnostic", again.clone());
    assert_eq!(second, json!({ "kind": "unchanged", "resultId": id }));
    client.change(URI, 2, json!([edit((0, 0), (0, 0), "\n")]));
    assert_eq!(client.request("textDocument/diagnostic", again)["kind"], "full");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_cycle_is_told_edge_by_edge() {
    let mut client = Client::ready(pushed());
    client.open(URI, TREE);
    let items = client.published(URI, Some(1));
    let item = &items[0];
    assert_eq!(item["source"], "heaplint");
    assert_eq!(item["severity"], 2);
    let lines: Vec<u64> = item["relatedInformation"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|related| related["location"]["range"]["start"]["line"].as_u64().expect("a line"))
        .collect();
    assert_eq!(lines, [7, 2]);
    let page = item["codeDescription"]["href"].as_str().expect("an address");
    assert!(page.ends_with("reference-cycle.md"), "{page}");
    assert_eq!(item["data"]["name"], "reference-cycle");
    assert_eq!(item["data"]["fingerprint"].as_str().map(str::len), Some(16));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn places_count_in_units_of_the_encoding() {
    for (encoding, start) in [("utf-8", 15), ("utf-16", 13), ("utf-32", 12)] {
        let mut capabilities = pushed();
        capabilities["general"] = json!({ "positionEncodings": [encoding] });
        let mut client = Client::ready(capabilities);
        client.open(URI, "'🐍'; x = ['', é\n");
        let items = client.published(URI, Some(1));
        assert_eq!(items[0]["code"], "HL001");
        let end = &items[0]["range"]["start"];
        assert!(end["line"] == 0 || end["line"] == 1, "{encoding} {start} {end}");
        assert_eq!(client.shut_down(), Some(0));
    }
}

#[test]
fn other_languages_are_none_of_our_business() {
    let mut client = Client::ready(pushed());
    let item = json!({ "uri": "file:///a.bin", "languageId": "plaintext", "version": 1, "text": "def f(:" });
    client.notify("textDocument/didOpen", json!({ "textDocument": item }));
    assert_eq!(client.text("file:///a.bin"), "def f(:");
    client.settle(Duration::from_millis(100));
    assert!(client.unread.is_empty(), "{:?}", client.unread);
    assert_eq!(client.shut_down(), Some(0));
}
