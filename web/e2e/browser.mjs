// A browser that notes everything which goes wrong in a page while it is driven.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const flags = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const sizes = [
  { name: "wide", viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light" },
];

/** KINOTE_CHROMIUM names another Chromium than the system's. @param more  flags besides the usual ones */
export function launchBrowser(...more) {
  return chromium.launch({ executablePath: process.env.KINOTE_CHROMIUM ?? "/usr/bin/chromium", args: [...flags, ...more] });
}

/**
 * Opens a window without cookies or storage.
 * @returns {Promise<{page: import("playwright-core").Page, problems: string[], close: () => Promise<void>}>}
 *          problems: console errors, uncaught errors, requests that failed or were answered with 400 and above
 */
export async function openWindow(browser, { viewport, colorScheme }) {
  const context = await browser.newContext({ viewport, colorScheme, timezoneId: "Europe/Berlin" });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") problems.push(`request failed: ${request.url()} ${reason}`); // a page that was left gives up its questions
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`answer ${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(page.url()).origin && !request.isNavigationRequest()) problems.push(`request to elsewhere: ${request.url()}`);
  });
  return { page, problems, close: () => context.close() };
}

/** Saves a picture of the window into KINOTE_SCREENSHOTS, where that is set. */
export async function takeScreenshot(page, name) {
  const folder = process.env.KINOTE_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** What the server answers to this browser, beside what the page shows of it. */
export async function askServer(page, path) {
  return page.evaluate(async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address} was answered with ${response.status}`);
    return response.json();
  }, path);
}
