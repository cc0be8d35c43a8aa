// Walks through the pages of a running kinote as a person does, and looks at what it shows.
//
//   KINOTE_URL=http://127.0.0.1:8480/?token=... node e2e/key-images.mjs
//
// KINOTE_URL          the address with the token, as the program prints it
// KINOTE_STUDY        UID of the study to open; else one with many kinds of references is chosen
// KINOTE_SEARCH       what to type to find it; else its patient ID
// KINOTE_SCREENSHOTS  folder for pictures of every page
// KINOTE_STRICT=1     fails when the server holds no example of something (a reference that is not here, a quarantined object ...)
// KINOTE_CHROMIUM     another Chromium than /usr/bin/chromium
//
// Prints a line for each look; ends with 0 when all were good, else with 1.
import { launchBrowser, sizes } from "./browser.mjs";
import { Report } from "./report.mjs";
import { walk } from "./walk.mjs";

const url = process.env.KINOTE_URL;
if (!url) {
  console.error("KINOTE_URL must hold the address of a running kinote with its token, as in http://127.0.0.1:8480/?token=...");
  process.exit(2);
}

const report = new Report({ strict: process.env.KINOTE_STRICT === "1" });
const browser = await launchBrowser();
for (const size of sizes) {
  await walk({ browser, report, url, size, chosen: { study: process.env.KINOTE_STUDY, search: process.env.KINOTE_SEARCH } });
}
await browser.close();
process.exitCode = report.close();
