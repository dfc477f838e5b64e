#!/usr/bin/env python3
"""Checks that what the release preset builds is hardened.

    check.py [--counts FILE] [--server FILE] BUILD_FOLDER

Looks at the files of the sample and of the server; runs the sample, which then does what
attackers make programs do and must be stopped. The same checks must all fail for the control, which is built
without the flags: a check that cannot fail is none.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="replace").stdout


class Binary:
    def __init__(self, path):
        self.path = path
        self.headers = output("readelf", "--wide", "--file-header", "--program-headers", path)
        self.dynamic = output("readelf", "--wide", "--dynamic", path)
        self.symbols = output("nm", "--dynamic", "--undefined-only", path)
        self.code = output("objdump", "--disassemble", "--no-show-raw-insn", path)

    def segment_flags(self, kind):
        return re.findall(rf"^ *{kind} .* ([R ][W ][E ]) (?:0x)?[0-9a-f]+$", self.headers, re.MULTILINE)

    def imports(self, name):
        return re.search(rf" U {name}(@|$)", self.symbols, re.MULTILINE) is not None

    def function(self, name):
        found = re.search(rf"<[^>]*{name}[^>]*>:\n(.*?)\n\n", self.code + "\n\n", re.DOTALL)
        return found[1] if found else ""


# What the file says, of any program.
FILE_CHECKS = {
    "is position-independent": lambda b: "Type:" in b.headers and "DYN" in b.headers.split("Type:")[1].split("\n")[0],
    "has no writable code": lambda b: not [f for f in b.segment_flags("LOAD") if "W" in f and "E" in f]
    and b.segment_flags("GNU_STACK") == ["RW "],
    "keeps code apart from data": lambda b: len([f for f in b.segment_flags("LOAD") if f == "R E"]) == 1
    and "R  " in b.segment_flags("LOAD"),
    "has relocations read-only after start": lambda b: bool(b.segment_flags("GNU_RELRO")),
    "resolves every symbol at start": lambda b: "BIND_NOW" in b.dynamic or re.search(r"FLAGS_1.*NOW", b.dynamic) is not None,
    "guards its stack": lambda b: b.imports("__stack_chk_fail"),
    "checks the sizes of copies": lambda b: re.search(r" U __mem\w+_chk", b.symbols) is not None,
    "checks the library's assertions": lambda b: b.imports(r"_ZSt21__glibcxx_assert_fail\w*"),
    "marks where jumps may go": lambda b: "endbr64" in b.function("main"),
    "loads nothing from odd places": lambda b: "RPATH" not in b.dynamic and "RUNPATH" not in b.dynamic,
}
# The control is linked as the sample is, and has no path to take away.
NOT_IN_THE_CONTROL = {"loads nothing from odd places", "keeps code apart from data"}

# What the sample does wrong, and what it says when it is stopped.
STOPPED = {
    "copy_beyond_an_array": "buffer overflow detected",
    "copy_beyond_an_allocation": "buffer overflow detected",
    "write_beyond_an_array": "stack smashing detected",
    "index_beyond_a_vector": "Assertion",
}


def is_stopped(path, wrong, words):
    ended = subprocess.run([path, wrong], capture_output=True, text=True, errors="replace")
    return ended.returncode < 0 and words in ended.stderr


SAMPLE_CHECKS = {f"is stopped when it would {wrong.replace('_', ' ')}":
                 (lambda b, wrong=wrong, words=words: is_stopped(b.path, wrong, words)) for wrong, words in STOPPED.items()}
SAMPLE_CHECKS["starts its variables at zero"] = (
    lambda b: subprocess.run([b.path, "read_what_was_not_written"], capture_output=True).returncode == 0)
# Probes lie between the pages of a large frame.
SAMPLE_CHECKS["touches each page of a large frame"] = (
    lambda b: re.search(r"(or|mov)q +\$0x0,\(%rsp\)|test +%\w+,\(%rsp\)", b.function("touch_a_large_frame")) is not None)
SAMPLE_CHECKS["leaves no values in registers"] = (
    lambda b: "xor    %esi,%esi" in b.function("touch_a_large_frame") or "xor    %ecx,%ecx" in b.function("keep"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--counts")
    arguments.add_argument("--server", type=Path)
    arguments.add_argument("build", type=Path)
    options = arguments.parse_args()
    counts = {True: 0, False: 0}

    def holds(name, result):
        counts[result] += 1
        print(f"{'ok' if result else 'NOT OK'}: {name}")

    folder = options.build / "tests/hardening"
    sample, control = Binary(folder / "hardening_sample"), Binary(folder / "hardening_control")
    for name, check in {**FILE_CHECKS, **SAMPLE_CHECKS}.items():
        holds(f"the sample {name}", check(sample))
        if name not in NOT_IN_THE_CONTROL:
            holds(f"the control is caught: it {name}, not", not check(control))
    skipped = 0
    if options.server:
        binary = Binary(options.server)
        for name, check in FILE_CHECKS.items():
            holds(f"the server {name}", check(binary))
    else:
        skipped = 1
        print("skipped: the server's own file, because no release of these sources is built here (./run builds one)")
    if options.counts:
        Path(options.counts).write_text(f"{counts[True]} {counts[False]} {skipped}\n")
    return 1 if counts[False] else 0


if __name__ == "__main__":
    sys.exit(main())
