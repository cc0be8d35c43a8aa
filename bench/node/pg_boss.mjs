// How long an idle pg-boss takes from sending a job to starting it, the longest of 100 in ms (p99):
// node pg_boss.mjs URL JOBS
import PgBoss from "pg-boss";

const [connectionString, jobs] = process.argv.slice(2);
const boss = new PgBoss(connectionString);
await boss.start();
const waited = [];
let started;
await boss.work("nothing", async (job) => {
  waited.push(Number(process.hrtime.bigint() - BigInt(job.data.sent)) / 1e6);
  started();
});
for (let number = 0; number < Number(jobs); ++number) {
  const start = new Promise((resolve) => (started = resolve));
  await boss.send("nothing", { sent: process.hrtime.bigint().toString() });
  await start;
  await new Promise((resolve) => setTimeout(resolve, 20 + 13 * (number % 5)));
}
waited.sort((a, b) => a - b);
process.stdout.write(`${waited[Math.min(waited.length - 1, Math.floor(waited.length * 0.99))].toFixed(2)}\n`);
process.exit(0);
