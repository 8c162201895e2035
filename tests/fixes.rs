//! What fixes make of texts: `fixtures/fixes/NAME.py` becomes `NAME.py.fixed`, whoever asks twice.
//!
//! `UPDATE=1` writes the fixed files.

mod support;

use std::fs;

use heaplint::base::FileId;
use heaplint::diagnostic::Applicability;
use heaplint::syntax::parse;
use support::{Project, files_below, root};

/// The text of one file after every fix, and how many there were.
fn fixed(text: &str, least: Applicability) -> (String, usize) {
    let mut project = Project::new([("case.py", text)]);
    if let Some(version) = text.lines().find_map(|line| line.strip_prefix("# python: ")) {
        project.settings.target = version.trim().parse().expect("a version");
    }
    let fixed = project.fix(least);
    let after = match fixed.files.get(&FileId(0)) {
        Some(rewritten) => String::from_utf8(rewritten.after.clone()).expect("UTF-8"),
        None => text.to_owned(),
    };
    let was_valid = parse(text, project.settings.target).is_valid();
    assert!(!was_valid || parse(&after, project.settings.target).is_valid(), "{after}");
    (after, fixed.count)
}

#[test]
fn fixtures_become_what_stands_beside_them() {
    let mut wrong = Vec::new();
    for path in files_below(&root().join("fixtures/fixes")) {
        if path.extension().is_none_or(|end| end != "py") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable");
        let (after, count) = fixed(&text, Applicability::Unsafe);
        assert!(count > 0, "{}: nothing is fixed", path.display());
        let (again, more) = fixed(&after, Applicability::Unsafe);
        assert_eq!((again.as_str(), more), (after.as_str(), 0), "{}: not settled", path.display());
        let beside = path.with_extension("py.fixed");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&beside, &after).expect("writable");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if expected != after {
            wrong.push(format!("{}:\n{after}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE=1 writes the fixed files\n{}", wrong.join("\n"));
}

#[test]
fn line_ends_and_indentation_are_those_of_the_file() {
    let text = "class A:\r\n\tdef __init__(self):\r\n\t\tself.x = ''\r\n\r\n\r\ndef f():\r\n\treturn [A() for _ in range(9)]\r\n";
    let (after, count) = fixed(text, Applicability::Unsafe);
    assert_eq!(count, 1);
    assert!(after.starts_with("class A:\r\n\t__slots__ = ('x',)\r\n\r\n\tdef __init__"), "{after:?}");
    assert!(!after.replace("\r\n", "").contains('\n'));
}

#[test]
fn only_what_nobody_else_sees_is_safe() {
    let open = "class A:\n    def __init__(self):\n        self.x = 1\n\n\ndef f():\n    return [A() for _ in range(9)]\n";
    assert_eq!(fixed(open, Applicability::Safe).1, 0);
    assert_eq!(fixed(&open.replace('A', "_A"), Applicability::Safe).1, 1);
}

#[test]
fn a_text_that_does_not_parse_stays() {
    let text = "class A:\n    def __init__(self):\n        self.x = 1\n\n\ndef f(:\n    return [A() for _ in range(9)]\n";
    assert_eq!(fixed(text, Applicability::Unsafe), (text.to_owned(), 0));
}
