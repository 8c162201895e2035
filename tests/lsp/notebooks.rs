//! Notebooks: cells are one program, and each is told what stands in it.

use serde_json::{Value, json};

use crate::client::{Client, applied, codes, pulling, pushed};
use crate::workspace::{everything, folder, in_folder, until, uri};

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

/// Kinds and addresses of code cells.
fn cells(numbers: &[u32]) -> Vec<Value> {
    numbers.iter().map(|&number| json!({ "kind": 2, "document": cell(number) })).collect()
}

#[test]
fn cells_have_hover_and_actions_of_their_own() {
    let mut client = Client::ready(pulling());
    let first = "%matplotlib inline\nclass Tree:\n    def __init__(self):\n        self.root = Node(self)";
    let second = "class Node:\n    def __init__(self, tree):\n        self.tree = tree\n\n\n\
                  def attempt(job):\n    error = None\n    try:\n        return job()\n    \
                  except ValueError as exc:\n        error = exc\n    raise error\n\n# heaplint: ignore[HL104]";
    client.notify("notebookDocument/didOpen", json!({
        "notebookDocument": { "uri": BOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": cells(&[1, 2]) },
        "cellTextDocuments": [item(1, first), item(2, second)],
    }));
    let found = |code: &str, line| (code.to_owned(), line);
    assert_eq!(codes(&client.pulled(&cell(2))), [found("HL101", 2), found("HL105", 9), found("HL002", 13)]);
    let document = json!({ "uri": cell(2) });
    let at = json!({ "line": 0, "character": 7 });
    let hover = client.request("textDocument/hover", json!({ "textDocument": document, "position": at }));
    assert!(hover["contents"]["value"].as_str().is_some_and(|text| text.contains("`Node`")), "{hover}");
    assert_eq!(hover["range"]["start"], json!({ "line": 0, "character": 6 }));

    let mut fixed = |line: u32| {
        let at = json!({ "line": line, "character": 8 });
        let params = json!({
            "textDocument": document,
            "range": { "start": at, "end": at },
            "context": { "diagnostics": [], "only": ["quickfix"] },
        });
        let actions = client.request("textDocument/codeAction", params);
        let action = actions.as_array().expect("actions").first().unwrap_or_else(|| panic!("{line}")).clone();
        assert_eq!(action["diagnostics"][0]["range"]["start"]["line"], line);
        let action = client.request("codeAction/resolve", action);
        applied(second, &action["edit"]["changes"][cell(2)])
    };
    let text = fixed(9);
    assert!(text.contains("    try:\n        raise error\n    finally:\n        error = None\n"), "{text}");
    assert_eq!(fixed(13), second.replace("\n# heaplint: ignore[HL104]", "\n"));
    assert!(fixed(2).contains("self.tree = tree  # heaplint: ignore[HL101]"));
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn notebooks_that_are_not_open_are_told_too() {
    let code = |lines: &str| json!({ "cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": lines });
    let (tree, node) = (
        "class Tree:\n    def __init__(self):\n        self.root = Node(self)",
        "class Node:\n    def __init__(self, tree):\n        self.tree = tree",
    );
    let book = json!({ "cells": [code(tree), code(node)], "metadata": { "language_info": { "name": "python" } }, "nbformat": 4, "nbformat_minor": 5 });
    let folder = folder(&[("book.ipynb", &book.to_string())]);
    let mut client = in_folder(&folder, pulling());
    let closed = [("book.ipynb".to_owned(), vec![("HL101".to_owned(), 0)])];
    assert_eq!(everything(&mut client), closed);
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let item_of_file = &report["items"][0]["items"][0];
    assert!(
        item_of_file["message"].as_str().is_some_and(|text| text.starts_with("cell 2, line 3: ")),
        "{item_of_file}"
    );

    let whole = uri(&folder.path().join("book.ipynb"));
    client.notify("notebookDocument/didOpen", json!({
        "notebookDocument": { "uri": whole, "notebookType": "jupyter-notebook", "version": 1, "cells": cells(&[1, 2]) },
        "cellTextDocuments": [item(1, tree), item(2, node)],
    }));
    let opened = [("book.ipynb#2".to_owned(), vec![("HL101".to_owned(), 2)])];
    until(&mut client, |files| files == opened);
    client.notify(
        "notebookDocument/didClose",
        json!({
            "notebookDocument": { "uri": whole },
            "cellTextDocuments": [{ "uri": cell(1) }, { "uri": cell(2) }],
        }),
    );
    until(&mut client, |files| files == closed);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_file_that_meets_a_notebook_names_its_cells() {
    let code = |lines: &str| json!({ "cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": lines });
    let first = "import tree";
    let second = "class Node:\n    def __init__(self, tree: tree.Tree):\n        self.tree = tree\n        tree.grow(self)";
    let book =
        json!({ "cells": [code(first), code(second)], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 });
    let tree = "class Tree:\n    def __init__(self):\n        self.root = None\n\n    def grow(self, node):\n        self.root = node\n";
    let folder = folder(&[("book.ipynb", &book.to_string()), ("tree.py", tree)]);
    let mut client = in_folder(&folder, pulling());
    let whole = uri(&folder.path().join("book.ipynb"));
    client.notify("notebookDocument/didOpen", json!({
        "notebookDocument": { "uri": whole, "notebookType": "jupyter-notebook", "version": 1, "cells": cells(&[1, 2]) },
        "cellTextDocuments": [item(1, first), item(2, second)],
    }));
    until(&mut client, |files| files.len() == 1);
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert!(report["items"][0]["uri"].as_str().is_some_and(|uri| uri.ends_with("tree.py")), "{report}");
    let related = report["items"][0]["items"][0]["relatedInformation"].as_array().expect("edges").clone();
    assert!(!related.is_empty(), "{report}");
    let place =
        |edge: &Value| (edge["location"]["uri"].clone(), edge["location"]["range"]["start"]["line"].clone());
    assert!(related.iter().any(|edge| place(edge) == (json!(cell(2)), json!(2))), "{related:?}");
    assert_eq!(client.shut_down(), Some(0));
}
