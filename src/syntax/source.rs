//! A file's bytes as text: encodings, byte order mark, and the reasons why a file cannot be read.
//!
//! Reading the bytes is the business of others. The text is what the parser, the spans and the
//! reports mean: a byte order mark is not part of it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::coding::{Coding, declared};
use super::line_index::{LineIndex, Position};
use super::notebook::{self, Cell, Cells};

/// Above this many bytes a file is generated data rather than code somebody maintains.
pub const DEFAULT_SIZE_LIMIT: usize = 20_000_000;

/// How the names of notebooks end.
const NOTEBOOK: &str = ".ipynb";

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One readable file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// As shown to the reader: relative to the working directory when inside it.
    pub path: String,
    pub text: Arc<str>,
    /// What an edited file must be written in again; lower case, as in Python's documentation.
    pub encoding: String,
    pub has_byte_order_mark: bool,
    /// Of a notebook, whose text is that of its code cells.
    pub cells: Option<Arc<Cells>>,
    lines: OnceLock<Arc<LineIndex>>,
}

/// Why a file cannot be read, with place, reason and advice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceError {
    pub path: String,
    pub kind: SourceErrorKind,
    /// Byte of the file the trouble starts at.
    pub offset: usize,
    /// Line of that byte, from 1.
    pub line: u32,
    pub message: String,
    pub help: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceErrorKind {
    TooLarge,
    NullByte,
    UnknownEncoding,
    Undecodable,
    /// A UTF-8 byte order mark and a coding line that names something else.
    ConflictingEncoding,
    NoNotebook,
}

impl SourceFile {
    /// Text that is already at hand, such as an editor's.
    pub fn from_text(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let encoding = String::from("utf-8");
        Self {
            path: path.into(),
            text: text.into(),
            encoding,
            has_byte_order_mark: false,
            cells: None,
            lines: OnceLock::new(),
        }
    }

    /// Decodes a file's bytes as Python does. `limit` is the largest size that is looked at.
    pub fn decode(path: impl Into<String>, bytes: &[u8], limit: usize) -> Result<Self, SourceError> {
        let path = path.into();
        if path.ends_with(NOTEBOOK) {
            return Self::decode_notebook(path, bytes, limit);
        }
        decode(bytes, limit).map_or_else(
            |problem| Err(problem.locate(path.clone(), bytes)),
            |decoded| {
                let mut file = Self::from_text(path.clone(), decoded.text);
                file.encoding = decoded.encoding;
                file.has_byte_order_mark = decoded.has_byte_order_mark;
                Ok(file)
            },
        )
    }

    /// A new text of the file in its own encoding; `None` where that has no bytes for it, and for a
    /// notebook, which is more than its text.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        if self.cells.is_some() {
            return None;
        }
        let mark = if self.has_byte_order_mark { BYTE_ORDER_MARK } else { &[] };
        let mut bytes = mark.to_vec();
        bytes.extend(Coding::named(&self.encoding)?.encode(text)?);
        Some(bytes)
    }

    fn decode_notebook(path: String, bytes: &[u8], limit: usize) -> Result<Self, SourceError> {
        let problem = |offset, message| Problem {
            kind: SourceErrorKind::NoNotebook,
            offset,
            message,
            help: "check that the file is a Jupyter notebook in UTF-8, or exclude it",
        };
        let located = |problem: Problem| problem.locate(path.clone(), bytes);
        check_size(bytes, limit).map_err(located)?;
        let json = std::str::from_utf8(bytes).map_err(|error| {
            located(problem(error.valid_up_to(), "the notebook is not valid UTF-8".into()))
        })?;
        let (text, cells) = notebook::read(json).map_err(|message| located(problem(0, message)))?;
        let mut file = Self::from_text(path, text);
        file.cells = Some(Arc::new(cells));
        Ok(file)
    }

    /// The cell of a notebook that an offset lies in.
    pub fn cell(&self, offset: u32) -> Option<Cell> {
        self.cells.as_ref()?.at(offset)
    }

    /// Built at the first question and kept.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| Arc::new(LineIndex::new(&self.text)))
    }

    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }

    pub fn line_text(&self, line: u32) -> &str {
        self.lines().line_text(&self.text, line)
    }
}

struct Decoded {
    text: Arc<str>,
    encoding: String,
    has_byte_order_mark: bool,
}

struct Problem {
    kind: SourceErrorKind,
    offset: usize,
    message: String,
    help: &'static str,
}

impl Problem {
    fn locate(self, path: String, bytes: &[u8]) -> SourceError {
        let before = &bytes[..self.offset.min(bytes.len())];
        let ends = |(at, &byte): (usize, &u8)| {
            byte == b'\n' || (byte == b'\r' && before.get(at + 1) != Some(&b'\n'))
        };
        let line = before.iter().enumerate().filter(|&pair| ends(pair)).count() as u32 + 1;
        let Self { kind, offset, message, help } = self;
        SourceError { path, kind, offset, line, message, help }
    }
}

fn check_size(bytes: &[u8], limit: usize) -> Result<(), Problem> {
    if bytes.len() <= limit {
        return Ok(());
    }
    let size = bytes.len();
    Err(Problem {
        kind: SourceErrorKind::TooLarge,
        offset: 0,
        message: format!("too large to analyse: {size} bytes, and files above {limit} bytes are left out"),
        help: "exclude the file, or move its data out of Python source",
    })
}

fn decode(bytes: &[u8], limit: usize) -> Result<Decoded, Problem> {
    check_size(bytes, limit)?;
    let has_byte_order_mark = bytes.starts_with(BYTE_ORDER_MARK);
    let mark = if has_byte_order_mark { BYTE_ORDER_MARK.len() } else { 0 };
    let body = &bytes[mark..];
    if let Some(at) = body.iter().position(|&b| b == 0) {
        return Err(Problem {
            kind: SourceErrorKind::NullByte,
            offset: mark + at,
            message: "the file contains a null byte, so it is not Python source".into(),
            help: "check that the file is text in UTF-8 and not a binary file or UTF-16",
        });
    }
    let declared = declared(body);
    let (name, at) = declared.unwrap_or(("utf-8", 0));
    let coding = Coding::named(name).ok_or_else(|| Problem {
        kind: SourceErrorKind::UnknownEncoding,
        offset: mark + at,
        message: format!("the coding line names `{name}`, an encoding that is not known"),
        help: "correct the coding line, or save the file as UTF-8 and remove it",
    })?;
    if has_byte_order_mark && coding != Coding::Utf8 {
        return Err(Problem {
            kind: SourceErrorKind::ConflictingEncoding,
            offset: mark + at,
            message: format!(
                "the file starts with a UTF-8 byte order mark but its coding line names `{name}`"
            ),
            help: "remove the coding line or the byte order mark",
        });
    }
    let text = decode_text(body, coding).map_err(|at| undecodable(name, mark + at, bytes))?;
    Ok(Decoded { text, encoding: name.to_ascii_lowercase(), has_byte_order_mark })
}

/// The text, or the offset of the first byte that has no meaning.
fn decode_text(body: &[u8], coding: Coding) -> Result<Arc<str>, usize> {
    match coding {
        Coding::Utf8 => std::str::from_utf8(body).map(Arc::from).map_err(|error| error.valid_up_to()),
        Coding::Ascii => match body.iter().position(|b| !b.is_ascii()) {
            Some(at) => Err(at),
            None => Ok(Arc::from(String::from_utf8_lossy(body).as_ref())),
        },
        Coding::Latin1 => Ok(body.iter().map(|&b| char::from(b)).collect::<String>().into()),
        Coding::Other(encoding) => {
            let decoded = encoding.decode_without_bom_handling_and_without_replacement(body);
            decoded.map(Arc::from).ok_or_else(|| first_bad(body, encoding))
        }
    }
}

/// The decoder tells only that something is wrong; the place is found by decoding once more.
fn first_bad(body: &[u8], encoding: &'static encoding_rs::Encoding) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut sink = String::with_capacity(body.len().saturating_mul(3) + 16);
    let (_, read) = decoder.decode_to_string_without_replacement(body, &mut sink, true);
    read.saturating_sub(1)
}

fn undecodable(name: &str, offset: usize, bytes: &[u8]) -> Problem {
    let byte = bytes.get(offset).copied().unwrap_or(0);
    Problem {
        kind: SourceErrorKind::Undecodable,
        offset,
        message: format!("byte 0x{byte:02x} is not valid in {name}"),
        help: "save the file as UTF-8, or name its encoding in a coding line such as `# -*- coding: latin-1 -*-`",
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} (byte {}); {}", self.path, self.line, self.message, self.offset, self.help)
    }
}

impl std::error::Error for SourceError {}
