#!/usr/bin/env python3
"""Objects that come in over DICOM, durable, and of KOSDs until the API shows the last note: kinote beside Orthanc and a
plain receiver that syncs each file. Rates, CPU, bytes written and peak memory of interleaved runs.

Usage: objects_in.py [--short] [--kind kosd|ct] [--engine sqlite|postgresql] [--associations N]
With KINOTE_TEST_POSTGRESQL (tools/with_postgresql.sh) PostgreSQL too."""

import argparse
import itertools
import statistics
import time

import peers
import result_row

OBJECTS = {"kosd": 1200, "ct": 240}
ROUNDS = 5
runs = itertools.count(int(time.time()) % 1_000_000 * 1000)


class Measurement:
    def __init__(self, objects, seconds, before, after, memory):
        self.rate = objects / seconds
        self.cpu = (after.cpu - before.cpu) / objects * 1e6
        self.written = (after.written - before.written) / objects / 1024
        self.memory = memory


def measure(server, postgresql, kind, associations, objects):
    root = f"1.2.826.0.1.3680043.10.7.{next(runs)}"
    # Warmed up: the first object of a process pays for caches and sessions.
    peers.send(server, kind, associations, 8, f"{root}.0")
    if isinstance(server, peers.Kinote) and kind == "kosd":
        peers.wait_for("the first notes", lambda: server.has_notes(f"{root}.0", 8, 2))
    pids = [server.pid()] + (postgresql.pids() if postgresql else [])
    before = peers.Costs(pids)
    seconds = peers.send(server, kind, associations, objects, root)
    if isinstance(server, peers.Kinote) and kind == "kosd":
        begin = time.monotonic()
        peers.wait_for("all notes", lambda: server.has_notes(root, objects + 8, 0) and
                       server.has_notes(root, objects, associations + 1), pause=0.02)
        seconds += time.monotonic() - begin
    pids = [server.pid()] + (postgresql.pids() if postgresql else [])
    return Measurement(objects, seconds, before, peers.Costs(pids), peers.peak_memory(server.pid()))


def medians(measurements, field):
    return statistics.median(getattr(one, field) for one in measurements)


def compare(kind, engine, associations, objects, rounds, postgresql):
    own, orthanc, limit = [], [], []
    for _ in range(rounds):
        suffix = next(runs)
        is_postgresql = engine == "postgresql"
        server = postgresql if is_postgresql else None
        database = postgresql.new_database(f"kinote_{suffix}") if is_postgresql else None
        with peers.Kinote(database) as kinote:
            own.append(measure(kinote, server, kind, associations, objects))
        database = postgresql.new_database(f"orthanc_{suffix}") if is_postgresql else None
        with peers.Orthanc(database) as peer:
            orthanc.append(measure(peer, server, kind, associations, objects))
        if not is_postgresql:
            with peers.PlainReceiver() as receiver:
                limit.append(measure(receiver, None, kind, associations, objects))
    print_rows(kind, engine, associations, own, orthanc, limit)


def print_rows(kind, engine, associations, own, orthanc, limit):
    name = {"kosd": "KOSDs in", "ct": "CT of 0.5 MB in"}[kind]
    work = f"{name}, {engine}, {associations} association{'s' if associations > 1 else ''}"
    least = {("kosd", "sqlite"): ">= 2", ("kosd", "postgresql"): ">= 4"}
    rate = least.get((kind, engine), ">= 2.5" if associations == 1 else ">= 1.8")
    result_row.print_row(work, medians(own, "rate"), "Orthanc", medians(orthanc, "rate"), rate)
    if kind == "kosd" and limit:
        result_row.print_row(work, medians(own, "rate"), "storescp with fsync", medians(limit, "rate"), ">= 0.8")
    if kind == "kosd":
        most = "<= 0.5" if engine == "sqlite" else "<= 0.3"
        result_row.print_row(f"{work}: CPU", medians(own, "cpu"), "Orthanc", medians(orthanc, "cpu"), most, " us")
        if engine == "sqlite":
            result_row.print_row(f"{work}: written", medians(own, "written"), "Orthanc", medians(orthanc, "written"),
                                 "<= 0.6", " KiB")
    else:
        result_row.print_row(f"{work}: peak memory", medians(own, "memory"), "Orthanc", medians(orthanc, "memory"),
                             "<= 0.4", " MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--kind", choices=OBJECTS)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"])
    parser.add_argument("--associations", type=int)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    postgresql = peers.PostgresqlServer()
    for kind, engine, associations in itertools.product(OBJECTS, ["sqlite", "postgresql"], [1, 4]):
        is_wanted = options.kind in (None, kind) and options.engine in (None, engine)
        if not is_wanted or options.associations not in (None, associations):
            continue
        if engine == "postgresql" and (kind == "ct" or not postgresql.is_there()):
            continue
        objects = 24 if options.short else OBJECTS[kind]
        compare(kind, engine, associations, objects, 1 if options.short else options.rounds, postgresql)


if __name__ == "__main__":
    main()
