"""Records what the interpreters print for the programs of fixtures/trace.

    python3 tests/record_trace.py 3.8=/path/to/python3.8 3.9=...

Beside each program stands NAME.out: sections headed by the versions that print the same.
"""
import pathlib
import subprocess
import sys

FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures" / "trace"
FLAGS = ["-s", "-S", "-B", "-W", "ignore"]


def main():
    interpreters = [word.split("=", 1) for word in sys.argv[1:]]
    for program in sorted(FIXTURES.glob("*.py")):
        sections = {}
        for version, path in interpreters:
            run = subprocess.run([path, *FLAGS, str(program)], capture_output=True, text=True,
                                 env={"PYTHONHASHSEED": "0"})
            sections.setdefault(run.stdout, []).append(version)
        text = "".join("== %s\n%s" % (" ".join(versions), output) for output, versions in sections.items())
        program.with_suffix(".out").write_text(text)


if __name__ == "__main__":
    main()
