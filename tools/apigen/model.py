"""A service's model with our overlay laid over it: what the emitters read."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import naming


class ModelError(Exception):
    """The model or the overlay says something the generator does not understand."""


@dataclass
class Shape:
    name: str
    kind: str  # boolean integer long string enum timestamp blob json list map structure
    sensitive: bool = False  # redacted in logs, and its value is not repeated in a validation message
    secret: bool = False  # a poolhouse::Secret in C++; implies sensitive
    min: int | None = None
    max: int | None = None
    pattern: str | None = None
    enum: list[str] = field(default_factory=list)
    element: "Shape | None" = None  # of a list, and the values of a map
    key: "Shape | None" = None
    members: list["Member"] = field(default_factory=list)
    error: dict | None = None  # {"status": 400, "code": "IDPRejectedClaim"}: this structure is an exception


@dataclass
class Member:
    name: str
    shape: Shape
    required: bool
    deprecated: bool

    @property
    def field(self):
        return naming.snake_case(self.name)


@dataclass
class Operation:
    name: str
    auth: str  # sigv4 or none
    input: Shape
    output: Shape | None
    errors: list[str]
    result_wrapper: str


class Service:
    """One api/<endpoint prefix>.json with its part of api/overlay.json."""

    def __init__(self, model, overlay):
        self.endpoint_prefix = model["endpointPrefix"]
        self.title = model["service"]
        self.protocol = model["protocol"]
        self.target_prefix = model.get("targetPrefix", "")
        self.xml_namespace = model.get("xmlNamespace", "")
        self.api_version = model["apiVersion"]
        self.namespace = naming.service_namespace(self.endpoint_prefix)
        self.validation_error = overlay["validationError"]
        self.match_patterns = overlay.get("matchPatterns", {})
        self._definitions = _definitions(model, overlay)
        self._member_shapes = overlay.get("members", {})
        self._secrets = set(overlay.get("secrets", []))
        self._shapes = {}
        self._building = []
        for name in self._definitions:
            self.shape(name)
        self._check_overlay(overlay)
        self.operations = [self._operation(name, o) for name, o in sorted(model["operations"].items())]

    def shape(self, name):
        if name not in self._shapes:
            if name in self._building:
                raise ModelError(f"{name} contains itself: recursive shapes are not supported")
            if name not in self._definitions:
                raise ModelError(f"shape {name} is used but not defined")
            self._building.append(name)
            self._shapes[name] = self._build(name, self._definitions[name])
            self._building.pop()
        return self._shapes[name]

    @property
    def shapes(self):
        """Every shape, each after the shapes it contains."""
        return list(self._shapes.values())

    @property
    def structures(self):
        """The structures that are data, in an order in which C++ can declare them."""
        return [s for s in self.shapes if s.kind == "structure" and not s.error]

    @property
    def enums(self):
        return [s for s in self.shapes if s.kind == "enum"]

    @property
    def errors(self):
        return sorted((s for s in self.shapes if s.error), key=lambda s: s.name)

    def _build(self, name, d):
        kind = d["type"]
        if kind == "string" and "enum" in d:
            kind = "enum"
        if kind == "structure" and not d["members"] and name == "Document":
            kind = "json"
        secret = name in self._secrets
        if secret and kind != "string":
            raise ModelError(f"overlay: {name} is a {kind}, only a string can be a secret")
        shape = Shape(
            name,
            kind,
            sensitive=d.get("sensitive", False) or secret,
            secret=secret,
            min=d.get("min"),
            max=d.get("max"),
            pattern=d.get("pattern"),
            enum=d.get("enum", []),
            error=d.get("error"),
        )
        if kind == "list":
            shape.element = self.shape(d["member"])
            if shape.element.kind == "boolean":
                raise ModelError(f"{name}: a list of booleans is a std::vector<bool>, which has no elements to point at")
        elif kind == "map":
            shape.key, shape.element = self.shape(d["key"]), self.shape(d["value"])
            if shape.key.kind != "string" or shape.key.secret:
                raise ModelError(f"{name}: the keys of a map must be plain strings")
        elif kind == "structure":
            required = d.get("required", [])
            for member in required:
                if member not in d["members"]:
                    raise ModelError(f"{name} requires {member}, which is not a member")
            for member, target in d["members"].items():
                target, _, note = target.partition("?")
                target = self._member_shapes.get(f"{name}.{member}", target)
                shape.members.append(Member(member, self.shape(target), member in required, note == "deprecated"))
        elif kind not in ("boolean", "integer", "long", "string", "enum", "timestamp", "blob", "json"):
            raise ModelError(f"{name}: unknown type {kind}")
        return shape

    def _operation(self, name, o):
        output = self.shape(o["output"]) if "output" in o else None
        return Operation(
            name, o["auth"], self.shape(o["input"]), output, o["errors"], o.get("resultWrapper", "")
        )

    def _check_overlay(self, overlay):
        # An overlay entry that matches nothing is a rule that silently stopped to hold.
        for name in self._secrets:
            if name not in self._shapes:
                raise ModelError(f"overlay: secret {name} is not a shape of {self.endpoint_prefix}")
        for path in self._member_shapes:
            structure, _, member = path.partition(".")
            if structure not in self._shapes or all(m.name != member for m in self._shapes[structure].members):
                raise ModelError(f"overlay: {path} is not a member of {self.endpoint_prefix}")
        patterns = {s.pattern for s in self._shapes.values()}
        for pattern in self.match_patterns:
            if pattern not in patterns:
                raise ModelError(f"overlay: no shape has the pattern {pattern}")
        if self.validation_error not in self._shapes or not self._shapes[self.validation_error].error:
            raise ModelError(f"overlay: {self.validation_error} is not an error of {self.endpoint_prefix}")


def _definitions(model, overlay):
    """The model's shapes, changed and joined by the overlay's. `like` copies a shape under a new name."""
    definitions = {name: dict(d) for name, d in model["shapes"].items()}
    for name, change in overlay.get("shapes", {}).items():
        base = definitions.get(change.get("like", name), {})
        if "enum" in change and set(change["enum"]) != set(base.get("enum", change["enum"])):
            raise ModelError(f"overlay: {name} may reorder the values of the model, not add or drop any")
        definitions[name] = base | {k: v for k, v in change.items() if k not in ("like", "why")}
    return definitions


def load(model_file, overlay_file):
    model = json.loads(Path(model_file).read_text())
    overlay = json.loads(Path(overlay_file).read_text())
    try:
        return Service(model, overlay["services"][model["endpointPrefix"]])
    except KeyError as missing:
        raise ModelError(f"{model_file} or {overlay_file}: missing {missing}") from missing
