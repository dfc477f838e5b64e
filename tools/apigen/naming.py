"""How a name of the model becomes a name in C++."""

import re

# One word of a model's name. A plural acronym (URLs, ARNs) is one word, so is OAuth; an acronym ends
# before the capital that begins the next word.
_WORD = re.compile(r"OAuth|[A-Z]+s(?=[A-Z]|$)|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+[0-9]*")

_KEYWORDS = set(
    """alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t
    char32_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
    constinit continue decltype default delete do double dynamic_cast else enum explicit export extern
    false float for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr
    operator or or_eq private protected public register reinterpret_cast requires return short signed
    sizeof static static_assert static_cast struct switch template this thread_local throw true try
    typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq""".split()
)
# Macros of the C library and of compilers that a value of a model could meet.
_MACROS = {"NULL", "EOF", "TRUE", "FALSE", "BUFSIZ", "DOMAIN", "OVERFLOW", "UNDERFLOW", "linux", "unix"}


def snake_case(name):
    """ClientId -> client_id, CallbackURLs -> callback_urls, SSOSession -> sso_session."""
    words = [word.lower() for word in _WORD.findall(name)]
    return identifier("_".join(words))


def identifier(name):
    """`name` as a C++ identifier: other characters become '_', and a word C++ keeps gets one behind it."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", name)
    if name[0].isdigit():
        name = "_" + name
    if name in _KEYWORDS or name in _MACROS:
        name += "_"
    return name


def wire_name(member):
    """How a validation message names a member: UserPoolId -> userPoolId."""
    return member[:1].lower() + member[1:]


def service_namespace(endpoint_prefix):
    return endpoint_prefix.replace("-", "_")
