"""The models' patterns are Java regular expressions: what they mean to RE2, to Python, and byte by byte.

The dialects differ where it is easy to miss: \\s has the vertical tab in Java and not in RE2, '.' stops
at more line ends, \\uXXXX is Java's alone, and RE2 has no look-behind.
"""

import re
import unicodedata
from dataclasses import dataclass

_SPACE = r"\x09-\x0D\x20"
_NOT_SPACE = r"\x00-\x08\x0E-\x1F\x21-\x{10FFFF}"
_LINE_ENDS = r"\n\r\x{85}\x{2028}\x{2029}"

_CLASS_ITEM = re.compile(
    r"\\p\{(?P<category>[A-Z][a-z]?)\}|\\u(?P<u>[0-9A-Fa-f]{4})|\\x(?P<x>[0-9A-Fa-f]{2})"
    r"|\\(?P<escaped>.)|(?P<char>[^\\\[\]])",
    re.DOTALL,
)


class Unsupported(Exception):
    pass


@dataclass
class AsciiClass:
    """A pattern that is one repeated character class, so that it can be matched byte by byte."""

    ascii: int  # bit c is set when character c belongs to it
    empty: bool  # the empty text matches
    beyond: str  # characters beyond ASCII: none, all, or ask (the expression decides)


def to_re2(pattern):
    return _translate(pattern, _re2_category, r"\x{%X}", _NOT_SPACE)


def matches_ascii(pattern, text):
    """Whether Java's matches() accepts an ASCII text. For making test cases, not for serving."""
    expression = _translate(pattern, _ascii_category, "\\U%08X", r"\x00-\x08\x0E-\x1F\x21-\U0010FFFF")
    expression = expression.replace(r"\x{85}\x{2028}\x{2029}", r"\x85\u2028\u2029")
    return re.fullmatch(expression, text, re.ASCII) is not None


def ascii_class(pattern):
    """The AsciiClass of a pattern, or None when the pattern is more than one repeated class."""
    if pattern == "(?s).*":
        return AsciiClass((1 << 128) - 1, True, "all")
    whole = re.fullmatch(r"\^?\[(\^?)((?:[^\\\[\]]|\\.)+)\]([+*])\$?", pattern, re.DOTALL)
    if not whole:
        return None
    negated, body, repeat = whole.groups()
    one = re.compile(_translate(f"[{negated}{body}]", _ascii_category, "\\U%08X", r"\x00-\x08\x0E-\x1F\x21-\U0010FFFF"), re.ASCII)
    bits = sum(1 << c for c in range(128) if one.fullmatch(chr(c)))
    if r"\S" in body and not negated:
        beyond = "all"
    elif r"\p" in body or r"\u" in body or negated:
        beyond = "ask"
    else:
        beyond = "none"
    return AsciiClass(bits, repeat == "*", beyond)


def _re2_category(category):
    return rf"\p{{{category}}}"


def _ascii_category(category):
    return "".join(
        f"\\x{c:02X}" for c in range(128) if unicodedata.category(chr(c)).startswith(category)
    )


def _translate(pattern, category, code_point, not_space):
    out = []
    dot = f"[^{_LINE_ENDS}]"
    if pattern.startswith("(?s)"):
        pattern, dot = pattern[4:], r"(?s:.)"
    at = 0
    while at < len(pattern):
        c = pattern[at]
        if c == "[":
            text, at = _class(pattern, at + 1, category, code_point, not_space)
            out.append(text)
            continue
        if c == "\\":
            escaped = pattern[at + 1]
            out.append({"s": f"[{_SPACE}]", "S": f"[^{_SPACE}]"}.get(escaped, "\\" + escaped))
            at += 2
            continue
        out.append(dot if c == "." else c)
        at += 1
    return "".join(out)


def _class(pattern, at, category, code_point, not_space):
    out = ["["]
    if pattern[at] == "^":
        out.append("^")
        at += 1
    while pattern[at] != "]":
        item = _CLASS_ITEM.match(pattern, at)
        if not item or pattern.startswith("&&", at):
            raise Unsupported(f"nested character class in {pattern}")
        if item["category"]:
            out.append(category(item["category"]))
        elif item["u"] or item["x"]:
            value = int(item["u"] or item["x"], 16)
            out.append(f"\\x{value:02X}" if value < 128 else code_point % value)
        elif item["escaped"]:
            escaped = item["escaped"]
            if escaped == "S" and out[-1] == "^":
                raise Unsupported(f"negated \\S in {pattern}")
            out.append({"s": _SPACE, "S": not_space}.get(escaped, "\\" + escaped))
        elif item["char"] == "-" and pattern[at - 2 : at] == r"\w":
            out.append("\\-")  # after \w it is no range
        else:
            out.append(item["char"])
        at = item.end()
    out.append("]")
    return "".join(out), at + 1
