//! What calls of libraries keep: arrays by shape and element type, tables by their columns, and files
//! that are read, whose size is anybody's guess.
//!
//! An *array* is a number of items and the bytes of each. A *source* is the call that reads a file, by the
//! name a reader would know it by. Nothing is claimed of a shape that is not known to the last number.

use super::Scale;
use crate::base::Symbol;
use crate::exec::log::{RecordKind, RecordedCallee};
use crate::exec::statics;
use crate::heap::{Kind, Label, ObjId, Origin, Payload, SymbolKey};

/// Calls within calls that are looked through.
const DEPTH: u32 = 6;

#[derive(Clone, Copy)]
struct Array {
    items: u64,
    /// Bytes of an item.
    each: u64,
}

/// A recorded call.
struct Call<'m> {
    /// `numpy.zeros`; a method of something unknown begins with a point: `.read_text`.
    name: String,
    recv: Option<ObjId>,
    args: &'m [ObjId],
    keywords: &'m [(Symbol, ObjId)],
}

impl Call<'_> {
    fn argument(&self, at: usize, keyword: &str) -> Option<ObjId> {
        let named = || self.keywords.iter().find(|row| row.0.as_str() == keyword).map(|row| row.1);
        self.args.get(at).copied().or_else(named)
    }
}

impl<'m> Scale<'m> {
    /// Bytes of what a library call gave.
    pub(super) fn library(&self, id: ObjId) -> u64 {
        self.array(id, 0).map_or(0, |array| array.items.saturating_mul(array.each))
    }

    /// The call that read the value from a file.
    pub(super) fn source(&self, id: ObjId) -> Option<Symbol> {
        self.read(id, 0).map(|name| Symbol::new(&name))
    }

    fn call(&self, id: ObjId) -> Option<Call<'m>> {
        let machine = self.machine;
        let Some(Origin::Result(_)) = machine.origin(id) else { return None };
        let record = machine.log.iter().find(|record| record.kind.result() == Some(id))?;
        let RecordKind::Call { callee, args, keywords, .. } = &record.kind else { return None };
        let (name, recv) = match callee {
            RecordedCallee::Value(value) => (self.dotted(*value)?, None),
            RecordedCallee::Method { recv, name } => match self.dotted(*recv) {
                Some(base) => (format!("{base}.{name}"), Some(*recv)),
                None => (format!(".{name}"), Some(*recv)),
            },
            RecordedCallee::Super { .. } => return None,
        };
        Some(Call { name, recv, args, keywords })
    }

    fn array(&self, id: ObjId, depth: u32) -> Option<Array> {
        if depth > DEPTH {
            return None;
        }
        let call = self.call(id)?;
        if let (true, Some(recv)) = (call.name.starts_with('.'), call.recv) {
            return self.derived(&call, recv, depth);
        }
        let (library, maker) = call.name.split_once('.')?;
        match library {
            "numpy" => self.numpy(&call, maker, depth),
            "torch" => self.torch(&call, maker, depth),
            "pandas" => self.table(&call, maker, depth),
            "array" if maker == "array" => {
                let code = self.text(*call.args.first()?)?;
                Some(Array { items: self.count(*call.args.get(1)?, depth)?, each: type_code(&code)? })
            }
            _ => None,
        }
    }

    /// A method of an array that gives one of as many items.
    fn derived(&self, call: &Call<'_>, recv: ObjId, depth: u32) -> Option<Array> {
        let array = self.array(recv, depth + 1)?;
        match call.name.as_str() {
            ".reshape" | ".copy" | ".clone" | ".ravel" | ".flatten" | ".transpose" | ".contiguous" => {
                Some(array)
            }
            ".astype" | ".to" | ".type" => {
                let each = call.argument(0, "dtype").and_then(|dtype| self.element(dtype));
                Some(Array { each: each.unwrap_or(array.each), ..array })
            }
            _ => None,
        }
    }

    fn numpy(&self, call: &Call<'_>, maker: &str, depth: u32) -> Option<Array> {
        let typed = |items: Option<u64>, at: usize| {
            let each = call.argument(at, "dtype").and_then(|dtype| self.element(dtype));
            Some(Array { items: items?, each: each.unwrap_or(8) })
        };
        // No maker takes its element type at a position this far.
        let named_only = usize::MAX;
        match maker {
            "zeros" | "ones" | "empty" => typed(self.shape(call.argument(0, "shape")?), 1),
            "full" => typed(self.shape(call.argument(0, "shape")?), 2),
            "random.rand" | "random.randn" => typed(self.several(call.args), named_only),
            "random.random" | "random.random_sample" | "random.standard_normal" => {
                typed(self.shape(call.argument(0, "size")?), named_only)
            }
            "random.uniform" | "random.normal" | "random.randint" | "random.integers" => {
                typed(self.shape(call.argument(2, "size")?), named_only)
            }
            "arange" => typed(self.steps(call.args), 3),
            "linspace" | "logspace" | "geomspace" => typed(self.int(call.argument(2, "num")?), named_only),
            "eye" => {
                let rows = self.int(*call.args.first()?)?;
                let columns = call.args.get(1).map_or(Some(rows), |columns| self.int(*columns))?;
                typed(rows.checked_mul(columns), named_only)
            }
            "identity" => typed(self.int(*call.args.first()?).and_then(|n| n.checked_mul(n)), 1),
            "array" | "asarray" | "ascontiguousarray" => typed(self.count(*call.args.first()?, depth), 1),
            _ => None,
        }
    }

    fn torch(&self, call: &Call<'_>, maker: &str, depth: u32) -> Option<Array> {
        let is_elsewhere = call.keywords.iter().any(|row| match self.text(row.1) {
            Some(device) => row.0.as_str() == "device" && device != "cpu",
            None => row.0.as_str() == "device",
        });
        if is_elsewhere {
            return None;
        }
        let size = || match call.keywords.iter().find(|row| row.0.as_str() == "size") {
            Some(row) => self.shape(row.1),
            None => self.several(call.args),
        };
        let (items, usual) = match maker {
            "zeros" | "ones" | "empty" | "rand" | "randn" => (size()?, 4),
            "full" => (self.shape(call.argument(0, "size")?)?, 4),
            "randint" => (call.args.iter().rev().find_map(|size| self.listed(*size))?, 8),
            "arange" => (self.steps(call.args)?, 8),
            "linspace" => (self.int(call.argument(2, "steps")?)?, 4),
            "eye" => (self.int(*call.args.first()?).and_then(|n| n.checked_mul(n))?, 4),
            "tensor" => (self.count(*call.args.first()?, depth)?, 8),
            _ => return None,
        };
        let dtype = call.keywords.iter().find(|row| row.0.as_str() == "dtype");
        Some(Array { items, each: dtype.and_then(|row| self.element(row.1)).unwrap_or(usual) })
    }

    /// A table or column of `pandas`: eight bytes, number or reference, for each cell.
    fn table(&self, call: &Call<'_>, maker: &str, depth: u32) -> Option<Array> {
        let each = 8;
        match maker {
            "DataFrame" | "Series" => {
                let data = call.argument(0, "data")?;
                match self.array(data, depth + 1) {
                    Some(array) => Some(array),
                    None => Some(Array { items: self.count(data, depth)?, each }),
                }
            }
            "date_range" | "timedelta_range" | "period_range" => {
                Some(Array { items: self.int(call.argument(2, "periods")?)?, each })
            }
            _ => None,
        }
    }

    /// How many cells a nested list, a range, a dictionary of columns or an array has.
    fn count(&self, id: ObjId, depth: u32) -> Option<u64> {
        if depth > DEPTH {
            return None;
        }
        if let Some(array) = self.array(id, depth + 1) {
            return Some(array.items);
        }
        let length = self.machine.length_of(id)?;
        let items = self.machine.heap.get(id)?.refs.iter();
        match self.machine.kind(id) {
            Kind::Dict => {
                let columns = items.filter(|item| matches!(item.label, Label::Item(_) | Label::Value));
                columns.map(|column| self.count(column.target, depth + 1)).sum()
            }
            _ => {
                let inner = items.filter(|item| item.label == Label::Elem).map(|item| item.target).next();
                let is_nested = |inner: &ObjId| matches!(self.machine.kind(*inner), Kind::List | Kind::Tuple);
                match inner.filter(is_nested) {
                    Some(row) => length.checked_mul(self.count(row, depth + 1)?),
                    None => Some(length),
                }
            }
        }
    }

    /// Items of an array of that shape: a number, or a tuple of them.
    fn shape(&self, id: ObjId) -> Option<u64> {
        self.int(id).or_else(|| self.listed(id))
    }

    fn listed(&self, id: ObjId) -> Option<u64> {
        let parts = self.machine.known_sequence(id)?;
        parts.iter().try_fold(1_u64, |all, part| all.checked_mul(self.int(*part)?))
    }

    /// The same where the numbers may be arguments of their own.
    fn several(&self, args: &[ObjId]) -> Option<u64> {
        match args {
            [] => None,
            [only] => self.shape(*only),
            several => several.iter().try_fold(1_u64, |all, part| all.checked_mul(self.int(*part)?)),
        }
    }

    /// `arange(stop)`, `arange(start, stop, step)`
    fn steps(&self, args: &[ObjId]) -> Option<u64> {
        let number = |at: usize| match args.get(at).map(|value| self.machine.payload(*value)) {
            Some(Payload::Int(n)) => Some(*n as f64),
            Some(Payload::Float(n)) => Some(*n),
            _ => None,
        };
        let (start, stop) = if args.len() < 2 { (0.0, number(0)?) } else { (number(0)?, number(1)?) };
        let step = if args.len() > 2 { number(2)? } else { 1.0 };
        let count = (stop - start) / step;
        (count.is_finite() && count >= 0.0).then_some(count.ceil() as u64)
    }

    fn int(&self, id: ObjId) -> Option<u64> {
        match self.machine.payload(id) {
            Payload::Int(n) => u64::try_from(*n).ok(),
            _ => None,
        }
    }

    fn text(&self, id: ObjId) -> Option<String> {
        match self.machine.payload(id) {
            Payload::Str(text) => Some(text.to_string()),
            _ => None,
        }
    }

    /// Bytes of an element by its type: `numpy.float32`, `"f4"`, `int`.
    fn element(&self, dtype: ObjId) -> Option<u64> {
        match dtype {
            statics::INT | statics::FLOAT => return Some(8),
            statics::BOOL => return Some(1),
            _ => {}
        }
        match self.text(dtype) {
            Some(text) => element_size(&text).or_else(|| short_type(&text)),
            None => element_size(self.dotted(dtype)?.rsplit('.').next()?),
        }
    }

    /// The dotted name of an imported thing.
    fn dotted(&self, id: ObjId) -> Option<String> {
        match self.machine.origin(id)? {
            Origin::Import { module, level: 0, name } => Some(match name {
                Some(name) => format!("{module}.{name}"),
                None => module.to_string(),
            }),
            Origin::Builtin(name) => Some(name.to_string()),
            Origin::Path(Label::Attr(SymbolKey(name))) | Origin::Method(name) => {
                let base = self.machine.heap.target(id, Label::Inner(0))?;
                Some(format!("{}.{name}", self.dotted(base)?))
            }
            _ => None,
        }
    }

    // --- files

    fn read(&self, id: ObjId, depth: u32) -> Option<String> {
        if depth > DEPTH {
            return None;
        }
        let call = self.call(id)?;
        if is_reader(&call.name) {
            return Some(call.name);
        }
        match call.name.as_str() {
            "json.loads" | "pickle.loads" | "marshal.loads" | "str" | "bytes" => {
                self.read(*call.args.first()?, depth + 1)
            }
            ".read_text" | ".read_bytes" => Some(call.name[1..].to_owned()),
            ".read" | ".readlines" => {
                let opener = self.call(call.recv?)?.name;
                let is_open =
                    matches!(opener.as_str(), "open" | "io.open" | "gzip.open" | "codecs.open" | ".open");
                is_open.then(|| format!("open().{}", &call.name[1..]))
            }
            ".strip" | ".split" | ".splitlines" | ".decode" | ".encode" | ".lower" | ".to_dict" => {
                self.read(call.recv?, depth + 1)
            }
            _ => None,
        }
    }
}

/// Functions of libraries that read all of a file.
fn is_reader(name: &str) -> bool {
    matches!(
        name,
        "json.load"
            | "pickle.load"
            | "marshal.load"
            | "yaml.load"
            | "yaml.safe_load"
            | "numpy.load"
            | "numpy.loadtxt"
            | "numpy.genfromtxt"
            | "numpy.fromfile"
            | "torch.load"
            | "joblib.load"
    ) || name.starts_with("pandas.read_")
}

/// Bytes of an element by the name of its type: the digits that follow the first letters are bits.
fn element_size(name: &str) -> Option<u64> {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_word = name.len() - rest.len() > 1;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    match (digits.parse::<u64>(), name) {
        (Ok(bits), _) if is_word => Some(bits.div_ceil(8)),
        (_, "bool" | "bool_" | "byte" | "ubyte") => Some(1),
        (_, "half" | "short") => Some(2),
        (_, "single" | "intc") => Some(4),
        (_, "double" | "float" | "int" | "long" | "object") => Some(8),
        _ => None,
    }
}

/// `f4`, `<i2`, `u1`: a letter and a number of bytes.
fn short_type(text: &str) -> Option<u64> {
    let text = text.trim_start_matches(['<', '>', '=', '|']);
    let rest = text.strip_prefix(['f', 'i', 'u', 'c', 'S', 'V', 'b'])?;
    rest.parse().ok()
}

/// Bytes of an item of `array.array`.
fn type_code(code: &str) -> Option<u64> {
    Some(match code {
        "b" | "B" => 1,
        "h" | "H" => 2,
        "i" | "I" | "f" | "u" | "w" => 4,
        "l" | "L" | "q" | "Q" | "d" => 8,
        _ => return None,
    })
}
