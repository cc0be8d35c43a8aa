// `node e2e/run.mjs`: sets up the demonstration site in a temporary folder, walks through its pages in both sizes, looks at the states
// that a person meets when something is missing, broken or changes, and ends all that it started.
//
// KINOTE_PROGRAM      the kinote to look at; build/release/kinote unless set
// KINOTE_SCREENSHOTS  folder for pictures of every page
// KINOTE_CHROMIUM     another Chromium than /usr/bin/chromium
// KINOTE_JUNIT        file for the results as JUnit XML
//
// Prints a line for each look; ends with 0 when all were good, else with 1.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lookAtAccess } from "./access.mjs";
import { lookAtAdministration } from "./admin.mjs";
import { lookAtArchive } from "./archive.mjs";
import { lookAtDeleting } from "./deleting.mjs";
import { lookAtEvents } from "./events.mjs";
import { lookInGerman } from "./german.mjs";
import { lookAtImages } from "./images.mjs";
import { launchBrowser, sizes } from "./browser.mjs";
import { Report } from "./report.mjs";
import { mustBeBuilt, startDemonstration } from "./site.mjs";
import { lookAtStates } from "./states.mjs";
import { lookAtAuthors } from "./viewer/authorSteps.mjs";
import { walk } from "./walk.mjs";

mustBeBuilt();
const report = new Report({ strict: true });
// A blank and a letter beyond ASCII: paths reach the program, its database and the ODBC driver as they are.
const folder = mkdtempSync(join(tmpdir(), "kinote e2e ü-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

await report.step("the demonstration site is looked at", async () => {
  const demonstration = await startDemonstration(join(folder, "demonstration"));
  assert.deepEqual([...demonstration.passwords.keys()], ["rita", "petra", "olaf", "ada"]);
  const browser = await launchBrowser();
  for (const size of sizes) await walk({ browser, report, url: demonstration.url, size });
  await lookAtAccess({ browser, report, demonstration });
  await lookAtAuthors({ browser, report, demonstration });
  await lookAtDeleting({ browser, report, demonstration });
  await lookAtEvents({ browser, report, demonstration });
  await lookAtStates({ browser, report, demonstration, folder });
  await lookAtAdministration({ browser, report, demonstration, folder });
  await lookInGerman({ browser, report, demonstration });
  await lookAtArchive({ browser, report, objects: ["import", "old-system/cache"].map((part) => join(demonstration.folder, part)), folder });
  await lookAtImages({ browser, report, folder });
  await browser.close();
  await report.step("the demonstration ends by SIGTERM with 0", async () => assert.equal(await demonstration.stop("SIGTERM"), 0));
});
await report.step("a second start finds the site as it was left, and ends by Ctrl-C with 0", async () => {
  const again = await startDemonstration(join(folder, "demonstration"));
  assert.ok(!again.said.some((line) => line.includes("Making DICOM objects")), "the site was made anew");
  assert.equal(again.passwords.size, 0, "passwords are shown again");
  assert.equal(await again.stop("SIGINT"), 0);
});
process.exitCode = report.close();
