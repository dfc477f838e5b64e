"""Example values: the smallest JSON value a shape accepts, and texts that break its pattern."""

import java_regex
import model

_TEXTS = [
    "us-east-1_aaaaaaaaa",
    "us-east-1:00000000-0000-4000-8000-000000000000",
    "00000000-0000-4000-8000-000000000000",
    "arn:aws:iam::123456789012:role/example",
    "arn:aws:s3:::example",
    "user@example.com",
    "Code {####}",
    "Link {##here##}",
    "terms-of-use",
    "cognito:default",
    "import-a",
    "authenticated",
]
_BREAKING = [" ", "\t", "!", "\u0001", "\n"]


def text(shape):
    low = shape.min or 0
    lengths = [n for n in (max(low, 1), low, 6, 20) if shape.max is None or n <= shape.max]
    for candidate in ["a" * n for n in lengths] + ["1" * n for n in lengths] + _TEXTS:
        if low <= len(candidate) <= (shape.max or len(candidate)) and matches(shape, candidate):
            return candidate
    raise model.ModelError(f"no example text for {shape.name}: add one to tools/apigen/examples.py")


def matches(shape, candidate):
    return shape.pattern is None or java_regex.matches_ascii(shape.pattern, candidate)


def breaking_text(shape):
    """A text of allowed length that breaks the pattern, or None when there is none."""
    for character in _BREAKING:
        candidate = character * max(shape.min or 0, 1)
        if len(candidate) <= (shape.max or len(candidate)) and not matches(shape, candidate):
            return candidate
    return None


def value(shape):
    """The smallest valid JSON value: required members only, as few entries as allowed."""
    kind = shape.kind
    if kind == "structure":
        return {m.name: value(m.shape) for m in shape.members if m.required}
    if kind == "list":
        return [value(shape.element)] * (shape.min or 0)
    if kind == "map":
        return entries(shape, shape.min or 0)
    if kind == "string":
        return text(shape)
    if kind == "enum":
        return shape.enum[0]
    if kind in ("integer", "long"):
        return shape.min if shape.min is not None else 1
    return {"boolean": True, "timestamp": 1, "blob": "AAAA" if shape.min else "", "json": {}}[kind]


def entries(shape, count):
    """A map of `count` entries whose values are valid; its keys are valid as far as there are so many."""
    first = text(shape.key)
    keys = [first] + [f"{first}{i}" for i in range(2, count + 1)]
    return {key: value(shape.element) for key in keys[:count]}
