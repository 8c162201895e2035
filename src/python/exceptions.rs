//! The hierarchy of built-in exceptions, and what an exception takes in each version.

use super::builtins::{BASE, Builtin, DICT, GC, row};

const EXCEPTION: u8 = GC | DICT | BASE;

/// Sizes of the exceptions without fields of their own.
const PLAIN: [u16; 6] = [64, 64, 64, 72, 72, 72];
/// With one field, or five.
const ONE: [u16; 6] = [72, 72, 72, 80, 80, 80];
const FIVE: [u16; 6] = [104, 104, 104, 112, 112, 112];
/// Those that keep a name, and a syntax error's places.
const NAME: [u16; 6] = [64, 64, 72, 80, 80, 80];
const IMPORT: [u16; 6] = [88, 88, 88, 96, 104, 104];
const SYNTAX: [u16; 6] = [112, 112, 128, 136, 136, 136];

/// Name, base and sizes; a base stands before what derives from it.
#[rustfmt::skip]
pub const EXCEPTIONS: &[Builtin] = &[
    row("BaseException", "object", PLAIN, EXCEPTION),
    row("Exception", "BaseException", PLAIN, EXCEPTION),
    row("BaseExceptionGroup", "BaseException", [0, 0, 0, 88, 88, 88], EXCEPTION),
    row("ExceptionGroup", "BaseExceptionGroup", [0, 0, 0, 96, 88, 88], EXCEPTION),
    row("GeneratorExit", "BaseException", PLAIN, EXCEPTION),
    row("KeyboardInterrupt", "BaseException", PLAIN, EXCEPTION),
    row("SystemExit", "BaseException", ONE, EXCEPTION),
    row("ArithmeticError", "Exception", PLAIN, EXCEPTION),
    row("FloatingPointError", "ArithmeticError", PLAIN, EXCEPTION),
    row("OverflowError", "ArithmeticError", PLAIN, EXCEPTION),
    row("ZeroDivisionError", "ArithmeticError", PLAIN, EXCEPTION),
    row("AssertionError", "Exception", PLAIN, EXCEPTION),
    row("AttributeError", "Exception", [64, 64, 80, 88, 88, 88], EXCEPTION),
    row("BufferError", "Exception", PLAIN, EXCEPTION),
    row("EOFError", "Exception", PLAIN, EXCEPTION),
    row("ImportError", "Exception", IMPORT, EXCEPTION),
    row("ModuleNotFoundError", "ImportError", IMPORT, EXCEPTION),
    row("LookupError", "Exception", PLAIN, EXCEPTION),
    row("IndexError", "LookupError", PLAIN, EXCEPTION),
    row("KeyError", "LookupError", PLAIN, EXCEPTION),
    row("MemoryError", "Exception", PLAIN, EXCEPTION),
    row("NameError", "Exception", NAME, EXCEPTION),
    row("UnboundLocalError", "NameError", NAME, EXCEPTION),
    row("OSError", "Exception", FIVE, EXCEPTION),
    row("BlockingIOError", "OSError", FIVE, EXCEPTION),
    row("ChildProcessError", "OSError", FIVE, EXCEPTION),
    row("ConnectionError", "OSError", FIVE, EXCEPTION),
    row("BrokenPipeError", "ConnectionError", FIVE, EXCEPTION),
    row("ConnectionAbortedError", "ConnectionError", FIVE, EXCEPTION),
    row("ConnectionRefusedError", "ConnectionError", FIVE, EXCEPTION),
    row("ConnectionResetError", "ConnectionError", FIVE, EXCEPTION),
    row("FileExistsError", "OSError", FIVE, EXCEPTION),
    row("FileNotFoundError", "OSError", FIVE, EXCEPTION),
    row("InterruptedError", "OSError", FIVE, EXCEPTION),
    row("IsADirectoryError", "OSError", FIVE, EXCEPTION),
    row("NotADirectoryError", "OSError", FIVE, EXCEPTION),
    row("PermissionError", "OSError", FIVE, EXCEPTION),
    row("ProcessLookupError", "OSError", FIVE, EXCEPTION),
    row("TimeoutError", "OSError", FIVE, EXCEPTION),
    row("ReferenceError", "Exception", PLAIN, EXCEPTION),
    row("RuntimeError", "Exception", PLAIN, EXCEPTION),
    row("NotImplementedError", "RuntimeError", PLAIN, EXCEPTION),
    row("RecursionError", "RuntimeError", PLAIN, EXCEPTION),
    row("StopIteration", "Exception", ONE, EXCEPTION),
    row("StopAsyncIteration", "Exception", PLAIN, EXCEPTION),
    row("SyntaxError", "Exception", SYNTAX, EXCEPTION),
    row("IndentationError", "SyntaxError", SYNTAX, EXCEPTION),
    row("TabError", "IndentationError", SYNTAX, EXCEPTION),
    row("SystemError", "Exception", PLAIN, EXCEPTION),
    row("TypeError", "Exception", PLAIN, EXCEPTION),
    row("ValueError", "Exception", PLAIN, EXCEPTION),
    row("UnicodeError", "ValueError", PLAIN, EXCEPTION),
    row("UnicodeDecodeError", "UnicodeError", FIVE, EXCEPTION),
    row("UnicodeEncodeError", "UnicodeError", FIVE, EXCEPTION),
    row("UnicodeTranslateError", "UnicodeError", FIVE, EXCEPTION),
    row("Warning", "Exception", PLAIN, EXCEPTION),
    row("BytesWarning", "Warning", PLAIN, EXCEPTION),
    row("DeprecationWarning", "Warning", PLAIN, EXCEPTION),
    row("EncodingWarning", "Warning", [0, 0, 64, 72, 72, 72], EXCEPTION),
    row("FutureWarning", "Warning", PLAIN, EXCEPTION),
    row("ImportWarning", "Warning", PLAIN, EXCEPTION),
    row("PendingDeprecationWarning", "Warning", PLAIN, EXCEPTION),
    row("ResourceWarning", "Warning", PLAIN, EXCEPTION),
    row("RuntimeWarning", "Warning", PLAIN, EXCEPTION),
    row("SyntaxWarning", "Warning", PLAIN, EXCEPTION),
    row("UnicodeWarning", "Warning", PLAIN, EXCEPTION),
    row("UserWarning", "Warning", PLAIN, EXCEPTION),
];

/// Whether one built-in exception derives from another (or is it).
pub fn derives_from(name: &str, ancestor: &str) -> bool {
    let mut name = name;
    while let Some(row) = EXCEPTIONS.iter().find(|row| row.name == name) {
        if row.name == ancestor {
            return true;
        }
        name = row.base;
    }
    name == ancestor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_stand_first_and_lead_to_the_root() {
        for (at, row) in EXCEPTIONS.iter().enumerate().skip(1) {
            assert!(EXCEPTIONS[..at].iter().any(|base| base.name == row.base), "{}", row.name);
            assert!(derives_from(row.name, "BaseException"), "{}", row.name);
        }
        assert!(derives_from("ModuleNotFoundError", "ImportError"));
        assert!(derives_from("KeyError", "object"));
        assert!(!derives_from("KeyError", "ValueError"));
    }
}
