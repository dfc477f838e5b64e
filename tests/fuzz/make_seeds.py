#!/usr/bin/env python3
"""Writes inputs for the targets that read requests: the smallest valid request of every operation, as JSON
and as a form.

    make_seeds.py CONTRACT_CASES_JSON FOLDER
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import urlencode


def expand(text):
    return re.sub(r"\$\{(.)\*(\d+)\}", lambda run: run[1] * int(run[2]), text)


def form_of(value, name=""):
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from form_of(entry, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for index, entry in enumerate(value, 1):
            yield from form_of(entry, f"{name}.member.{index}")
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)


def main():
    cases, folder = Path(sys.argv[1]), Path(sys.argv[2])
    for target in ("json_request", "query_request"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    operations = [each for service in json.loads(cases.read_text())["services"] for each in service["operations"]]
    for operation in operations:
        target, body = operation["target"], expand(operation["valid"])
        (folder / "json_request" / target).write_text(f"{target}\n{body}")
        (folder / "query_request" / target).write_text(f"{target}\n{urlencode(list(form_of(json.loads(body))))}")
    (folder / "written").touch()


if __name__ == "__main__":
    main()
