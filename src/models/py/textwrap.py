# Text in lines of a width, and the margins of lines.
import sys

# Whether long words are cut at their hyphens.
_AT_HYPHENS = sys.version_info >= (3, 10)


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
        self.width, self.initial_indent, self.subsequent_indent = width, initial_indent, subsequent_indent
        self.expand_tabs, self.replace_whitespace = expand_tabs, replace_whitespace
        self.fix_sentence_endings, self.break_long_words = fix_sentence_endings, break_long_words
        self.drop_whitespace, self.break_on_hyphens, self.tabsize = drop_whitespace, break_on_hyphens, tabsize
        self.max_lines, self.placeholder = max_lines, placeholder

    def wrap(self, text):
        if not self.width > 0:
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
                left = room - len(line) - len(glue)
                if len(word) <= left:
                    line += glue + word
                    glue = "" if words[0].endswith("\0") else " "
                    words.pop(0)
                    continue
                # A word that is longer than any line fills the rest of this one, or stands alone.
                if len(word) > room and not self.break_long_words and not line:
                    line = word
                    words.pop(0)
                elif len(word) > room and self.break_long_words:
                    cut = self._cut(word, left if line else max(room, 1))
                    if cut > 0:
                        line += glue + word[:cut]
                        words[0] = words[0][cut:]
                break
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

    def _cut(self, word, most):
        hyphen = word.rfind("-", 0, max(most, 0)) if self.break_on_hyphens and _AT_HYPHENS else 0
        return hyphen + 1 if hyphen > 0 and word[:hyphen].strip("-") else most

    def fill(self, text):
        lines = self.wrap(text)
        return "\n".join(lines)


def wrap(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def dedent(text):
    lines = ["" if not line.strip(" \t") else line for line in text.split("\n")]
    starts = [line[:len(line) - len(line.lstrip(" \t"))] for line in lines if line]
    shared = min(starts, default="", key=len)
    while not all([start.startswith(shared) for start in starts]):
        shared = shared[:-1]
    return "\n".join([line[len(shared):] for line in lines])


def indent(text, prefix, predicate=None):
    chosen = str.strip if predicate is None else predicate
    return "".join([prefix + line if chosen(line) else line for line in text.splitlines(True)])
