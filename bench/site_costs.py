#!/usr/bin/env python3
"""What a site costs that does nothing, and what large and many objects cost: start to ready on an empty folder, memory
at rest and idle CPU beside Orthanc; peak memory of kinote while one object of 600 MB and 20,000 KOSDs come in; syncs per
KOSD.

Usage: site_costs.py [--short]"""

import argparse
import pathlib
import re
import shutil
import subprocess
import time

import peers
import result_row


def rest(server, seconds):
    """Memory in MB, and the share of one processor, of a server that nobody asks."""
    time.sleep(1)
    before = peers.Costs([server.pid()])
    time.sleep(seconds)
    share = (peers.Costs([server.pid()]).cpu - before.cpu) / seconds * 100
    return peers.peak_memory(server.pid(), "VmRSS"), share


def start_and_rest(rounds, seconds):
    own_ready, other_ready, own_memory, other_memory, own_share = [], [], [], [], []
    for number in range(rounds):
        with peers.Kinote() as kinote:
            own_ready.append(kinote.ready_seconds * 1e3)
            memory, share = rest(kinote, seconds if number == 0 else 0.1)
            own_memory.append(memory)
            if number == 0:
                own_share.append(share)
        with peers.Orthanc() as orthanc:
            other_ready.append(orthanc.ready_seconds * 1e3)
            other_memory.append(rest(orthanc, 0.1)[0])
    result_row.print_row("start to ready, empty site", own_ready, "Orthanc", other_ready, "<= 0.7", " ms")
    result_row.print_row("memory at rest", own_memory, "Orthanc", other_memory, "<= 0.9", " MB")
    result_row.print_bound("idle CPU", own_share[0], "<= 0.2", " %")


def syncs(kosds):
    """Counted by strace, which slows the server down: in a run of its own."""
    for associations, most in ((1, "<= 2"), (4, "<= 1")):
        with peers.Kinote() as kinote:
            counts = kinote.path / "syncs"
            root = f"1.2.826.0.1.3680043.10.6.{associations}"
            peers.send(kinote, "kosd", associations, 8, f"{root}.0")
            peers.wait_for("the first notes", lambda: kinote.has_notes(f"{root}.0", 8, 2))
            tracer = subprocess.Popen(["strace", "-f", "-q", "-c", "-e", "trace=fsync,fdatasync,sync_file_range", "-o",
                                       str(counts), "-p", str(kinote.pid())], stderr=subprocess.DEVNULL)
            peers.wait_for("strace", lambda: "TracerPid:\t0\n" not in
                           pathlib.Path(f"/proc/{kinote.pid()}/status").read_text())
            peers.send(kinote, "kosd", associations, kosds, root)
            peers.wait_for("all notes", lambda: kinote.has_notes(root, kosds, associations + 1))
            tracer.send_signal(2)
            tracer.wait()
            total = sum(int(line.split()[3]) for line in counts.read_text().splitlines()
                        if re.search(r" (fsync|fdatasync|sync_file_range)$", line))
        result_row.print_bound(f"syncs per KOSD, {associations} association{'s' if associations > 1 else ''}",
                               total / kosds, most)


def memory(kosds, megabytes):
    with peers.Kinote() as kinote:
        root = "1.2.826.0.1.3680043.10.5"
        peers.send(kinote, "kosd", 4, 400, f"{root}.1")
        peers.wait_for("the first notes", lambda: kinote.has_notes(f"{root}.1", 400, 5))
        first = peers.peak_memory(kinote.pid())
        peers.send(kinote, "kosd", 4, kosds, f"{root}.2")
        peers.wait_for("all notes", lambda: kinote.has_notes(f"{root}.2", kosds, 5), seconds=300)
        many = peers.peak_memory(kinote.pid())
        peers.send(kinote, f"ct:{megabytes}", 1, 1, f"{root}.3")
        large = peers.peak_memory(kinote.pid())
        shutil.rmtree(kinote.path / "data" / "cache", ignore_errors=True)
    result_row.print_row(f"peak memory, {kosds:,} KOSDs", many, "after 400 KOSDs", first, "<= 1.25", " MB")
    result_row.print_row(f"peak memory, one object of {megabytes} MB", large, "before it", many, "<= 1.1", " MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    start_and_rest(1 if options.short else 7, 1 if options.short else 30)
    syncs(40 if options.short else 600)
    memory(400 if options.short else 20_000, 20 if options.short else 600)


if __name__ == "__main__":
    main()
