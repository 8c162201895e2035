//! A client that says exactly what it is told to, and answers what the server asks.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Whoever waits longer than this waits in vain.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A server and the messages it sent that nobody has asked about yet.
pub struct Client {
    pub child: Child,
    stdin: Option<ChildStdin>,
    inbox: Receiver<Value>,
    is_deaf: Arc<AtomicBool>,
    pub unread: VecDeque<Value>,
    last_id: i64,
    /// What `workspace/configuration` is answered with.
    pub settings: Value,
}

/// What an editor that pulls says of itself.
pub fn pulling() -> Value {
    json!({ "textDocument": {
        "diagnostic": { "relatedInformation": true, "dataSupport": true },
        "codeAction": {
            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source"] } },
            "dataSupport": true,
            "resolveSupport": { "properties": ["edit"] },
        },
    } })
}

/// What an editor that is pushed to says of itself.
pub fn pushed() -> Value {
    json!({ "textDocument": { "publishDiagnostics": {
        "relatedInformation": true, "codeDescriptionSupport": true, "dataSupport": true, "tagSupport": { "valueSet": [1, 2] },
    } } })
}

impl Client {
    pub fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heaplint"));
        // Pages of rules are written to the user's cache.
        command.args(["server", "--stdio", "--clientProcessId=1"]).env("XDG_CACHE_HOME", cache());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the server starts");
        let stdout = child.stdout.take().expect("piped");
        let (sender, inbox) = channel();
        let is_deaf = Arc::new(AtomicBool::new(false));
        let deaf = is_deaf.clone();
        thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() || deaf.load(Ordering::Relaxed) {
                    break;
                }
            }
            // A pipe that is closed would tell the server that nobody reads.
            while deaf.load(Ordering::Relaxed) {
                thread::park_timeout(PATIENCE);
            }
        });
        let stdin = child.stdin.take();
        Self { child, stdin, inbox, is_deaf, unread: VecDeque::new(), last_id: 0, settings: Value::Null }
    }

    /// A server that is set up for documents outside all folders.
    pub fn ready(capabilities: Value) -> Self {
        Self::with(json!({ "capabilities": capabilities }))
    }

    pub fn with(params: Value) -> Self {
        let mut client = Self::start();
        client.request("initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        // A server that has ended is noticed by whoever waits for it.
        let _ = self.stdin.as_mut().map(|stdin| stdin.write_all(bytes));
    }

    pub fn send(&mut self, message: &Value) {
        self.raw(&frame(message));
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request without waiting; its number.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params }));
        self.last_id
    }

    /// The whole answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(&format!("the answer to request {id}"), |message| {
            message["id"] == id && message.get("method").is_none()
        })
    }

    /// The result of a request that must succeed.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let mut answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// The error code of a request that must fail.
    pub fn refused(&mut self, method: &str, params: Value) -> i64 {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method} is refused: {answer}"))
    }

    /// The first message that fits, once it has come.
    pub fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.unread.iter().position(&fits) {
                return self.unread.remove(at).expect("there");
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.inbox.recv_timeout(left) {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => panic!("{what} does not come"),
                Err(RecvTimeoutError::Disconnected) => panic!("{what} does not come: the server ended"),
            }
        }
    }

    fn take(&mut self, message: Value) {
        if let (Some(id), Some(method)) = (message.get("id"), message["method"].as_str()) {
            let result = match method {
                "workspace/configuration" => json!([self.settings]),
                _ => Value::Null,
            };
            let answer = json!({ "jsonrpc": "2.0", "id": id, "result": result });
            self.send(&answer);
        }
        self.unread.push_back(message);
    }

    /// Takes in all that comes until nothing comes for a while.
    pub fn settle(&mut self, quiet: Duration) {
        while let Ok(message) = self.inbox.recv_timeout(quiet) {
            self.take(message);
        }
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": "python", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
    }

    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// The text as the server has it.
    pub fn text(&mut self, uri: &str) -> String {
        let result = self.request("heaplint/documentText", json!({ "uri": uri }));
        result["text"].as_str().expect("a text").to_owned()
    }

    /// The diagnostics that are published for a version.
    pub fn published(&mut self, uri: &str, version: Option<i64>) -> Vec<Value> {
        let mut message = self.wait(&format!("diagnostics of {uri} {version:?}"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"].as_i64() == version
        });
        match message["params"]["diagnostics"].take() {
            Value::Array(items) => items,
            other => panic!("no list: {other}"),
        }
    }

    /// The diagnostics of a document, asked for.
    pub fn pulled(&mut self, uri: &str) -> Vec<Value> {
        let mut report = self.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
        match report["items"].take() {
            Value::Array(items) => items,
            other => panic!("no list: {other}"),
        }
    }

    /// Ends as the protocol asks; the exit status.
    pub fn shut_down(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.ended()
    }

    /// Closes the server's input.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// Lets the server's output pile up from here on.
    pub fn stop_reading(&mut self) {
        let (_, nothing) = channel();
        self.inbox = nothing;
        self.is_deaf.store(true, Ordering::Relaxed);
    }

    /// The exit status, once the process has ended.
    pub fn ended(&mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("a process") {
                return status.code();
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A process that has ended already is no trouble.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.is_deaf.store(false, Ordering::Relaxed);
        let mut errors = String::new();
        if let Some(stderr) = self.child.stderr.as_mut() {
            let _ = stderr.read_to_string(&mut errors);
        }
        if !thread::panicking() {
            assert!(errors.is_empty(), "the server wrote to its error stream: {errors}");
        }
    }
}

fn cache() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

pub fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(digits) => length = digits.parse().expect("a number"),
            None if line.trim_end().is_empty() => break,
            None => panic!("no header: {line}"),
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}

/// A document with one reference cycle, and its address.
pub const TREE_URI: &str = "file:///nowhere/tree.py";

pub const TREE: &str = "\
class Tree:
    def __init__(self):
        self.root = Node(self)


class Node:
    def __init__(self, tree):
        self.tree = tree
";

/// A change of a range.
pub fn edit(from: (u32, u32), to: (u32, u32), text: &str) -> Value {
    json!({
        "range": {
            "start": { "line": from.0, "character": from.1 },
            "end": { "line": to.0, "character": to.1 },
        },
        "text": text,
    })
}

/// Codes and start lines of diagnostics, in order.
pub fn codes(items: &[Value]) -> Vec<(String, u64)> {
    let code = |item: &Value| {
        let code = item["code"].as_str().expect("a code").to_owned();
        (code, item["range"]["start"]["line"].as_u64().expect("a line"))
    };
    items.iter().map(code).collect()
}

/// A text of ASCII after edits that do not touch each other.
pub fn applied(text: &str, edits: &Value) -> String {
    let offset = |at: &Value| {
        let number = |name: &str| at[name].as_u64().expect("a number") as usize;
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        start + number("character")
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let (start, end) = (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
            (start, end, edit["newText"].as_str().expect("a text"))
        })
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}
