//! Plain values of Python, computed as CPython does: numbers, text, bytes, formats, comparisons.
//!
//! A *scalar* is a value that holds no other object. Everything here is a pure function over
//! scalars: no heap, no references, no calls back into a program. What fails does so with a
//! *trouble*: an exception CPython would raise (a *fault*, worded as the target version words it),
//! an operation the types do not define, or a result too large to compute here.

pub mod compare;
pub mod digest;
pub mod float;
pub mod format;
pub mod integer;
pub mod literal;
pub mod message;
pub mod number;
pub mod pattern;
pub mod percent;
pub mod slice;
pub mod template;
pub mod text;

use std::borrow::Cow;
use std::sync::Arc;

pub use integer::Int;

/// A value without references. `type(x)` of a scalar is always the exact built-in type.
#[derive(Clone, Debug)]
pub enum Scalar {
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(Int),
    Float(f64),
    Complex(f64, f64),
    Str(Arc<str>),
    Bytes(Arc<[u8]>),
}

/// An exception that the built-in operation raises.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Name of a built-in exception class.
    pub class: &'static str,
    pub message: Cow<'static, str>,
}

/// Why an operation gives no value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    Raise(Fault),
    /// The operand types do not define the operation: the caller tries elsewhere.
    NotImplemented,
    /// The result is not computed here: too large, or a corner that is not modelled.
    Unknown,
}

pub type Outcome<T> = Result<T, Trouble>;

/// Largest number of bytes that one operation may produce; beyond it the value is unknown.
pub const LARGEST: usize = 1 << 20;

impl Trouble {
    pub fn raise(class: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Trouble::Raise(Fault { class, message: message.into() })
    }

    pub fn value(message: impl Into<Cow<'static, str>>) -> Self {
        Self::raise("ValueError", message)
    }

    pub fn type_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self::raise("TypeError", message)
    }
}

impl Scalar {
    pub fn int(value: i64) -> Self {
        Scalar::Int(Int::Small(value))
    }

    pub fn str(value: &str) -> Self {
        Scalar::Str(Arc::from(value))
    }

    /// `type(x).__name__`
    pub fn type_name(&self) -> &'static str {
        match self {
            Scalar::None => "NoneType",
            Scalar::Ellipsis => "ellipsis",
            Scalar::NotImplemented => "NotImplementedType",
            Scalar::Bool(_) => "bool",
            Scalar::Int(_) => "int",
            Scalar::Float(_) => "float",
            Scalar::Complex(..) => "complex",
            Scalar::Str(_) => "str",
            Scalar::Bytes(_) => "bytes",
        }
    }

    /// The integer that a bool or int is.
    pub fn as_int(&self) -> Option<Int> {
        match self {
            Scalar::Bool(value) => Some(Int::Small(i64::from(*value))),
            Scalar::Int(value) => Some(value.clone()),
            _ => None,
        }
    }

    /// Truth value; every scalar has one.
    pub fn truth(&self) -> bool {
        match self {
            Scalar::None => false,
            Scalar::Ellipsis | Scalar::NotImplemented => true,
            Scalar::Bool(value) => *value,
            Scalar::Int(value) => !value.is_zero(),
            Scalar::Float(value) => *value != 0.0,
            Scalar::Complex(real, imag) => *real != 0.0 || *imag != 0.0,
            Scalar::Str(value) => !value.is_empty(),
            Scalar::Bytes(value) => !value.is_empty(),
        }
    }

    /// `repr(x)`
    pub fn repr(&self) -> String {
        match self {
            Scalar::None => "None".to_owned(),
            Scalar::Ellipsis => "Ellipsis".to_owned(),
            Scalar::NotImplemented => "NotImplemented".to_owned(),
            Scalar::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
            Scalar::Int(value) => value.to_string(),
            Scalar::Float(value) => float::repr(*value),
            Scalar::Complex(real, imag) => float::complex_repr(*real, *imag),
            Scalar::Str(value) => text::repr(value),
            Scalar::Bytes(value) => text::bytes_repr(value),
        }
    }

    /// `str(x)`
    pub fn display(&self) -> String {
        match self {
            Scalar::Str(value) => value.to_string(),
            _ => self.repr(),
        }
    }
}
