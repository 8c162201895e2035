//! Messages as bytes: a header with a length, an empty line, and a body.
//!
//! Reading never gives up. What is no header is passed over until something that is one, a length
//! that no message has is not believed, and a body is read as it comes, so that a wrong length
//! costs no memory. Whether a body is JSON is not asked here.

use std::io::{self, BufRead, Write};

/// A longer body is no message: documents are far smaller.
const LARGEST_BODY: usize = 512 << 20;

/// A longer line is no header.
const LONGEST_LINE: usize = 8 << 10;

/// Memory asked for at once, whatever the header says.
const STEP: usize = 1 << 20;

const LENGTH: &[u8] = b"content-length:";

/// The next body, or `None` where the input ends, in the middle of a message or not.
pub fn read_body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        if !read_line(input, &mut line)? {
            return Ok(None);
        }
        match (line.is_empty(), length) {
            (true, Some(length)) => return read_exactly(input, length),
            (true, None) => {}
            // What stands before the header is the rest of a message whose length was wrong.
            (false, _) => length = length_in(&line).or(length),
        }
    }
}

/// One line without its end; false where the input ends. Of a long line the last part is kept.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(false);
        }
        let end = chunk.iter().position(|&byte| byte == b'\n');
        let taken = end.map_or(chunk.len(), |end| end + 1);
        line.extend_from_slice(&chunk[..taken]);
        input.consume(taken);
        if end.is_some() {
            while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
                line.pop();
            }
            return Ok(true);
        }
        if line.len() > 2 * LONGEST_LINE {
            line.drain(..line.len() - LONGEST_LINE);
        }
    }
}

fn length_in(line: &[u8]) -> Option<usize> {
    let at = line.windows(LENGTH.len()).rposition(|word| word.eq_ignore_ascii_case(LENGTH))?;
    let digits = std::str::from_utf8(line.get(at + LENGTH.len()..)?).ok()?;
    digits.trim().parse().ok().filter(|&length| length <= LARGEST_BODY)
}

fn read_exactly(input: &mut impl BufRead, length: usize) -> io::Result<Option<Vec<u8>>> {
    let mut body = Vec::with_capacity(length.min(STEP));
    while body.len() < length {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(None);
        }
        let taken = chunk.len().min(length - body.len());
        body.extend_from_slice(&chunk[..taken]);
        input.consume(taken);
    }
    Ok(Some(body))
}

pub fn write_body(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(bytes: &[u8]) -> Vec<String> {
        let mut input = io::BufReader::with_capacity(7, bytes);
        let mut found = Vec::new();
        while let Some(body) = read_body(&mut input).expect("memory") {
            found.push(String::from_utf8_lossy(&body).into_owned());
        }
        found
    }

    #[test]
    fn headers_of_every_kind_are_read() {
        let bytes =
            b"content-length: 2\r\n\r\n{}Content-Type: x\r\nX: y\r\nA: b\r\nContent-Length:1\r\n\r\n1\
            Content-Length: 3\n\n[1]";
        assert_eq!(bodies(bytes), ["{}", "1", "[1]"]);
    }

    #[test]
    fn what_is_no_header_is_passed_over() {
        let long = "A".repeat(100_000);
        let text = format!(
            "{long}\r\n\r\nContent-Length: -5\r\n\r\nContent-Length: 99999999999999999999\r\n\r\nX: 1\r\n\r\n{{}}Content-Length: 1\r\n\r\n7"
        );
        assert_eq!(bodies(text.as_bytes()), ["7"]);
        assert_eq!(bodies(&(0..=255).collect::<Vec<u8>>()), Vec::<String>::new());
    }

    #[test]
    fn input_may_end_anywhere() {
        for text in ["", "Content-Len", "Content-Length: 100\r\n\r\n", "Content-Length: 100\r\n\r\n{"] {
            assert_eq!(bodies(text.as_bytes()), Vec::<String>::new());
        }
    }
}
