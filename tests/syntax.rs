//! The border to the parser: decoding, recovery, deep nesting, suppression comments.

use heaplint::ir::Version;
use heaplint::syntax::{DEFAULT_SIZE_LIMIT, Names, SourceErrorKind, SourceFile, Suppressions, parse};

const VERSION: Version = Version::new(3, 13);

fn decode(bytes: &[u8]) -> Result<SourceFile, String> {
    SourceFile::decode("m.py", bytes, DEFAULT_SIZE_LIMIT).map_err(|error| error.to_string())
}

#[test]
fn text_is_decoded_as_python_decodes_it() {
    let cases: [(&[u8], &str); 10] = [
        (b"x = 1\n", "x = 1\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("s = 'é'\n".as_bytes(), "s = 'é'\n"),
        (b"# -*- coding: latin-1 -*-\ns = '\xe9\x85'\n", "# -*- coding: latin-1 -*-\ns = 'é\u{85}'\n"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=iso8859-15 :\n'\xa4'\n", {
            "#!/usr/bin/python\n# vim: set fileencoding=iso8859-15 :\n'€'\n"
        }),
        (b"\n# coding=cp1251\n'\xe9'\n", "\n# coding=cp1251\n'й'\n"),
        (b"# coding: koi8-r\n'\xca'\n", "# coding: koi8-r\n'й'\n"),
        (b"# coding: euc_jp\n'\xa4\xa2'\n", "# coding: euc_jp\n'あ'\n"),
        // A coding line counts on the first two lines only, and not after code.
        (b"x = 1\n# coding: nonsense\n", "x = 1\n# coding: nonsense\n"),
        (b"\n\n# coding: nonsense\n", "\n\n# coding: nonsense\n"),
    ];
    for (bytes, text) in cases {
        assert_eq!(decode(bytes).map(|file| file.text.to_string()).as_deref(), Ok(text));
    }
}

#[test]
fn what_cannot_be_read_is_told_with_place_and_advice() {
    let cases: [&[u8]; 5] = [
        b"x = 1\ny = '\xe9'\n",
        b"x = 1\n\0",
        b"# coding: martian\n",
        b"\xef\xbb\xbf# coding: latin-1\n",
        b"# coding: ascii\n\n'\xe9'\n",
    ];
    let told: Vec<String> = cases.iter().map(|bytes| decode(bytes).unwrap_err()).collect();
    insta::assert_snapshot!(told.join("\n"));
    let large = SourceFile::decode("m.py", &[b'\n'; 100], 99).unwrap_err();
    assert_eq!(large.kind, SourceErrorKind::TooLarge);
    insta::assert_snapshot!(large.to_string());
}

#[test]
fn broken_files_tell_their_errors_and_keep_the_rest() {
    let text = "def f(:\n    return 1\n\nx = = 2\nprint 'old'\nclass C:\n    pass\n";
    let parsed = parse(text, VERSION);
    let source = SourceFile::from_text("m.py", text);
    let told: Vec<String> = parsed
        .errors
        .iter()
        .map(|error| {
            let at = source.position(error.span.start);
            format!("{}:{} {}", at.line, at.column, error.message)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn syntax_of_later_versions_is_told_as_such() {
    let parsed = parse("match x:\n    case 1:\n        pass\n", Version::new(3, 9));
    assert!(parsed.errors.iter().all(|error| error.is_version_error));
    insta::assert_snapshot!(parsed.errors[0].message);
}

#[test]
fn deep_nesting_does_no_harm() {
    let depth = 100_000;
    let shapes = [
        ("(".repeat(depth), ")".repeat(depth)),
        ("[".repeat(depth), "]".repeat(depth)),
        ("-".repeat(depth), "1".into()),
        ("x".into(), ".y".repeat(depth)),
        ("x".into(), "()".repeat(depth)),
        ("1".into(), "+1".repeat(depth)),
        ("{1:".repeat(depth), "}".repeat(depth)),
        ("a if b else ".repeat(depth / 10), "c".into()),
        ("lambda:".repeat(depth / 10), "1".into()),
        ("f(".repeat(depth / 10), String::new()),
    ];
    for (open, close) in shapes {
        drop(parse(&format!("{open}{close}\n"), VERSION));
    }
    let nested: String = (0..1000).map(|level| format!("{}if x:\n", " ".repeat(level))).collect();
    drop(parse(&format!("{nested}{}pass\n", " ".repeat(1000)), VERSION));
}

/// Lines at which a finding of code HL101, reference-cycle, is silenced; then what is unused.
fn silenced(text: &str) -> (Vec<u32>, Vec<String>) {
    let source = SourceFile::from_text("m.py", text);
    let found = Suppressions::collect(&source, &parse(text, VERSION));
    let lines = 1..=source.lines().line_count();
    let rule = Names { code: "HL101", name: "reference-cycle", group: "cycles" };
    let lines = lines.filter(|&line| found.suppresses(rule, line)).collect();
    let unused = found.unused().into_iter().map(|unused| unused.code.unwrap_or_else(|| "all".into()));
    (lines, unused.chain(found.malformed.iter().map(|odd| odd.message.clone())).collect())
}

#[test]
fn suppressions_cover_their_statement() {
    let check = |text: &str, lines: &[u32], unused: &[&str]| {
        let (found, idle) = silenced(text);
        assert_eq!(
            (found.as_slice(), idle.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
            (lines, unused),
            "{text}"
        );
    };
    check("x = 1\ny = 2  # heaplint: ignore[HL101] because\nz = 3\n", &[2], &[]);
    check("y = 2  # heaplint: ignore[reference-cycle, HL999]\n", &[1], &["HL999"]);
    check("y = 2  # heaplint: ignore[ALL]\n", &[1], &[]);
    check("y = 2  # heaplint: ignore[cycles]\n", &[1], &[]);
    let nameless = ["`ignore` names no rule; write `ignore[rule]`, or `ignore[ALL]`"];
    check("y = 2  # heaplint: ignore\n", &[], &nameless);
    check("y = 2  # heaplint: ignore[HL302]\n", &[], &["HL302"]);
    check("x = 1\n# heaplint: ignore[HL101]\n\ny = 2\nz = 3\n", &[4], &[]);
    check("y = f(\n    1,\n)  # heaplint: ignore[HL101]\nz = 3\n", &[1, 2, 3], &[]);
    check("y = f(  # heaplint: ignore[HL101]\n    1,\n)\n", &[1, 2, 3], &[]);
    check("y = f(\n    1,\n    2,  # heaplint: ignore[HL101]\n)\n", &[1, 3], &[]);
    check("# heaplint: ignore[HL101]\n@d\nclass C:\n    pass\n", &[2, 3], &[]);
    check("x = 1  # noqa: E501, HL101\n", &[1], &[]);
    check("x = 1  # noqa: HL102\n", &[], &["HL102"]);
    check("x = 1  # noqa\n", &[1], &[]);
    check("x = 1  # NOQA:HL101\n", &[1], &[]);
    check("x = 1  # noqa: E501\n", &[], &[]);
    check("x = 1\ny = 2\n# heaplint: ignore-file[HL1]\n", &[1, 2, 3, 4], &[]);
    check("a\n# heaplint: disable[HL101]\nb\n# heaplint: enable[HL101]\nc\n", &[2, 3, 4], &[]);
    check("a\n# heaplint: disable[ALL]\nb\n", &[2, 3, 4], &[]);
    check("x = 1\n# heaplint: ignore-file\n", &[1, 2, 3], &[]);
    check("x = 1  # type: ignore # heaplint: ignore[HL101]\n", &[1], &[]);
    check("x = '# heaplint: ignore'\n", &[], &[]);
    check(
        "x = 1  # heaplint: ignroe[HL101]\n",
        &[],
        &["`ignroe` is not one of `ignore`, `ignore-file`, `disable` and `enable`"],
    );
    check("x = 1  # heaplint: ignore[HL101\n", &[], &["the list of codes has no closing bracket"]);
    check("# heaplint: enable\n", &[], &["`enable` without a `disable` before it"]);
}
