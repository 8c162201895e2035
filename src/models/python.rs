//! Library modules modelled in Python: written for what they keep alive and print, not for speed.
//! A run imports them as it would any module; natives stand beside them.

/// Name and text of each module, sorted.
const MODULES: &[(&str, &str)] = &[
    ("_agen", include_str!("py/_agen.py")),
    ("_buffers", include_str!("py/_buffers.py")),
    ("_dates", include_str!("py/_dates.py")),
    ("_files", include_str!("py/_files.py")),
    ("_paths", include_str!("py/_paths.py")),
    ("_signature", include_str!("py/_signature.py")),
    ("abc", include_str!("py/abc.py")),
    ("array", include_str!("py/array.py")),
    ("asyncio", include_str!("py/asyncio.py")),
    ("base64", include_str!("py/base64.py")),
    ("binascii", include_str!("py/binascii.py")),
    ("bisect", include_str!("py/bisect.py")),
    ("collections", include_str!("py/collections.py")),
    ("collections.abc", include_str!("py/collections_abc.py")),
    ("contextlib", include_str!("py/contextlib.py")),
    ("contextvars", include_str!("py/contextvars.py")),
    ("copy", include_str!("py/copy.py")),
    ("ctypes", include_str!("py/ctypes.py")),
    ("dataclasses", include_str!("py/dataclasses.py")),
    ("datetime", include_str!("py/datetime.py")),
    ("decimal", include_str!("py/decimal.py")),
    ("enum", include_str!("py/enum.py")),
    ("fractions", include_str!("py/fractions.py")),
    ("functools", include_str!("py/functools.py")),
    ("heapq", include_str!("py/heapq.py")),
    ("inspect", include_str!("py/inspect.py")),
    ("io", include_str!("py/io.py")),
    ("itertools", include_str!("py/itertools.py")),
    ("json", include_str!("py/json.py")),
    ("logging", include_str!("py/logging.py")),
    ("operator", include_str!("py/operator.py")),
    ("os", include_str!("py/os.py")),
    ("os.path", include_str!("py/_paths.py")),
    ("pathlib", include_str!("py/pathlib.py")),
    ("pprint", include_str!("py/pprint.py")),
    ("queue", include_str!("py/queue.py")),
    ("random", include_str!("py/random.py")),
    ("re", include_str!("py/re.py")),
    ("statistics", include_str!("py/statistics.py")),
    ("string", include_str!("py/string.py")),
    ("struct", include_str!("py/struct.py")),
    ("textwrap", include_str!("py/textwrap.py")),
    ("threading", include_str!("py/threading.py")),
    ("traceback", include_str!("py/traceback.py")),
    ("tracemalloc", include_str!("py/tracemalloc.py")),
    ("typing", include_str!("py/typing.py")),
    ("warnings", include_str!("py/warnings.py")),
    ("weakref", include_str!("py/weakref.py")),
];

/// The text of a module's model.
pub fn python_source(name: &str) -> Option<&'static str> {
    MODULES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
