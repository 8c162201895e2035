//! Clients that break the rules, or the server's patience.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::client::{Client, frame, pulling, pushed};

const URI: &str = "file:///nowhere/a.py";

#[test]
fn bodies_that_are_no_messages_are_answered() {
    let mut client = Client::ready(pushed());
    let bodies: [&[u8]; 9] = [
        b"{",
        b"hello",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        b"{\"id\":{},\"method\":\"x\"}",
        &[b'['; 9000],
        b"",
    ];
    for body in bodies {
        client.raw(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        client.raw(body);
        client.wait("a complaint", |message| message["id"].is_null() && message.get("error").is_some());
        assert_eq!(client.refused("heaplint/noSuchThing", json!({})), -32601);
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn headers_that_lie_cost_one_message() {
    let mut client = Client::ready(pushed());
    for header in [
        "Content-Length: abc\r\n\r\n",
        "Content-Length: -5\r\n\r\n",
        "Content-Length: 99999999999999999999999\r\n\r\n",
        "Content-Length: 9999999999999\r\n\r\n",
        "X-Nothing: 1\r\n\r\n{}",
        "Content-Length: 3\r\n\r\n{\"jsonrpc\":\"2.0\"}",
    ] {
        client.raw(header.as_bytes());
        assert_eq!(client.refused("heaplint/noSuchThing", json!({})), -32601, "{header}");
    }
    client.raw(b"content-LENGTH: 2\nX: y\nZ: w\nV: u\n\n{}");
    assert_eq!(client.refused("heaplint/noSuchThing", json!({})), -32601);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn notifications_of_the_wrong_shape_or_order_do_no_harm() {
    let mut client = Client::ready(pushed());
    client.open(URI, "x = 1\n");
    client.open(URI, "x = 2\n");
    client.change("file:///never/opened.py", 5, json!([{ "text": "y" }]));
    client.close("file:///never/opened.py");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": URI } }));
    client.notify("textDocument/didChange", Value::Null);
    client.notify("textDocument/didOpen", json!([1, 2]));
    client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": "not a uri \u{0}" } }));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": [1, "x", null] }));
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": 3 }] }));
    client.notify("initialized", json!({}));
    client.change(URI, -3, json!([]));
    assert_eq!(client.text(URI), "x = 2\n");
    let without_version =
        json!({ "textDocument": { "uri": URI, "version": null }, "contentChanges": [{ "text": "z" }] });
    client.notify("textDocument/didChange", without_version);
    assert_eq!(client.text(URI), "z");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn requests_about_nothing_are_answered() {
    let mut client = Client::ready(pulling());
    let at = json!({ "line": 0, "character": 0 });
    for uri in ["file:///never/opened.py", "untitled:x", "file:///", "file:///%ff%00"] {
        let document = json!({ "uri": uri });
        let place = json!({ "textDocument": document, "position": at });
        assert!(client.request("textDocument/hover", place).is_null());
        let report = client.request("textDocument/diagnostic", json!({ "textDocument": document }));
        assert_eq!(report["items"], json!([]));
        assert_eq!(client.refused("heaplint/documentText", document), -32602);
    }
    assert_eq!(client.refused("textDocument/hover", Value::Null), -32602);
    assert_eq!(client.refused("textDocument/hover", json!({ "textDocument": {} })), -32602);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn every_request_of_a_storm_has_one_answer() {
    let mut client = Client::ready(pulling());
    client.open(URI, "x = []\n");
    let mut asked = Vec::new();
    for version in 2..300 {
        client.change(URI, version, json!([{ "text": format!("x = [{version}]\n") }]));
        let id = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
        client.notify(
            "$/cancelRequest",
            json!({ "id": if version % 3 == 0 { json!("none") } else { json!(id) } }),
        );
        asked.push(id);
    }
    for id in asked {
        let answer = client.answer(id);
        assert!(answer.get("result").is_some() || answer["error"]["code"] == -32800, "{answer}");
    }
    assert_eq!(client.pulled(URI), Vec::<Value>::new());
    assert!(client.unread.iter().all(|message| message.get("id").is_none()), "{:?}", client.unread);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn documents_may_come_and_go_faster_than_they_are_read() {
    let mut client = Client::ready(pushed());
    for round in 0..100 {
        let uri = format!("file:///nowhere/{}.py", round % 7);
        client.open(&uri, &format!("x = {round}\n"));
        client.change(&uri, 2, json!([{ "text": "def f(:\n" }]));
        client.close(&uri);
    }
    client.open(URI, "def f(:\n");
    assert_eq!(client.published(URI, Some(1))[0]["code"], "HL001");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_document_may_be_very_long() {
    let mut client = Client::ready(pushed());
    let mut text = String::new();
    for line in 0..10_000 {
        writeln!(text, "name_{line} = {line}{}", "\n# words".repeat(9)).expect("memory");
    }
    client.open(URI, &text);
    client.change(URI, 2, json!([crate::client::edit((99_999, 0), (99_999, 0), "def f(:\n")]));
    let items = client.published(URI, Some(2));
    assert_eq!(items[0]["code"], "HL001");
    assert_eq!(client.text(URI).len(), text.len() + 8);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_client_that_never_reads_is_served_all_the_same() {
    let mut client = Client::start();
    client.stop_reading();
    client.send(
        &json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
    );
    client.notify("initialized", json!({}));
    let text = "x = [\n".repeat(50);
    client.open(URI, &text);
    let mut all = Vec::new();
    for id in 2..3000 {
        let params = json!({ "uri": URI });
        let message =
            json!({ "jsonrpc": "2.0", "id": id, "method": "heaplint/documentText", "params": params });
        all.extend(frame(&message));
    }
    client.raw(&all);
    client.send(&json!({ "jsonrpc": "2.0", "id": 1_000_000, "method": "shutdown" }));
    client.notify("exit", Value::Null);
    assert_eq!(client.ended(), Some(0));
}
