//! Fixes as an editor applies them: what is left has nothing more to tell.

use serde_json::{Value, json};

use crate::client::{Client, applied, codes, pulling};

const URI: &str = "file:///nowhere/attempt.py";

/// An exception that a local keeps, in two places, and a comment that silences nothing.
const ATTEMPTS: &str = "\
def attempt(job):
    error = None
    try:
        return job()
    except ValueError as exc:
        error = exc
    raise error


def again(job):
    error = None
    try:
        return job()
    except KeyError as exc:
        error = exc
    raise error


x = 1  # heaplint: ignore[HL101]
";

fn offered(client: &mut Client, line: u32, only: &str) -> Vec<Value> {
    let at = json!({ "line": line, "character": 10 });
    let params = json!({
        "textDocument": { "uri": URI },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": [], "only": [only] },
    });
    let Value::Array(actions) = client.request("textDocument/codeAction", params) else {
        panic!("a list of actions");
    };
    actions
}

#[test]
fn a_fix_does_away_with_its_finding() {
    let mut client = Client::ready(pulling());
    client.open(URI, ATTEMPTS);
    let found = |code: &str, line| (code.to_owned(), line);
    assert_eq!(codes(&client.pulled(URI)), [found("HL105", 4), found("HL105", 13), found("HL002", 18)]);
    let fix = offered(&mut client, 4, "quickfix").into_iter().find(|action| action["isPreferred"] == true);
    let fix = client.request("codeAction/resolve", fix.expect("a safe fix"));
    assert_eq!(fix["diagnostics"][0]["code"], "HL105");
    let text = applied(ATTEMPTS, &fix["edit"]["changes"][URI]);
    client.change(URI, 2, json!([{ "text": text }]));
    assert_eq!(codes(&client.pulled(URI)), [found("HL105", 16), found("HL002", 21)]);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn all_that_is_safe_is_fixed_at_once() {
    let mut client = Client::ready(pulling());
    client.open(URI, ATTEMPTS);
    let all = offered(&mut client, 0, "source.fixAll").pop().expect("an action");
    assert_eq!(all["kind"], "source.fixAll.heaplint");
    let all = client.request("codeAction/resolve", all);
    let text = applied(ATTEMPTS, &all["edit"]["changes"][URI]);
    assert_eq!(text.matches("finally:\n        error = None").count(), 2, "{text}");
    client.change(URI, 2, json!([{ "text": text }]));
    assert_eq!(client.pulled(URI), Vec::<Value>::new());
    assert!(offered(&mut client, 0, "source.fixAll").is_empty());
    assert_eq!(client.shut_down(), Some(0));
}
