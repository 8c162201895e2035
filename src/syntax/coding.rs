//! Which encoding a file is in (PEP 263), by the names Python gives to encodings.
//!
//! Python and the web disagree on names and on Latin-1: Python's `latin-1` maps every byte to the
//! character of the same number, the web's is Windows-1252.

use encoding_rs::Encoding;

/// How the bytes of a file become text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Coding {
    Utf8,
    Ascii,
    Latin1,
    Other(&'static Encoding),
}

impl Coding {
    /// An encoding by one of Python's names for it; `None` when nobody here can decode it.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('_', "-");
        if name == "utf-8" || name == "utf8" || name == "u8" || name.starts_with("utf-8-") {
            return Some(Self::Utf8);
        }
        let latin = ["latin-1", "iso-8859-1", "iso-latin-1", "latin1", "iso8859-1", "l1", "8859", "cp819"];
        if latin.contains(&name.as_str()) || name.starts_with("latin-1-") {
            return Some(Self::Latin1);
        }
        if ["ascii", "us-ascii", "646", "ansi-x3.4-1968"].contains(&name.as_str()) {
            return Some(Self::Ascii);
        }
        let label = web_label(&name);
        let found = Encoding::for_label(label.as_bytes())?;
        // A source file cannot be in these: its first lines would not be ASCII.
        let wide = found == encoding_rs::UTF_16LE || found == encoding_rs::UTF_16BE;
        (!wide && found != encoding_rs::REPLACEMENT).then_some(Self::Other(found))
    }
}

impl Coding {
    /// The bytes of a text; `None` where a character has none.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Ascii => text.is_ascii().then(|| text.as_bytes().to_vec()),
            Self::Latin1 => text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect(),
            Self::Other(encoding) => {
                let (bytes, _, has_failed) = encoding.encode(text);
                (!has_failed).then(|| bytes.into_owned())
            }
        }
    }
}

/// The name the web knows for one of Python's names.
fn web_label(name: &str) -> String {
    if let Some(page) = name.strip_prefix("cp").or_else(|| name.strip_prefix("windows-")) {
        return match page {
            "932" => "shift_jis".into(),
            "936" => "gbk".into(),
            "949" => "euc-kr".into(),
            "950" => "big5".into(),
            "866" => "ibm866".into(),
            page => format!("windows-{page}"),
        };
    }
    match name {
        "mac-roman" | "macroman" => "macintosh".into(),
        "mac-cyrillic" | "maccyrillic" => "x-mac-cyrillic".into(),
        "latin-2" | "l2" => "iso-8859-2".into(),
        "latin-9" | "latin9" => "iso-8859-15".into(),
        "eucjp" | "ujis" | "u-jis" => "euc-jp".into(),
        "euckr" | "korean" | "ksc5601" => "euc-kr".into(),
        "sjis" | "s-jis" | "shift-jis" => "shift_jis".into(),
        "gb2312" | "euc-cn" | "euccn" | "chinese" => "gbk".into(),
        "iso2022-jp" | "iso2022jp" => "iso-2022-jp".into(),
        name => name.replace("iso8859-", "iso-8859-"),
    }
}

/// The name on the coding line: on the first line, or on the second if the first is blank or a
/// comment. Also gives the byte offset of that name.
pub(super) fn declared(bytes: &[u8]) -> Option<(&str, usize)> {
    let mut start = 0;
    for _ in 0..2 {
        let rest = &bytes[start..];
        let end = rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        let line = &rest[..end];
        let text = line.iter().position(|&b| !matches!(b, b' ' | b'\t' | b'\x0c'));
        match text {
            Some(at) if line[at] == b'#' => {
                if let Some((name, offset)) = name_on(line) {
                    return Some((name, start + offset));
                }
            }
            Some(_) => return None,
            None => {}
        }
        let crlf = rest[end..].starts_with(b"\r\n");
        start = (start + end + if crlf { 2 } else { 1 }).min(bytes.len());
    }
    None
}

/// `coding[:=]\s*([-\w.]+)` within one comment line.
fn name_on(line: &[u8]) -> Option<(&str, usize)> {
    let mut from = 0;
    while let Some(at) = find(&line[from..], b"coding") {
        let mut at = from + at + b"coding".len();
        from = at;
        if !matches!(line.get(at), Some(b':' | b'=')) {
            continue;
        }
        at += 1;
        while matches!(line.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let len = line[at..].iter().take_while(|b| is_name(b)).count();
        if len > 0 {
            return Some((std::str::from_utf8(&line[at..at + len]).ok()?, at));
        }
    }
    None
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
