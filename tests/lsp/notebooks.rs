//! Notebooks: cells are one program, and each is told what stands in it.

use serde_json::{Value, json};

use crate::client::{Client, codes, pushed};

const BOOK: &str = "file:///nowhere/book.ipynb";

fn cell(number: u32) -> String {
    format!("vscode-notebook-cell:/nowhere/book.ipynb#{number}")
}

fn item(number: u32, text: &str) -> Value {
    json!({ "uri": cell(number), "languageId": "python", "version": 1, "text": text })
}

#[test]
fn a_cycle_may_go_through_two_cells() {
    let mut client = Client::ready(pushed());
    let first = "%matplotlib inline\nclass Tree:\n    def __init__(self):\n        self.root = Node(self)";
    let second = "class Node:\n    def __init__(self, tree):\n        self.tree = tree\n";
    let cells = [
        json!({ "kind": 2, "document": cell(1) }),
        json!({ "kind": 1, "document": cell(2) }),
        json!({ "kind": 2, "document": cell(3) }),
    ];
    client.notify("notebookDocument/didOpen", json!({
        "notebookDocument": { "uri": BOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": cells },
        "cellTextDocuments": [item(1, first), item(2, "# words"), item(3, second)],
    }));
    assert_eq!(client.published(&cell(1), Some(1)), Vec::<Value>::new());
    let items = client.published(&cell(3), Some(1));
    assert_eq!(codes(&items), [("HL101".to_owned(), 2)]);
    let uris: Vec<&Value> = items[0]["relatedInformation"]
        .as_array()
        .expect("edges")
        .iter()
        .map(|edge| &edge["location"]["uri"])
        .collect();
    assert_eq!(uris, [&json!(cell(3)), &json!(cell(1))]);

    let line = json!({ "range": { "start": { "line": 2, "character": 8 }, "end": { "line": 2, "character": 24 } }, "text": "pass" });
    client.notify("notebookDocument/didChange", json!({
        "notebookDocument": { "uri": BOOK, "version": 2 },
        "change": { "cells": { "textContent": [{ "document": { "uri": cell(3), "version": 2 }, "changes": [line] }] } },
    }));
    assert_eq!(client.published(&cell(3), Some(2)), Vec::<Value>::new());
    assert!(client.text(&cell(3)).ends_with("        pass\n"));

    client.notify(
        "notebookDocument/didChange",
        json!({
            "notebookDocument": { "uri": BOOK, "version": 3 },
            "change": { "cells": { "structure": {
                "array": { "start": 2, "deleteCount": 1, "cells": [{ "kind": 2, "document": cell(4) }] },
                "didOpen": [item(4, second)],
                "didClose": [{ "uri": cell(3) }],
            } } },
        }),
    );
    assert_eq!(codes(&client.published(&cell(4), Some(1))), [("HL101".to_owned(), 2)]);
    client.notify(
        "notebookDocument/didClose",
        json!({
            "notebookDocument": { "uri": BOOK },
            "cellTextDocuments": [{ "uri": cell(1) }, { "uri": cell(2) }, { "uri": cell(4) }],
        }),
    );
    assert_eq!(client.published(&cell(4), None), Vec::<Value>::new());
    assert_eq!(client.shut_down(), Some(0));
}
