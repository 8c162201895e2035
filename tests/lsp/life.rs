//! Beginning and end of a connection.

use serde_json::{Value, json};

use crate::client::{Client, pulling, pushed};

const URI: &str = "untitled:one.py";

#[test]
fn the_status_tells_whether_shutdown_was_asked_for() {
    assert_eq!(Client::ready(pushed()).shut_down(), Some(0));
    let mut client = Client::ready(pushed());
    client.notify("exit", Value::Null);
    assert_eq!(client.ended(), Some(1));
    let mut client = Client::ready(pushed());
    client.hang_up();
    assert_eq!(client.ended(), Some(1));
    let mut client = Client::start();
    client.hang_up();
    assert_eq!(client.ended(), Some(1));
}

#[test]
fn nothing_is_taken_in_before_initialize() {
    let mut client = Client::start();
    client.open(URI, "x = 1\n");
    let hover = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } });
    assert_eq!(client.refused("textDocument/hover", hover), -32002);
    client.request("initialize", json!({ "capabilities": pushed() }));
    client.notify("initialized", json!({}));
    assert_eq!(client.refused("heaplint/documentText", json!({ "uri": URI })), -32602);
    assert_eq!(client.refused("initialize", json!({ "capabilities": {} })), -32600);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn nothing_is_taken_in_after_shutdown() {
    let mut client = Client::ready(pushed());
    client.open(URI, "x = 1\n");
    client.request("shutdown", Value::Null);
    client.change(URI, 2, json!([{ "text": "y = 2\n" }]));
    assert_eq!(client.refused("heaplint/documentText", json!({ "uri": URI })), -32600);
    assert_eq!(client.refused("shutdown", Value::Null), -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.ended(), Some(0));
}

#[test]
fn all_of_a_session_may_come_in_one_piece() {
    let mut client = Client::start();
    let first = client.ask("initialize", json!({ "capabilities": pulling() }));
    client.notify("initialized", json!({}));
    client.open(URI, "def f(:\n");
    client.change(URI, 2, json!([{ "text": "x = [\n" }]));
    let pull = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
    let last = client.ask("shutdown", Value::Null);
    assert!(client.answer(first)["result"]["capabilities"].is_object());
    assert_eq!(client.answer(pull)["result"]["items"][0]["code"], "HL001");
    assert!(client.answer(last)["result"].is_null());
    client.notify("exit", Value::Null);
    assert_eq!(client.ended(), Some(0));
}

#[test]
fn what_is_not_known_is_refused_or_passed_over() {
    let mut client = Client::ready(pushed());
    assert_eq!(client.refused("heaplint/noSuchThing", json!({})), -32601);
    assert_eq!(client.refused("$/noSuchThing", json!({})), -32601);
    client.notify("heaplint/noSuchThing", json!([1]));
    client.notify("$/noSuchThing", Value::Null);
    assert_eq!(client.shut_down(), Some(0));
}
