# Text in lines of a width, and the margins of lines.


def _words(text, hyphens):
    words = []
    for word in text.split():
        if not hyphens:
            words.append(word)
            continue
        start = 0
        for at in range(1, len(word) - 1):
            before, after = word[:at], word[at + 1:]
            if word[at] == "-" and word[at - 1].isalpha() and word[at + 1].isalpha() and len(after) > 1:
                if at - start > 1:
                    words.append(word[start:at + 1] + "\0")
                    start = at + 1
        words.append(word[start:])
    return words


class TextWrapper:
    def __init__(self, width=70, initial_indent="", subsequent_indent="", expand_tabs=True, replace_whitespace=True,
                 fix_sentence_endings=False, break_long_words=True, drop_whitespace=True, break_on_hyphens=True,
                 tabsize=8, *, max_lines=None, placeholder=" [...]"):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.break_long_words = break_long_words
        self.break_on_hyphens = break_on_hyphens
        self.max_lines = max_lines
        self.placeholder = placeholder

    def wrap(self, text):
        if self.width <= 0:
            raise ValueError("invalid width %r (must be > 0)" % self.width)
        words = _words(text, self.break_on_hyphens)
        lines = []
        while words:
            indent = self.subsequent_indent if lines else self.initial_indent
            room = self.width - len(indent)
            line = ""
            glue = ""
            while words:
                word = words[0].replace("\0", "")
                if len(line) + len(glue) + len(word) > room:
                    break
                line += glue + word
                glue = "" if words[0].endswith("\0") else " "
                words.pop(0)
            if not line:
                word = words[0]
                if self.break_long_words:
                    cut = max(room, 1)
                    line, words[0] = word[:cut], word[cut:]
                else:
                    line = word.replace("\0", "")
                    words.pop(0)
            if self.max_lines is not None and len(lines) + 1 == self.max_lines and words:
                while line and len(line) + len(self.placeholder) > room:
                    line = line[:line.rindex(" ")] if " " in line else ""
                if line:
                    line += self.placeholder
                else:
                    line = self.placeholder.lstrip()
                lines.append(indent + line)
                break
            lines.append(indent + line)
        return lines

    def fill(self, text):
        return "\n".join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def dedent(text):
    lines = text.split("\n")
    margin = None
    for line in lines:
        body = line.lstrip(" \t")
        if not body:
            continue
        indent = line[:len(line) - len(body)]
        if margin is None:
            margin = indent
        else:
            at = 0
            while at < min(len(margin), len(indent)) and margin[at] == indent[at]:
                at += 1
            margin = margin[:at]
    out = []
    for line in lines:
        if not line.strip(" \t"):
            out.append("")
        else:
            out.append(line[len(margin or ""):])
    return "\n".join(out)


def indent(text, prefix, predicate=None):
    if predicate is None:
        def predicate(line):
            return line.strip()
    return "".join([prefix + line if predicate(line) else line for line in text.splitlines(True)])
