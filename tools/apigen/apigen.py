#!/usr/bin/env python3
"""Turns the models in api/ into C++, contract test cases and a reference page."""

import argparse
import sys
from pathlib import Path

import contract_cases
import emit_tables
import emit_types
import model


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, help="model files, such as api/cognito-idp.json")
    parser.add_argument("--overlay", type=Path, required=True, help="what the models do not say: api/overlay.json")
    parser.add_argument("--cpp", type=Path, metavar="DIR", help="write C++ to DIR/api/<service>/")
    parser.add_argument("--parts", type=int, default=1, help="number of shapes_<n>.cpp files of a service")
    parser.add_argument("--list", action="store_true", help="only print the names of the files that --cpp writes")
    parser.add_argument("--contract-cases", type=Path, metavar="FILE", help="write requests to refuse, as JSON")
    options = parser.parse_args()

    try:
        services = [model.load(file, options.overlay) for file in options.models]
        if options.cpp:
            for service in services:
                files = cpp_files(service, options.cpp / "api" / service.namespace, options.parts)
                if options.list:
                    print("\n".join(map(str, files)))
                else:
                    write_folder(options.cpp / "api" / service.namespace, files)
        if options.contract_cases:
            write(options.contract_cases, contract_cases.of_services(services))
    except model.ModelError as wrong:
        sys.exit(f"apigen: {wrong}")


def cpp_files(service, folder, parts):
    files = emit_types.emit(service) | emit_tables.emit(service, parts)
    return {folder / name: text.rstrip("\n") + "\n" for name, text in files.items()}


def write_folder(folder, files):
    for file, text in files.items():
        write(file, text)
    for stale in set(folder.rglob("*.*")) - files.keys():
        stale.unlink()


def write(file, text):
    """Leaves an unchanged file alone, so that nothing that includes it is compiled again."""
    if file.exists() and file.read_text() == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


if __name__ == "__main__":
    main()
