"""Model of string: its constants."""
digits = "0123456789"
octdigits = digits[:8]
hexdigits = digits + "abcdefABCDEF"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = ascii_lowercase.upper()
ascii_letters = ascii_lowercase + ascii_uppercase
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
whitespace = " \t\n\r\v\f"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or " ").join([x.capitalize() for x in s.split(sep)])


class Template:
    delimiter = "$"

    def __init__(self, template):
        self.template = template

    def _filled(self, mapping, safe):
        text = self.template
        out = []
        at = 0
        while at < len(text):
            if text[at] != "$":
                out.append(text[at])
                at += 1
                continue
            rest = text[at + 1:]
            if rest.startswith("$"):
                out.append("$")
                at += 2
                continue
            braced = rest.startswith("{")
            body = rest[1:] if braced else rest
            end = 0
            while end < len(body) and (body[end].isalnum() or body[end] == "_") and body[end].isascii():
                end += 1
            name = body[:end]
            whole = "$" + rest[:end + 2 if braced else end]
            if not name.isidentifier() or braced and body[end:end + 1] != "}":
                if not safe:
                    lines = text[:at].splitlines(keepends=True)
                    column = at + 1 - len("".join(lines[:-1]))
                    raise ValueError("Invalid placeholder in string: line %d, col %d" % (max(len(lines), 1), column))
                out.append("$")
                at += 1
                continue
            if safe and name not in mapping:
                out.append(whole)
            else:
                out.append(str(mapping[name]))
            at += len(whole)
        return "".join(out)

    def substitute(self, mapping=None, /, **kws):
        return self._filled({**(mapping or {}), **kws}, False)

    def safe_substitute(self, mapping=None, /, **kws):
        return self._filled({**(mapping or {}), **kws}, True)
