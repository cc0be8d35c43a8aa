// `npm run pictures`: takes the pictures of docs/pictures from a demonstration site of its own. Japanese names want a font that has
// them (Debian: fonts-ipafont-gothic).
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser, openWindow } from "./browser.mjs";
import { mustBeBuilt, startDemonstration } from "./site.mjs";

const pictures = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const mostBytes = 300_000;

mustBeBuilt();
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "kinote-pictures-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const demonstration = await startDemonstration(join(folder, "demonstration"));
const browser = await launchBrowser();
const { page, close } = await openWindow(browser, { viewport: { width: 1280, height: 800 }, colorScheme: "dark" });
await page.goto(demonstration.url);
await page.waitForSelector(".study-row");
await take("studies");
await page.locator(".study-link", { hasText: "Weber" }).first().click();
await page.waitForSelector(".note");
await take("notes");
await page.setViewportSize({ width: 1120, height: 680 }); // noise of scanners makes large files
await page.getByRole("link", { name: "Open the images" }).click();
await page.waitForSelector(".pane-picture[data-shown]");
await take("images");
await close();
await browser.close();
await demonstration.stop("SIGTERM");

/** All pictures that the window shows are loaded first, and no longer fade in. */
async function take(name) {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() =>
    [...document.images]
      .filter((image) => image.getBoundingClientRect().top < window.innerHeight)
      .every((image) => image.naturalWidth > 0 && getComputedStyle(image).opacity === "1"),
  );
  const path = join(pictures, `${name}.png`);
  await page.mouse.move(2, 2);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${path}: ${size} bytes`);
  if (size > mostBytes) process.exitCode = 1;
}
