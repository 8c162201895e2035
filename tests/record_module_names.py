"""Records which public names the modelled modules have, version by version.

    python3 tests/record_module_names.py 3.8=/path/to/python3.8 3.9=...

Writes src/models/names.txt. A line is a module and its names; `name@9` is there from 3.9 on, `name@-11`
up to 3.11, `name@9-11` from 3.9 to 3.11. The line of `*` has the modules of the library themselves.
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent
NATIVE = ["_weakref", "atexit", "builtins", "gc", "math", "sys", "time", "types"]
ASK = """
import importlib, json, pkgutil, sys
out = {}
for name in sys.argv[1:]:
    try:
        module = importlib.import_module(name)
        inner = [m.name for m in pkgutil.iter_modules(getattr(module, "__path__", ()))]
        out[name] = [n for n in {*dir(module), *inner} if not n.startswith("_")]
    except ImportError:
        out[name] = None
known = set(sys.builtin_module_names) | {m.name for m in pkgutil.iter_modules()}
out["*"] = [n for n in known if n not in ("site-packages", "pip", "setuptools")]
print(json.dumps(out))
"""


def main():
    modules = [p.stem for p in (ROOT / "src/models/py").glob("*.py") if not p.stem.startswith("_")] + NATIVE
    asked = {}
    for word in sys.argv[1:]:
        version, path = word.split("=", 1)
        run = subprocess.run([path, "-S", "-W", "ignore", "-c", ASK, *modules], capture_output=True, text=True)
        asked[int(version.split(".")[1])] = json.loads(run.stdout)
    first, last = min(asked), max(asked)
    lines = []
    for module in sorted(["*", *modules]):
        names = {name for answer in asked.values() for name in answer[module] or ()}
        words = [module]
        for name in sorted(names):
            having = [minor for minor, answer in asked.items() if name in (answer[module] or ())]
            since = "" if min(having) == first else str(min(having))
            until = "" if max(having) == last else "-%d" % max(having)
            words.append(name + ("@" + since + until if since or until else ""))
        lines.append(" ".join(words))
    (ROOT / "src/models/names.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
