//! `heaplint sizes`: the table, its order, and its JSON.

use insta::assert_snapshot;
use serde_json::Value;

use super::run::Folder;

const SHAPES: &str = "class Point:\n    def __init__(self, x, y):\n        self.x = x\n        self.y = y\n\n\n\
                      class Slotted:\n    __slots__ = (\"x\",)\n\n    def __init__(self, x):\n        self.x = x\n\n\n\
                      class Open(Point):\n    def put(self, values):\n        self.__dict__.update(values)\n\n\n\
                      class Failure(Exception):\n    def __init__(self, code):\n        self.code = code\n";

fn shapes() -> Folder {
    let folder = Folder::new();
    folder.file("a.py", SHAPES);
    folder
}

#[test]
fn the_table_says_what_slots_save_and_why_not() {
    let ended = shapes().run(&["sizes", "--target-version", "3.13", "a.py"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert_snapshot!(ended.stdout);
}

#[test]
fn json_has_one_row_for_each_class() {
    let ended =
        shapes().run(&["sizes", "--target-version", "3.8", "--sort", "name", "--output-format", "json"]);
    let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let rows = report["classes"].as_array().expect("a list");
    let names: Vec<_> = rows.iter().map(|row| row["name"].as_str().unwrap_or_default()).collect();
    assert_eq!(names, ["Failure", "Open", "Point", "Slotted"]);
    assert_eq!(rows[2]["attributes"], serde_json::json!(["x", "y"]));
    let saved =
        rows[2]["bytes"]["now"].as_u64().unwrap_or(0) - rows[2]["bytes"]["slots"].as_u64().unwrap_or(0);
    assert!(saved >= 96, "{}", rows[2]);
    assert_eq!(rows[0].get("bytes"), None);
}
