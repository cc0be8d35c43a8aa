// Opens a study in OHIF in Chromium, and says as one line of JSON what was asked for and what is shown.
//     node open.mjs OHIF_URL DICOMWEB_URL TOKEN STUDY_INSTANCE_UID PICTURE
import { writeFileSync } from "node:fs";
import { chromium } from "../../../web/node_modules/playwright-core/index.mjs";

const [ohif, service, token, study, picture] = process.argv.slice(2);
const flags = ["--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
               "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const browser = await chromium.launch({ executablePath: process.env.KINOTE_CHROMIUM ?? "/usr/bin/chromium", args: flags });
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.route((url) => url.hostname !== "127.0.0.1", (route) => route.abort());
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const told = { answers: {}, failed: [], text: "" };
  page.on("response", (response) => {
    if (!response.url().startsWith(service)) return;
    const asked = new URL(response.url()).pathname.replace(/[0-9]+(\.[0-9]+)+/g, "UID").replace(/^\/dicom-web/, "");
    if (response.request().method() === "OPTIONS") return;
    told.answers[asked] = response.status();
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (request.url().startsWith(service) && reason !== "net::ERR_ABORTED") told.failed.push(`${request.url()} ${reason}`);
  });
  await page.goto(`${ohif}/viewer?StudyInstanceUIDs=${study}&token=${token}`);
  const viewport = page.locator(".cornerstone-canvas").first();
  await viewport.waitFor();
  await page.waitForFunction((selector) => {
    const canvas = document.querySelector(selector);
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    for (let at = 0; at < pixels.length; at += 4) if (pixels[at] > 200) return true;
    return false;
  }, ".cornerstone-canvas", { polling: 250 });
  told.text = await page.locator("#root").innerText();
  const drawn = await viewport.evaluate((canvas) => canvas.toDataURL("image/png"));
  writeFileSync(picture, Buffer.from(drawn.slice(drawn.indexOf(",") + 1), "base64"));
  process.stdout.write(`${JSON.stringify(told)}\n`);
} finally {
  await browser.close();
}
