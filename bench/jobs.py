#!/usr/bin/env python3
"""Durable jobs on PostgreSQL: kinote's queue beside a plain libpq program and graphile-worker, and the time to start
beside pg-boss. Run as: KINOTE_TEST_POSTGRESQL_DURABLE=1 tools/with_postgresql.sh bench/jobs.py [--short]

graphile-worker and pg-boss are compared where tools/run_bench.sh has installed them in build/bench-node."""

import argparse
import pathlib
import subprocess
import sys

import peers
import result_row

NODE_FOLDER = peers.ROOT / "build" / "bench-node"
LOCAL_BATCH = 100  # graphile-worker tuned takes hundreds at once: smaller batches are no match
SCRIPTS = pathlib.Path(__file__).resolve().parent / "node"


class Contenders:
    def __init__(self):
        server = peers.PostgresqlServer()
        if not server.is_there():
            sys.exit("run this beside a server: tools/with_postgresql.sh bench/jobs.py")
        self.own, self.plain, self.graphile, self.boss = (
            server.new_database(f"jobs_{name}") for name in ("own", "plain", "graphile", "boss"))
        self.has_node = (NODE_FOLDER / "node_modules" / "graphile-worker").exists()

    def ours(self, mode, workers, jobs):
        return self.output([peers.BUILD / "bench" / "jobs", self.own, self.plain, mode, workers, jobs])

    def graphile_worker(self, mode, workers, jobs):
        return self.node("graphile_worker.mjs", self.graphile, jobs, workers, mode)

    def pg_boss(self, jobs):
        return self.node("pg_boss.mjs", self.boss, jobs)

    def node(self, script, *arguments):
        # Node looks for packages from where a script lies.
        copy = NODE_FOLDER / script
        copy.write_text((SCRIPTS / script).read_text())
        return self.output(["node", copy, *arguments])

    @staticmethod
    def output(command):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{command}: {done.stderr[-2000:]}")
        return float(done.stdout.split()[-1])


def single(contenders, rounds, workers, jobs):
    figures = {name: [] for name in ("own", "together", "limit", "graphile")}
    for _ in range(rounds):
        figures["limit"].append(contenders.ours("limit-single", workers, jobs))
        figures["own"].append(contenders.ours("kinote-single", workers, jobs))
        figures["together"].append(contenders.ours("kinote-pool:1", workers, jobs))
        if contenders.has_node:
            figures["graphile"].append(contenders.graphile_worker("plain", workers, jobs))
    work = f"jobs, single durable, {workers} worker{'s' if workers > 1 else ''}"
    result_row.print_row(work, figures["own"], "limit", figures["limit"], ">= 0.85")
    if figures["graphile"]:
        result_row.print_row(work, figures["own"], "graphile-worker", figures["graphile"], ">= 1.3")
    work = f"{work}, completion and next claim in one commit"
    result_row.print_row(work, figures["together"], "limit", figures["limit"], ">= 1.3")
    if figures["graphile"]:
        result_row.print_row(work, figures["together"], "graphile-worker", figures["graphile"], ">= 1.3")


def batches(contenders, rounds, size, jobs):
    own, limit, tuned = [], [], []
    for _ in range(rounds):
        limit.append(contenders.ours(f"limit-batch:{size}", 4, jobs))
        own.append(contenders.ours(f"kinote-pool:{size}", 4, jobs))
        if contenders.has_node and size >= LOCAL_BATCH:
            tuned.append(contenders.graphile_worker("tuned", 4, jobs))
    work = f"jobs in batches of {size}, 4 workers"
    result_row.print_row(work, own, "limit", limit, ">= 0.7")
    if tuned:
        result_row.print_row(work, own, "graphile-worker tuned", tuned, ">= 1.5")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    rounds = 1 if options.short else options.rounds
    contenders = Contenders()
    for workers in (1, 4):
        single(contenders, rounds, workers, 50 if options.short else 1000)
    for size in (10, 100):
        batches(contenders, rounds, size, 400 if options.short else 10_000)
    starts = 10 if options.short else 100
    result_row.print_bound("enqueue to start, idle workers, p99", contenders.ours("kinote-start", 2, starts), "<= 20",
                           " ms")
    if contenders.has_node:
        result_row.print_bound("the same of pg-boss 9, for comparison", contenders.pg_boss(min(starts, 20)), "<= 2500",
                               " ms")


if __name__ == "__main__":
    main()
