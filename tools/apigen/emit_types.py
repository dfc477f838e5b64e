"""Headers that handlers include: fwd.h, enums.h, types/*.h, types.h, errors.h, operations.h and one per operation."""

import cpp
import naming


def emit(service):
    files = {
        "fwd.h": fwd_h(service),
        "enums.h": enums_h(service),
        "types.h": types_h(service),
        "errors.h": errors_h(service),
        "operations.h": operations_h(service),
    }
    for structure in service.structures:
        files[f"types/{header_name(structure)}"] = structure_h(service, structure)
    for operation in service.operations:
        files[f"{naming.snake_case(operation.name)}.h"] = operation_h(service, operation)
    return files


def header_name(structure):
    return naming.snake_case(structure.name) + ".h"


def _namespace(service, lines):
    return [f"namespace poolhouse::{service.namespace} {{", "", *lines, f"}}  // namespace poolhouse::{service.namespace}", ""]


def _header(service, purpose, system=(), own=()):
    lines = [cpp.banner(service, purpose) + "#pragma once", ""]
    if system:
        lines += [f"#include <{name}>" for name in sorted(system)] + [""]
    if own:
        lines += [f'#include "{name}"' for name in sorted(own)] + [""]
    return lines


def fwd_h(service):
    lines = _header(service, f"{service.title}: the names of the types, for headers that only mention them.", ["cstdint"])
    body = [f"enum class {e.name} : std::uint8_t;" for e in service.enums]
    body += [f"struct {s.name};" for s in service.structures] + [""]
    return "\n".join(lines + _namespace(service, body))


def enums_h(service):
    lines = _header(
        service,
        f"{service.title}: closed sets of values, in the order in which a validation message lists them.",
        ["cstdint", "string_view"],
        ["api/enumeration.h"],
    )
    body = ['// from_string<Enum>("NAME"): the value, or nothing.', "using api::from_string;", ""]
    for e in service.enums:
        values = ", ".join(naming.identifier(v) for v in e.enum)
        body.append(f"enum class {e.name} : std::uint8_t {{ {values} }};")
        body.append(f"[[nodiscard]] api::EnumNames names_of({e.name}) noexcept;")
        body.append(f"[[nodiscard]] std::string_view to_string({e.name} value) noexcept;")
        body.append("")
    return "\n".join(lines + _namespace(service, body))


def types_h(service):
    own = [cpp.include_path(service, f"types/{header_name(s)}") for s in service.structures]
    lines = _header(service, f"{service.title}: all structures. A handler includes its operation's header instead.", [], own)
    return "\n".join(lines)


def structure_h(service, structure):
    system, own = set(), set()
    for m in structure.members:
        if not m.required:
            system.add("optional")
        _includes(service, m.shape, system, own)
    lines = _header(service, f"{service.title}: {structure.name}.", system, own)
    lines += ["namespace poolhouse::api {", "struct Structure;", "}", ""]
    body = [f"struct {structure.name} {{"]
    for m in structure.members:
        # A required member of a class type has no initialiser, so that the compiler warns when a
        # designated initialisation forgets it.
        init = "{}" if not m.required or m.shape.kind in ("boolean", "integer", "long", "enum") else ""
        notes = [note for note, holds in (("sensitive", m.shape.sensitive), ("deprecated", m.deprecated)) if holds]
        comment = f"  // {', '.join(notes)}" if notes else ""
        body.append(f"  {cpp.member_type(m)} {m.field}{init};{comment}")
    if structure.members:
        body.append("")
    body += ["  static const api::Structure kShape;", "};", ""]
    return "\n".join(lines + _namespace(service, body))


def _includes(service, shape, system, own):
    if shape.kind == "structure":
        own.add(cpp.include_path(service, f"types/{header_name(shape)}"))
    elif shape.kind == "enum":
        own.add(cpp.include_path(service, "enums.h"))
    elif shape.kind == "list":
        system.add("vector")
        _includes(service, shape.element, system, own)
    elif shape.kind == "map":
        system.update(("map", "string"))
        _includes(service, shape.element, system, own)
    elif shape.kind == "json":
        own.add("api/json_text.h")
    elif shape.kind == "timestamp":
        own.add("base/time.h")
    elif shape.secret:
        own.add("base/secret.h")
    elif shape.kind in ("string", "blob"):
        system.add("string")
    elif shape.kind == "long":
        system.add("cstdint")


def errors_h(service):
    lines = _header(
        service, f"{service.title}: the errors an operation may throw.", ["string", "utility"], ["api/errors.h"]
    )
    body = []
    for e in service.errors:
        code = cpp.literal(e.error.get("code", e.name))
        status = e.error["status"]
        body.append(f"struct {e.name} final : ApiError {{")
        body.append(f"  explicit {e.name}(std::string message, OperatorHint hint = {{}})")
        body.append(f"      : ApiError({code}, {status}, std::move(message), std::move(hint)) {{}}")
        if any(m.name == "reasonCode" for m in e.members):
            body.append(f"  {e.name}(std::string message, ReasonCode reason, OperatorHint hint = {{}})")
            body.append(f"      : ApiError({code}, {status}, std::move(message), std::move(hint), std::move(reason)) {{}}")
        body += ["};", ""]
    return "\n".join(lines + _namespace(service, body))


def operations_h(service):
    lines = _header(
        service,
        f"{service.title}: one tag per operation.",
        ["span"],
        ["api/operation.h", cpp.include_path(service, "fwd.h")],
    )
    body = ["extern const api::ServiceInfo kService;", "", "namespace op {", ""]
    for o in service.operations:
        response = o.output.name if o.output else "api::NoOutput"
        body.append(f"struct {o.name} {{")
        body.append(f"  using Request = {o.input.name};")
        body.append(f"  using Response = {response};")
        body.append(f"  static constexpr auto auth = api::Auth::{o.auth};")
        body.append("  static const api::OperationInfo info;")
        body += ["};", ""]
    body += ["}  // namespace op", ""]
    tags = ",\n    ".join(f"op::{o.name}" for o in service.operations)
    body += [f"using Operations = api::TypeList<\n    {tags}>;", ""]
    body += ["// All of them, sorted by name.", "[[nodiscard]] std::span<const api::OperationInfo* const> operations() noexcept;", ""]
    return "\n".join(lines + _namespace(service, body))


def operation_h(service, operation):
    own = [cpp.include_path(service, "operations.h")]
    for shape in (operation.input, operation.output):
        if shape:
            own.append(cpp.include_path(service, f"types/{header_name(shape)}"))
    return "\n".join(_header(service, f"{service.title}: {operation.name}, its request and its response.", [], own))
