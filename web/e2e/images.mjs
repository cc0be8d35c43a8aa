// The image area over a site of its own: `node e2e/images.mjs`, or as a part of run.mjs.
//
// KINOTE_PROGRAM, KINOTE_SCREENSHOTS, KINOTE_CHROMIUM  as for run.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brokenRules } from "./accessibility.mjs";
import { launchBrowser, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { lookAtRefused } from "./discs.mjs";
import { expectNone, Report } from "./report.mjs";
import { mustBeBuilt, runProgram, startServer } from "./site.mjs";
import { lookAtFailures } from "./viewer/failureSteps.mjs";
import { lookAtKeyImages } from "./viewer/keyImageSteps.mjs";
import { lookAtLooks } from "./viewer/lookSteps.mjs";
import { lookAtNotes } from "./viewer/noteSteps.mjs";
import { lookAtPictures } from "./viewer/pictureSteps.mjs";
import { lookWithoutGraphics } from "./viewer/plainSteps.mjs";
import { lookAtTables } from "./viewer/tableSteps.mjs";
import { lookAtWays } from "./viewer/waySteps.mjs";

/** @returns a running server that holds the study of make_study.py with a note, and what the study is made of. */
export async function startImages(folder) {
  const printed = execFileSync("/usr/bin/python3", [fileURLToPath(new URL("viewer/make_study.py", import.meta.url)), join(folder, "objects")], { stdio: ["ignore", "pipe", "ignore"] });
  const study = JSON.parse(printed);
  const server = await startServer(join(folder, "images"));
  const taken = await runProgram("import", "--data", join(folder, "images"), join(folder, "objects"));
  if (taken.stored !== taken.files) throw new Error(`of ${taken.files} objects ${taken.stored} were stored`);
  const { origin, searchParams } = new URL(server.url);
  const response = await fetch(`${origin}/api/notes`, {
    method: "POST",
    headers: { Authorization: `Bearer ${searchParams.get("token")}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      study_instance_uid: study.study,
      title: { value: "113000", scheme: "DCM" },
      description: "Lesion in segment VI",
      author: "Sato^Kenichi",
      references: [{ sop_instance_uid: study.slices[19], presentation_state_uid: study.state }, { sop_instance_uid: study.slices[30] }, { sop_instance_uid: study.cine, frames: [4, 9] }],
    }),
  });
  if (response.status !== 201) throw new Error(`the note was answered with ${response.status}`);
  return { server, study };
}

export async function lookAtImages({ browser, report, folder }) {
  const { server, study } = await startImages(folder);
  const north = await startServer(join(folder, "north"), "--ae-title", "NORTH");
  await addDestination(server.url, "NORTH", north.dicomPort);
  for (const size of sizes) {
    const { page, problems, close } = await openWindow(browser, size);
    const step = (name, look) => report.step(`${size.name}, images: ${name}`, look);
    const tools = { page, problems, step, size, study, browser, url: server.url, north: north.url, viewer: `${new URL(server.url).origin}/studies/${study.study}/viewer` };
    await page.goto(server.url);
    await page.waitForSelector(".study-row");
    await step("the script of the start page is small, and draws nothing yet", async () => {
      const scripts = await page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js")).map(({ name, encodedBodySize }) => ({ name, encodedBodySize })));
      const bytes = scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
      assert.ok(bytes > 0 && bytes < 400_000, `${bytes} bytes`);
      assert.ok(scripts.every(({ name }) => !name.includes("engine")), "the image area is loaded");
    });
    for (const look of [lookAtKeyImages, lookAtPictures, lookAtNotes, lookAtLooks, lookAtWays, lookAtTables, lookAtFailures]) {
      try {
        await look(tools);
      } catch (error) {
        await step(look.name, () => {
          throw error;
        });
      }
    }
    await step("what no disc takes is named, and left out", async () => {
      await lookAtRefused({ page, films: study.films }, async (name) => {
        await takeScreenshot(page, `${size.name}-${name}`);
        expectNone(await brokenRules(page), "broken rules");
      });
    });
    await close();
  }
  await lookWithoutGraphics({ report, url: server.url, study });
  await server.stop();
  await north.stop();
}

async function addDestination(url, name, port) {
  const { origin, searchParams } = new URL(url);
  const response = await fetch(`${origin}/api/destinations/${name}`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${searchParams.get("token")}`, "Content-Type": "application/json" },
    body: JSON.stringify({ ae_title: name, host: "127.0.0.1", port: Number(port) }),
  });
  if (response.status !== 200) throw new Error(`the destination was answered with ${response.status}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mustBeBuilt();
  const report = new Report({ strict: true });
  const folder = mkdtempSync(join(tmpdir(), "kinote images ü-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const browser = await launchBrowser();
  await lookAtImages({ browser, report, folder });
  await browser.close();
  process.exitCode = report.close();
}
