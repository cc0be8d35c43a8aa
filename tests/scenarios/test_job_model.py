"""The specification of jobs with leases, docs/proof/job_leases.pml: spin looks at every order of events, and finds each of
the faults that the specification can be given.

KINOTE_PROOF=1 looks at more workers, faults and actions of a person.
"""

import os
import re
import subprocess

import pytest

from conftest import PROJECT

MODEL = PROJECT / "docs" / "proof" / "job_leases.pml"
SIZES = {"WORKERS": 3, "ACTIONS": 4, "FAULTS": 3} if os.environ.get("KINOTE_PROOF") else {}
FAULTS = re.findall(r"^ \*   ([A-Z_]+)  ", MODEL.read_text(), re.MULTILINE)


def output_of(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def errors(folder, *names):
    """How many errors the search for wrong states finds, and the search for ways that never come to an end."""
    words = [f"-D{name}" for name in names] + [f"-D{name}={value}" for name, value in SIZES.items()]
    output_of(folder, "spin", *words, "-a", str(MODEL))
    output_of(folder, "gcc", "-O1", "-w", "-DNOCLAIM", "-DSAFETY", "-o", "states", "pan.c")
    output_of(folder, "gcc", "-O1", "-w", "-o", "ways", "pan.c")
    found = []
    for search in (["./states", "-m1000000"], ["./ways", "-a", "-m1000000"]):
        said = output_of(folder, *search)
        assert "max search depth too small" not in said and "errors:" in said, said
        found.append(int(re.search(r"errors: (\d+)", said).group(1)))
    return found


@pytest.mark.parametrize("rule", [[], ["AFTER_FAILED_FAIL"], ["AFTER_FAILED_WAIT"]], ids=["go_on", "fail", "wait"])
def test_no_order_of_events_loses_a_job_or_counts_a_result_twice_or_goes_on_for_ever(tmp_path, rule):
    assert errors(tmp_path, *rule) == [0, 0]


def test_there_are_faults_to_be_found():
    assert len(FAULTS) == 6


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_specification_is_found(tmp_path, fault):
    assert any(errors(tmp_path, fault))
