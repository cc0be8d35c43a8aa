#!/usr/bin/env python3
"""Objects that go out over DICOM: kinote beside Orthanc and DCMTK's dcmsend, which all send one study from where it is
stored to a receiver that throws it away. Of kinote the time counts from the order until the export is done, with the
ledger's rows. Also what C-FIND of one study costs among many studies, and the peak memory while 10,000 objects go out.

Usage: objects_out.py [--short] [--kind kosd|ct]
With KINOTE_TEST_POSTGRESQL (tools/with_postgresql.sh) kinote and Orthanc on PostgreSQL too."""

import argparse
import itertools
import os
import subprocess
import time

import peers
import result_row

OBJECTS = {"kosd": 1200, "ct": 240}
ROUNDS = 5
runs = itertools.count(int(time.time()) % 1_000_000 * 1000)


def new_root():
    return f"1.2.826.0.1.3680043.10.9.{next(runs)}"


def fill(server, kind, root, objects):
    """One study."""
    peers.send(server, kind, 4, objects, root, objects)
    if isinstance(server, peers.Kinote) and kind == "kosd":
        study = f"/api/studies/{root}.1.1"
        peers.wait_for("all notes", lambda: server.get(study)["notes"] == objects, seconds=300, pause=0.05)


def order(kinote, root, again):
    wanted = {"destination": "RECEIVER", "study_instance_uid": f"{root}.1.1", "again": again}
    return kinote.call("POST", "/api/exports", wanted)["id"]


def export(kinote, root, objects, again=False):
    """Objects a second."""
    begin = time.monotonic()
    number = order(kinote, root, again)
    peers.wait_for("the export", lambda: kinote.get(f"/api/exports/{number}")["state"] != "open", seconds=300)
    seconds = time.monotonic() - begin
    delivered = kinote.get(f"/api/exports/{number}")["delivered"]
    assert delivered == objects, f"{delivered} of {objects}"
    return objects / seconds


def know(kinote, receiver):
    kinote.call("PUT", "/api/destinations/RECEIVER",
                {"ae_title": "RECEIVER", "host": "127.0.0.1", "port": receiver.dicom_port})


def rate_of_kinote(kind, objects, receiver, database):
    with peers.Kinote(database) as kinote:
        know(kinote, receiver)
        root = new_root()
        fill(kinote, kind, f"{root}.0", 8)
        export(kinote, f"{root}.0", 8)  # warmed up: sessions and the association stand
        fill(kinote, kind, root, objects)
        return export(kinote, root, objects)


def rate_of_orthanc(kind, objects, receiver, database):
    with peers.Orthanc(database) as orthanc:
        orthanc.call("PUT", "/modalities/receiver", ["RECEIVER", "127.0.0.1", receiver.dicom_port])
        root = new_root()
        fill(orthanc, kind, f"{root}.0", 8)
        known = orthanc.call("GET", "/studies")
        orthanc.call("POST", "/modalities/receiver/store", {"Resources": known, "Synchronous": True})
        fill(orthanc, kind, root, objects)
        (study,) = set(orthanc.call("GET", "/studies")) - set(known)
        begin = time.monotonic()
        done = orthanc.call("POST", "/modalities/receiver/store", {"Resources": [study], "Synchronous": True})
        seconds = time.monotonic() - begin
        assert done["FailedInstancesCount"] == 0 and done["InstancesCount"] == objects, done
        return objects / seconds


def rate_of_dcmsend(objects, receiver, folder):
    command = ["dcmsend", "-q", "-aec", "RECEIVER", "127.0.0.1", str(receiver.dicom_port), "+sd", str(folder)]
    begin = time.monotonic()
    subprocess.run(command, check=True, env={**os.environ, "TCP_NODELAY": "1"})
    return objects / (time.monotonic() - begin)


def compare(kind, objects, rounds, postgresql):
    own, orthanc, dcmsend = [], [], []
    name = {"kosd": "KOSDs out", "ct": "CT of 0.5 MB out"}[kind]
    of_orthanc, of_dcmsend = {"kosd": (">= 3.5", ">= 0.5"), "ct": (">= 3.5", ">= 0.9")}[kind]
    with peers.PlainReceiver() as files, peers.PlainReceiver(keeps=False) as receiver:
        fill(files, kind, new_root(), objects)
        for _ in range(rounds):
            suffix = next(runs)
            database = postgresql.new_database(f"kinote_{suffix}") if postgresql else None
            own.append(rate_of_kinote(kind, objects, receiver, database))
            database = postgresql.new_database(f"orthanc_{suffix}") if postgresql else None
            orthanc.append(rate_of_orthanc(kind, objects, receiver, database))
            dcmsend.append(rate_of_dcmsend(objects, receiver, files.path / "objects"))
    work = f"{name}, {'PostgreSQL' if postgresql else 'SQLite'}"
    if kind == "kosd":
        result_row.print_row(work, own, "Orthanc", orthanc, of_orthanc)
    else:
        result_row.print_row(work, own, "Orthanc", orthanc, ">= 1")
    result_row.print_row(work, own, "dcmsend", dcmsend, of_dcmsend)


def memory(objects):
    with peers.PlainReceiver(keeps=False) as receiver, peers.Kinote() as kinote:
        know(kinote, receiver)
        first, second = new_root(), new_root()
        fill(kinote, "kosd", first, objects // 10)
        fill(kinote, "kosd", second, objects)
        export(kinote, first, objects // 10)
        few = peers.peak_memory(kinote.pid())
        export(kinote, second, objects)
        many = peers.peak_memory(kinote.pid())
    result_row.print_row(f"peak memory, {objects:,} KOSDs out", many, f"{objects // 10:,} out", few, "<= 1.25", " MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--kind", choices=OBJECTS)
    options = parser.parse_args()
    postgresql = peers.PostgresqlServer()
    for server in [None] + ([postgresql] if postgresql.is_there() else []):
        for kind in [options.kind] if options.kind else OBJECTS:
            objects = OBJECTS[kind] // 20 if options.short else OBJECTS[kind]
            compare(kind, objects, 1 if options.short else ROUNDS, server)
    if not options.kind:
        memory(400 if options.short else 10_000)


if __name__ == "__main__":
    main()
