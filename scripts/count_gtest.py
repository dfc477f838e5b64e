#!/usr/bin/env python3
"""Counts the tests in GoogleTest's XML reports: prints "passed failed skipped".

    count_gtest.py FOLDER EXIT_CODE

A program that dies writes no report, so a bad EXIT_CODE without a failed test is a failure too, and so is
a folder without reports.
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def main():
    folder, exit_code = Path(sys.argv[1]), int(sys.argv[2])
    reports = sorted(folder.glob("*.xml"))
    passed = failed = skipped = 0
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
            elif case.get("status") == "notrun" or case.get("result") == "skipped" or case.find("skipped") is not None:
                skipped += 1
            else:
                passed += 1
    if failed == 0 and (exit_code != 0 or not reports):
        failed = 1
    print(passed, failed, skipped)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
