//! The server's text is the editor's: random edits against a plain string, in every encoding.

use serde_json::{Value, json};

use crate::client::{Client, edit, pushed};
use crate::support::random::Random;

const URI: &str = "file:///nowhere/text.py";

fn with_encoding(encoding: &str) -> Client {
    let mut capabilities = pushed();
    capabilities["general"] = json!({ "positionEncodings": [encoding] });
    let mut client = Client::start();
    let result = client.request("initialize", json!({ "capabilities": capabilities }));
    assert_eq!(result["capabilities"]["positionEncoding"], encoding);
    client.notify("initialized", json!({}));
    client
}

/// The position of a character of a text, counted the slow way.
fn position(text: &str, at: usize, encoding: &str) -> (u32, u32) {
    let before: Vec<char> = text.chars().take(at).collect();
    let next = text.chars().nth(at);
    let (mut line, mut start) = (0, 0);
    for (i, &c) in before.iter().enumerate() {
        let follows = before.get(i + 1).copied().or(if i + 1 == before.len() { next } else { None });
        if c == '\n' || (c == '\r' && follows != Some('\n')) {
            line += 1;
            start = i + 1;
        }
    }
    let units = |c: &char| match encoding {
        "utf-8" => c.len_utf8(),
        "utf-16" => c.len_utf16(),
        _ => 1,
    };
    // Between a carriage return and its newline is the end of the line, not a place of its own.
    let inside = before[start..].iter().filter(|c| **c != '\r').map(units).sum::<usize>();
    (line, inside as u32)
}

/// Whether a place can be named by a position: not between the two halves of a line end.
fn is_place(chars: &[char], at: usize) -> bool {
    !(at > 0 && chars[at - 1] == '\r' && chars.get(at) == Some(&'\n'))
}

#[test]
fn random_edits_leave_the_editors_text() {
    let pieces =
        ["x", "\n", "\r\n", "\r", "é", "漢字", "🐍", "\u{c}", "\u{2028}", "= 1\n", "", "class A: pass\r\n"];
    for (seed, encoding) in ["utf-8", "utf-16", "utf-32"].into_iter().enumerate() {
        let mut client = with_encoding(encoding);
        let mut random = Random(seed as u64 + 7);
        let mut text: Vec<char> = "import gc\r\n\u{c}x = '🐍é'\rprint(x)\n".chars().collect();
        client.open(URI, &text.iter().collect::<String>());
        for version in 2..120 {
            let mut changes = Vec::new();
            for _ in 0..=random.below(3) {
                let (mut a, mut b) = (random.below(text.len() + 1), random.below(text.len() + 1));
                if b < a {
                    std::mem::swap(&mut a, &mut b);
                }
                b = b.min(a + 6);
                while !is_place(&text, a) {
                    a -= 1;
                }
                while !is_place(&text, b) {
                    b += 1;
                }
                let whole: String = text.iter().collect();
                let piece = pieces[random.below(pieces.len())];
                changes.push(edit(position(&whole, a, encoding), position(&whole, b, encoding), piece));
                text.splice(a..b, piece.chars());
            }
            client.change(URI, version, Value::Array(changes));
            if version % 10 == 0 {
                assert_eq!(client.text(URI), text.iter().collect::<String>(), "{encoding} {version}");
            }
        }
        assert_eq!(client.shut_down(), Some(0));
    }
}

#[test]
fn impossible_edits_are_refused_and_nothing_is_lost() {
    let mut client = with_encoding("utf-16");
    client.open(URI, "a = '🐍'\nb = 2\n");
    let before = client.text(URI);
    let mut version = 1;
    for change in [
        edit((1, 3), (0, 0), "x"),
        edit((2, 0), (1, 9), "x"),
        edit((99, 0), (99, 5), "x"),
        json!({ "range": { "start": { "line": -1, "character": 0 }, "end": { "line": 0, "character": 0 } }, "text": "x" }),
        json!({ "range": { "start": { "line": "0", "character": 0.5 }, "end": null }, "text": "x" }),
        json!({ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } } }),
        json!(7),
    ] {
        version += 1;
        client.change(URI, version, json!([change]));
        assert_eq!(client.text(URI), before, "{change}");
    }
    client.change(URI, 20, json!([edit((0, 99), (1, 999_999), "!")]));
    assert_eq!(client.text(URI), "a = '🐍'!\n");
    client.change(URI, 21, json!([edit((0, 6), (0, 6), "_")]));
    assert_eq!(client.text(URI), "a = '_🐍'!\n", "inside a pair counts as before it");
    client.change(URI, 22, json!([{ "text": "whole\n" }]));
    assert_eq!(client.text(URI), "whole\n");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn requests_see_the_text_they_were_asked_about() {
    let mut client = with_encoding("utf-8");
    client.open(URI, "");
    let mut asked = Vec::new();
    for version in 2..200 {
        client.change(URI, version, json!([{ "text": format!("x = {version}\n") }]));
        asked.push((version, client.ask("heaplint/documentText", json!({ "uri": URI }))));
    }
    for (version, id) in asked {
        let answer = client.answer(id);
        assert_eq!(answer["result"], json!({ "text": format!("x = {version}\n"), "version": version }));
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn the_clients_first_choice_of_encoding_counts() {
    for (offered, chosen) in [
        (json!(["utf-32", "utf-8", "utf-16"]), "utf-32"),
        (json!(["klingon", "utf-8"]), "utf-8"),
        (json!([]), "utf-16"),
        (Value::Null, "utf-16"),
    ] {
        let mut client = Client::start();
        let capabilities = json!({ "general": { "positionEncodings": offered } });
        let result = client.request("initialize", json!({ "capabilities": capabilities }));
        assert_eq!(result["capabilities"]["positionEncoding"], chosen);
    }
}
