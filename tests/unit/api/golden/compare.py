#!/usr/bin/env python3
"""Compares what tools/apigen makes of sample.json with the files beside this one; --accept replaces them.

A change of the generator so shows as a change of these files, which a reviewer can read.
"""

import argparse
import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
APIGEN = HERE.parents[3] / "tools" / "apigen" / "apigen.py"


def generate(folder):
    subprocess.run(
        [sys.executable, "-B", APIGEN, HERE / "sample.json", "--overlay", HERE / "overlay.json", "--cpp", folder]
        + ["--contract-cases", folder / "api/sample_api/contract-cases.json"],
        check=True,
    )


def texts(folder):
    return {f.relative_to(folder): f.read_text() for f in sorted((folder / "api").rglob("*")) if f.is_file()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="replace the golden files")
    if parser.parse_args().accept:
        generate(HERE)
        return
    with tempfile.TemporaryDirectory() as scratch:
        generate(Path(scratch))
        made, golden = texts(Path(scratch)), texts(HERE)
    for name in sorted(made.keys() | golden.keys()):
        before, after = golden.get(name, "").splitlines(), made.get(name, "").splitlines()
        sys.stdout.writelines(
            line + "\n" for line in difflib.unified_diff(before, after, f"golden/{name}", f"generated/{name}", lineterm="")
        )
    if made != golden:
        sys.exit(f"The generator's output has changed. If that is meant: {Path(__file__).name} --accept")


if __name__ == "__main__":
    main()
