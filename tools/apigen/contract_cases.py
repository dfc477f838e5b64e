"""Requests that break the model's constraints in one place, with the answer each must get.

The cases are made from the model alone, by other code than the server's, so that running them is a check
and not a repetition. Long runs of one character are written ${x*1000}; a runner expands them.
"""

import json
import re

import examples
import naming

_ECHOED_MAX = 1024  # kEchoedValueMax in src/api/codec.h
_RUN = re.compile(r"(.)\1{199,}", re.DOTALL)
_NUMBERS = ("integer", "long")
_SCALARS = ("boolean", "integer", "long", "string", "enum", "timestamp", "blob", "json")

# A value of the wrong JSON type for each kind, and how the answer names the two.
_WRONG_TYPES = {
    "boolean": ("true", "a boolean", "a string"),
    "integer": ("1", "an integer", "a string"),
    "long": ("1", "an integer", "a string"),
    "string": (7, "a string", "a number"),
    "enum": (7, "a string", "a number"),
    "timestamp": ("now", "a timestamp in seconds", "a string"),
    "blob": (7, "a string", "a number"),
    "list": ("a", "a list", "a string"),
    "map": ("a", "a map", "a string"),
    "structure": ("a", "a structure", "a string"),
}


def of_services(services):
    return json.dumps({"services": [_of_service(s) for s in services]}, indent=1, ensure_ascii=False) + "\n"


def _of_service(service):
    return {
        "service": service.endpoint_prefix,
        "protocol": service.protocol,
        "operations": [_of_operation(service, o) for o in service.operations],
    }


def _of_operation(service, operation):
    cases = [
        {"case": case, "body": _compact(_dump(body)), "error": error, "message": _compact(message)}
        for case, body, error, message in _Cases(service, operation).all()
    ]
    return {
        "operation": operation.name,
        "target": f"{service.target_prefix}.{operation.name}" if service.target_prefix else operation.name,
        "auth": operation.auth,
        "valid": _compact(_dump(examples.value(operation.input))),
        "cases": cases,
    }


def _dump(body):
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _compact(text):
    return _RUN.sub(lambda run: f"${{{run[1]}*{len(run[0])}}}", text)


class _Cases:
    def __init__(self, service, operation):
        self._service = service
        self._input = operation.input

    def all(self):
        required = [m for m in self._input.members if m.required]
        if len(required) > 1:
            missing = [_violation("null", naming.wire_name(m.name), "Member must not be null") for m in required]
            yield "no member at all", {}, self._service.validation_error, _message(missing)
        yield from self._structure(self._input, lambda value: value, "", False)

    def _structure(self, shape, place, path, hidden):
        smallest = examples.value(shape)
        for m in shape.members:
            here = f"{path}.{naming.wire_name(m.name)}" if path else naming.wire_name(m.name)
            if m.required:
                without = {name: v for name, v in smallest.items() if name != m.name}
                yield self._refused(f"{here} is missing", place(without), [_violation("null", here, "Member must not be null")])
            yield from self._value(m.shape, lambda value, m=m: place({**smallest, m.name: value}), here, hidden)

    def _value(self, shape, place, path, hidden):
        hidden = hidden or shape.sensitive
        if shape.kind in _WRONG_TYPES:
            wrong, expected, found = _WRONG_TYPES[shape.kind]
            message = f"Expected {expected} at '{path}', found {found}"
            yield f"{path} has the wrong type", place(wrong), "SerializationException", message
        for case, value in _breaking(shape):
            yield self._refused(f"{path} {case}", place(value), _violations(shape, value, path, hidden))
        if shape.kind == "structure":
            yield from self._structure(shape, place, path, hidden)
        elif shape.kind == "list":
            yield from self._list(shape, place, path, hidden)
        elif shape.kind == "map":
            yield from self._map(shape, place, path, hidden)

    def _list(self, shape, place, path, hidden):
        rest = [examples.value(shape.element)] * ((shape.min or 1) - 1)
        if shape.element.kind not in _SCALARS:
            yield from self._value(shape.element, lambda value: place([value, *rest]), f"{path}.1.member", hidden)
            return
        for case, value in _breaking(shape.element):
            whole = [value, *rest]
            constraint = f"Member must satisfy constraint: [{_all_constraints(shape.element)}]"
            shown = None if hidden or shape.element.sensitive else _shown(whole)
            yield self._refused(f"an entry of {path} {case}", place(whole), [_violation(shown, path, constraint)])

    def _map(self, shape, place, path, hidden):
        hidden = hidden or shape.element.sensitive or shape.key.sensitive
        scalar = shape.element.kind in _SCALARS
        key, value = examples.text(shape.key), examples.value(shape.element)
        for case, bad in _breaking(shape.key):
            whole = {bad: value}
            constraint = f"Map keys must satisfy constraint: [{_all_constraints(shape.key)}]"
            shown = _shown(whole) if scalar and not hidden else None
            yield self._refused(f"a key of {path} {case}", place(whole), [_violation(shown, path, constraint)])
        if not scalar:
            yield from self._value(shape.element, lambda v: place({key: v}), f"{path}.{key}.member", hidden)
            return
        for case, bad in _breaking(shape.element):
            whole = {key: bad}
            constraint = f"Map value must satisfy constraint: [{_all_constraints(shape.element)}]"
            shown = None if hidden else _shown(whole)
            yield self._refused(f"a value of {path} {case}", place(whole), [_violation(shown, path, constraint)])

    def _refused(self, case, body, violations):
        return case, body, self._service.validation_error, _message(violations)


def _breaking(shape):
    """Values just outside the constraints of the shape itself, each with what is wrong with it."""
    if shape.kind in _NUMBERS:
        if shape.min is not None:
            yield "is one less than its minimum", shape.min - 1
        if shape.max is not None:
            yield "is one more than its maximum", shape.max + 1
    elif shape.kind == "string":
        if shape.min:
            yield "is one shorter than its minimum", "a" * (shape.min - 1)
        if shape.max is not None:
            yield "is one longer than its maximum", "a" * (shape.max + 1)
        broken = examples.breaking_text(shape) if shape.pattern else None
        if broken:
            yield "breaks its pattern", broken
    elif shape.kind == "enum":
        yield "is not in its enum", "NO_SUCH_VALUE"
        yield "is in another case than its enum", shape.enum[0].swapcase()
    elif shape.kind == "list":
        if shape.min:
            yield "has one entry less than its minimum", [examples.value(shape.element)] * (shape.min - 1)
        if shape.max is not None:
            yield "has one entry more than its maximum", [examples.value(shape.element)] * (shape.max + 1)
    elif shape.kind == "map":
        if shape.min:
            yield "has one entry less than its minimum", examples.entries(shape, shape.min - 1)
        # With few possible keys a map cannot be too large and have valid keys.
        if shape.max is not None and shape.key.pattern is None:
            yield "has one entry more than its maximum", examples.entries(shape, shape.max + 1)
    elif shape.kind == "blob" and shape.max is not None:
        groups = shape.max // 3 + 1
        yield "is longer than its maximum", "AAAA" * groups


def _violations(shape, value, path, hidden):
    """What the service says about a value that breaks the constraints of the shape itself."""
    if shape.kind == "enum":
        constraints = [_enum_value_set(shape)]
    elif shape.kind in _NUMBERS:
        constraints = [
            *([f"Member must have value greater than or equal to {shape.min}"] if shape.min is not None and value < shape.min else []),
            *([f"Member must have value less than or equal to {shape.max}"] if shape.max is not None and value > shape.max else []),
        ]
    else:
        length = len(value) // 4 * 3 if shape.kind == "blob" else len(value)
        constraints = [
            *([f"Member must have length greater than or equal to {shape.min}"] if shape.min is not None and length < shape.min else []),
            *([f"Member must have length less than or equal to {shape.max}"] if shape.max is not None and length > shape.max else []),
        ]
        if shape.kind == "string" and not examples.matches(shape, value):
            constraints.append(f"Member must satisfy regular expression pattern: {shape.pattern}")
    hidden = hidden or shape.kind == "blob"
    if shape.kind in ("list", "map"):
        hidden = hidden or shape.element.kind not in _SCALARS or shape.element.sensitive
    return [_violation(None if hidden else _shown(value), path, constraint) for constraint in constraints]


def _all_constraints(shape):
    word = "value" if shape.kind in _NUMBERS else "length"
    return ", ".join(
        [
            *([f"Member must have {word} less than or equal to {shape.max}"] if shape.max is not None else []),
            *([f"Member must have {word} greater than or equal to {shape.min}"] if shape.min is not None else []),
            *([f"Member must satisfy regular expression pattern: {shape.pattern}"] if shape.pattern else []),
            *([_enum_value_set(shape)] if shape.enum else []),
        ]
    )


def _enum_value_set(shape):
    return f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"


def _shown(value):
    if isinstance(value, list):
        value = f"[{', '.join(map(str, value))}]"
    elif isinstance(value, dict):
        value = f"{{{', '.join(f'{k}={v}' for k, v in value.items())}}}"
    return f"'{str(value)[:_ECHOED_MAX]}'"


def _violation(shown, path, constraint):
    return f"Value {shown + ' ' if shown else ''}at '{path}' failed to satisfy constraint: {constraint}"


def _message(violations):
    plural = "" if len(violations) == 1 else "s"
    return f"{len(violations)} validation error{plural} detected: {'; '.join(violations)}"
