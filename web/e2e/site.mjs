// The programs that the pages are looked at with: the demonstration site, and plain servers. Each is in a folder of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** kinote itself; KINOTE_PROGRAM names another one. */
export const program = resolve(process.env.KINOTE_PROGRAM ?? join(project, "build/release/kinote"));

/**
 * Runs the script behind `make run` until it says where its pages are.
 * @returns {Promise<{url: string, passwords: Map<string, string>, folder: string, said: string[], stop: (signal: string) => Promise<number>}>}
 */
export async function startDemonstration(folder) {
  const child = start(join(project, "tools/run_demonstration.sh"), [], {
    KINOTE_DEMONSTRATION: folder,
    KINOTE_PROGRAM: program,
    KINOTE_HTTP_PORT: "0",
    KINOTE_DICOM_PORT: "0",
  });
  const said = [];
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    said.push(line);
    console.log(`        | ${line}`);
    if (line.startsWith("Ctrl-C")) break;
  }
  child.stdout.resume();
  const url = said.map((line) => line.trim()).find((line) => /^http:.*[?]token=/.test(line));
  if (!url) throw new Error(`the demonstration did not start:\n${said.join("\n")}`);
  // Shown when the site is set up, and only then.
  const passwords = new Map(said.map((line) => /(\w+) +\w+ +password (\S+)$/.exec(line)).filter(Boolean).map(([, name, password]) => [name, password]));
  return { url, passwords, folder, said, stop: (signal) => end(child, signal) };
}

/** @returns {Promise<{url: string, dicomPort: string, stop: () => Promise<number>}>} `kinote serve` on a data folder, with further words of its command line */
export async function startServer(data, ...words) {
  const child = start(program, ["serve", "--data", data, "--http-port", "0", "--dicom-port", "0", "--log-level", "error", ...words], {});
  const [ready] = await once(createInterface({ input: child.stdout }), "line");
  child.stdout.resume();
  const [, dicomPort, address] = /^ready dicom=\S+:(\d+) http=(\S+)$/.exec(ready);
  const token = readFileSync(join(data, "api-token"), "utf8").trim();
  return { url: `http://${address}/?token=${token}`, dicomPort, stop: () => end(child, "SIGTERM") };
}

/** Runs a command of kinote. @returns what it printed as JSON. */
export async function runProgram(...words) {
  const child = start(program, [...words, "--json"], {});
  let printed = "";
  child.stdout.on("data", (part) => (printed += part));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`kinote ${words.join(" ")} ended with ${code}`);
  return JSON.parse(printed);
}

export function mustBeBuilt() {
  if (!existsSync(program)) throw new Error(`there is no ${program}: build it, or name another one in KINOTE_PROGRAM`);
}

function start(path, words, more) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KINOTE_")));
  const child = spawn(path, words, { env: { ...own, ...more }, stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  child.on("close", () => running.delete(child));
  return child;
}

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGTERM")));

async function end(child, signal) {
  if (child.exitCode !== null) return child.exitCode;
  const closed = once(child, "close");
  child.kill(signal);
  return (await closed)[0];
}
