#!/usr/bin/env python3
"""Adds up the JUnit reports of a folder: the ten slowest tests, what failed, and one closing line of counts."""

import argparse
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def cases(folder: pathlib.Path):
    for report in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            name = case.get("name", "")
            if report.stem != "unit":  # ctest gives the name of the test alone twice
                name = f"{case.get('classname', '')}: {name}"
            outcome = "passed"
            if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
                outcome = "failed"
            elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
                outcome = "skipped"
            yield f"{report.stem}/{name}", outcome, float(case.get("time", 0))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--steps-failed", type=int, default=0)
    arguments = parser.parse_args()
    all_cases = list(cases(arguments.folder))

    print("\nThe ten slowest tests:")
    for name, _, seconds in sorted(all_cases, key=lambda case: -case[2])[:10]:
        print(f"{seconds:8.1f} s  {name}")
    count = {outcome: sum(case[1] == outcome for case in all_cases) for outcome in ("passed", "failed", "skipped")}
    for name, outcome, _ in all_cases:
        if outcome != "passed":
            print(f"{outcome}: {name}")
    if not all_cases:
        print("no test ran", file=sys.stderr)
        return 1
    print(f"{count['passed']} passed, {count['failed'] + arguments.steps_failed} failed, {count['skipped']} skipped")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
