"""The tables behind the headers: tables.h, tables.cpp and shapes_<n>.cpp. Only the engine reads them."""

import cpp
import java_regex
import model
import naming

# More than this would not fit the engine's list of a structure's members (kMembersMax in api/shape.h).
MEMBERS_MAX = 64
# Values of an enum, which is one byte in C++.
ENUM_MAX = 256

_KINDS = {"integer": "integer", "long": "long_integer", "enum": "enumeration"}


def emit(service, parts):
    patterns = sorted({s.pattern for s in _data(service) if s.pattern})
    files = {"tables.h": tables_h(service, patterns), "tables.cpp": tables_cpp(service, patterns)}
    structures = service.structures
    for part in range(parts):
        files[f"shapes_{part + 1}.cpp"] = shapes_cpp(service, patterns, structures[part::parts], part)
    return files


def _data(service):
    return [s for s in service.shapes if not s.error]


def _scope(service, lines):
    return [f"namespace poolhouse::{service.namespace} {{", "", *lines, f"}}  // namespace poolhouse::{service.namespace}", ""]


def tables_h(service, patterns):
    lines = [cpp.banner(service, f"{service.title}: the descriptors of all shapes.") + "#pragma once", ""]
    lines += [f'#include "{cpp.include_path(service, "operations.h")}"']
    lines += ['#include "api/pattern.h"', '#include "api/shape.h"', ""]
    body = ["// The model's shapes by their names. Their types, where they have one, are one namespace up.", "namespace shapes {"]
    body += [f"extern const api::Shape {s.name};" for s in _data(service)]
    body += ["}", "", f"inline constexpr std::size_t kPatternCount = {len(patterns)};"]
    if patterns:
        body += ["extern const api::Pattern kPatterns[kPatternCount];"]
    body += [""]
    return "\n".join(lines + _scope(service, body))


def tables_cpp(service, patterns):
    lines = [cpp.banner(service, f"{service.title}: enums, patterns and operations.")]
    own = ["enums.h", "errors.h", "operations.h", "tables.h", *_operation_types(service)]
    lines += [f'#include "{cpp.include_path(service, name)}"' for name in sorted(own)] + [""]
    body = [*_patterns(service, patterns), *_enums(service), *_service(service), *_operations(service)]
    return "\n".join(lines + _scope(service, body))


def _operation_types(service):
    shapes = {s.name: s for o in service.operations for s in (o.input, o.output) if s}
    return [f"types/{naming.snake_case(name)}.h" for name in sorted(shapes)]


def _patterns(service, patterns):
    if not patterns:
        return []
    out = ["constinit const api::Pattern kPatterns[kPatternCount] = {"]
    for pattern in patterns:
        matched = service.match_patterns.get(pattern, pattern)
        if "(?<" in matched:
            raise model.ModelError(f"{pattern}: RE2 has no look-behind; the overlay must say what to match")
        fields = [cpp.literal(pattern), cpp.literal(java_regex.to_re2(matched))]
        bytewise = java_regex.ascii_class(pattern)
        if bytewise:
            low, high = bytewise.ascii & (2**64 - 1), bytewise.ascii >> 64
            empty = "true" if bytewise.empty else "false"
            fields.append(f"api::AsciiClass{{{low:#x}, {high:#x}, {empty}, api::BeyondAscii::{bytewise.beyond}}}")
        out.append(f"    {{{', '.join(fields)}}},")
    return out + ["};", ""]


def _enums(service):
    out = []
    for e in service.enums:
        if len(e.enum) > ENUM_MAX:
            raise model.ModelError(f"{e.name} has more than {ENUM_MAX} values")
        names = ", ".join(cpp.literal(v) for v in e.enum)
        out.append(f"constexpr std::string_view k{e.name}[] = {{{names}}};")
        out.append(f"api::EnumNames names_of({e.name} /*value*/) noexcept {{ return {{k{e.name}, {len(e.enum)}}}; }}")
        out.append(f"std::string_view to_string({e.name} value) noexcept {{ return api::name_at(names_of(value), static_cast<std::size_t>(value)); }}")
        out.append(f"constinit const api::Shape shapes::{e.name}{{.name = {cpp.literal(e.name)}, .kind = api::Kind::enumeration{_sensitive(e)}, .names = {{k{e.name}, {len(e.enum)}}}}};")
        out.append("")
    return out


def _sensitive(shape):
    return ", .sensitive = true" if shape.sensitive else ""


def _service(service):
    return [
        "constinit const api::ServiceInfo kService{",
        f"    .endpoint_prefix = {cpp.literal(service.endpoint_prefix)},",
        f"    .protocol = api::Protocol::{service.protocol},",
        f"    .api_version = {cpp.literal(service.api_version)},",
        f"    .target_prefix = {cpp.literal(service.target_prefix)},",
        f"    .xml_namespace = {cpp.literal(service.xml_namespace)},",
        f"    .throw_validation_error = [](std::string message) {{ throw {service.validation_error}(std::move(message)); }},",
        "};",
        "",
    ]


def _operations(service):
    out = []
    for o in service.operations:
        errors = "{}"
        if o.errors:
            out.append(f"constexpr std::string_view k{o.name}Errors[] = {{{', '.join(cpp.literal(e) for e in sorted(o.errors))}}};")
            errors = f"k{o.name}Errors"
        target = f"{service.target_prefix}.{o.name}" if service.target_prefix else o.name
        output = f"&{o.output.name}::kShape" if o.output else "nullptr"
        out.append(
            f"constinit const api::OperationInfo op::{o.name}::info{{&kService, {cpp.literal(o.name)}, {cpp.literal(target)}, "
            f"auth, &{o.input.name}::kShape, {output}, {errors}, {cpp.literal(o.result_wrapper)}}};"
        )
    all_of_them = ", ".join(f"&op::{o.name}::info" for o in service.operations)
    out += ["", f"constexpr const api::OperationInfo* kOperations[] = {{{all_of_them}}};"]
    out += ["std::span<const api::OperationInfo* const> operations() noexcept { return kOperations; }", ""]
    return out


def shapes_cpp(service, patterns, structures, part):
    lines = [cpp.banner(service, f"{service.title}: the descriptors of some of the structures.")]
    lines += ["#include <cstddef>", "", '#include "api/shape_ops.h"']
    lines += [f'#include "{cpp.include_path(service, "tables.h")}"']
    lines += [f'#include "{cpp.include_path(service, f"types/{naming.snake_case(s.name)}.h")}"' for s in structures]
    if part == 0:
        # The other shapes have no file of their own, and lists and maps need the types they hold.
        lines += [f'#include "{cpp.include_path(service, "types.h")}"']
    lines += ["", "// offsetof of such a structure is conditionally supported: clang does, for all without virtual bases."]
    lines += ["#pragma clang diagnostic ignored \"-Winvalid-offsetof\"", ""]
    body = []
    if part == 0:
        others = [s for s in _data(service) if s.kind not in ("structure", "enum")]
        body += [_shape(service, s, patterns) for s in others] + [""]
    for s in structures:
        body += _structure(s)
    return "\n".join(lines + _scope(service, body))


def _shape(service, shape, patterns):
    # The initialiser is looked up inside `shapes`, where the name of a type is the name of its descriptor.
    scope = f"{service.namespace}::"
    kind = "secret" if shape.secret else _KINDS.get(shape.kind, shape.kind)
    fields = [f".name = {cpp.literal(shape.name)}", f".kind = api::Kind::{kind}"]
    if shape.sensitive:
        fields.append(".sensitive = true")
    bounds = [f".{side} = {value}" for side, value in (("min", shape.min), ("max", shape.max)) if value is not None]
    if bounds:
        fields.append(f".bounds = {{{', '.join(bounds)}}}")
    if shape.pattern:
        fields.append(f".pattern = &kPatterns[{patterns.index(shape.pattern)}]")
    if shape.element:
        fields.append(f".element = &shapes::{shape.element.name}")
    if shape.kind == "list":
        fields.append(f".list = &api::kListOps<{cpp.type_of(shape.element, scope)}>")
    if shape.kind == "map":
        fields.append(f".key = &shapes::{shape.key.name}")
        fields.append(f".map = &api::kMapOps<{cpp.type_of(shape.element, scope)}>")
    return f"constinit const api::Shape shapes::{shape.name}{{{', '.join(fields)}}};"


def _structure(shape):
    if len(shape.members) > MEMBERS_MAX:
        raise model.ModelError(f"{shape.name} has more than {MEMBERS_MAX} members")
    out = []
    members, order = "{}", "{}"
    if shape.members:
        members, order = f"k{shape.name}Members", f"k{shape.name}Order"
        out.append(f"constexpr api::Member {members}[] = {{")
        for m in shape.members:
            optional = "nullptr" if m.required else f"&api::kOptionalOps<{cpp.type_of(m.shape)}>"
            out.append(f"    {{{cpp.literal(m.name)}, &shapes::{m.shape.name}, offsetof({shape.name}, {m.field}), {optional}}},")
        out.append("};")
        by_name = sorted(range(len(shape.members)), key=lambda i: shape.members[i].name)
        out.append(f"constexpr std::uint8_t {order}[] = {{{', '.join(map(str, by_name))}}};")
    out.append(f"constinit const api::Structure {shape.name}::kShape{{{cpp.literal(shape.name)}, &kService, {members}, {order}}};")
    out.append(
        f"constinit const api::Shape shapes::{shape.name}{{.name = {cpp.literal(shape.name)}, .kind = api::Kind::structure"
        f"{_sensitive(shape)}, .structure = &{shape.name}::kShape}};"
    )
    return out + [""]
