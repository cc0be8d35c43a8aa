// `npm run e2e:mock`: walks through the pages over the mock server, then looks at the states that only a mock can bring about.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startMock } from "./mock/server.mjs";

const mock = await startMock({ token: "mock-token", images: process.env.KINOTE_MOCK_IMAGES ?? "" });
const codes = [await run("key-images.mjs", { KINOTE_URL: mock.url, KINOTE_STRICT: "1" }), await run("states.mjs", {})];
await mock.close();
process.exitCode = Math.max(...codes);

function run(script, environment) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path], { stdio: "inherit", env: { ...process.env, ...environment } });
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}
