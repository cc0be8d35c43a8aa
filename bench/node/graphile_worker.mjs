// How many jobs a second graphile-worker does: node graphile_worker.mjs URL JOBS WORKERS plain|tuned
import { makeWorkerUtils, run } from "graphile-worker";

const [connectionString, jobs, workers, mode] = process.argv.slice(2);
const total = Number(jobs);
const utils = await makeWorkerUtils({ connectionString });
await utils.migrate();
await utils.withPgClient((client) =>
  client.query(
    `SELECT graphile_worker.add_jobs(ARRAY(SELECT json_populate_record(NULL::graphile_worker.job_spec,
        json_build_object('identifier', 'nothing', 'payload', json_build_object('number', number)))
       FROM generate_series(1, $1) AS number))`,
    [total],
  ),
);

let done = 0;
let finished;
const end = new Promise((resolve) => (finished = resolve));
const tuning =
  mode === "tuned"
    ? { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }
    : {};
const begin = process.hrtime.bigint();
const runner = await run({
  connectionString,
  concurrency: Number(workers),
  noHandleSignals: true,
  pollInterval: 100,
  logger: undefined,
  preset: { worker: { ...tuning, concurrentJobs: Number(workers), connectionString } },
  taskList: {
    nothing: async () => {
      if (++done === total) finished();
    },
  },
});
await end;
const countLeft = (client) => client.query("SELECT count(*) FROM graphile_worker._private_jobs");
while (Number((await utils.withPgClient(countLeft)).rows[0].count) !== 0) {
  await new Promise((resolve) => setTimeout(resolve, 2));
}
const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
await runner.stop();
await utils.release();
process.stdout.write(`${(total / seconds).toFixed(1)}\n`);
process.exit(0);
