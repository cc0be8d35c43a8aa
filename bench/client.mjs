// The image areas of kinote and of OHIF in one Chromium, in turns. Prints a line of JSON for each look:
//     {"viewer": "kinote", "first": MILLISECONDS, "seconds": SECONDS, "frames": COUNT, "images": COUNT, "loaded": COUNT}
// `first`: from the navigation, nothing in the browser's cache, to the first picture on the screen; the rest: through the
// stack by the wheel, once it is loaded: pictures drawn, and how long that took.
//
//     node client.mjs KINOTE_URL TOKEN OHIF_URL STUDY_INSTANCE_UID SERIES_INSTANCE_UID IMAGES ROUNDS
import { chromium } from "../web/node_modules/playwright-core/index.mjs";

const [kinote, token, ohif, study, series, images, rounds] = process.argv.slice(2);
const flags = ["--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
               "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const limit = 180_000;
const quietMilliseconds = 4_000;

/** In the page, before anything else: notes when the first picture is on the screen. */
function watch(selector) {
  const copy = document.createElement("canvas");
  copy.width = copy.height = 16;
  const context = copy.getContext("2d", { willReadFrequently: true });
  const isBright = (element) => {
    if (element instanceof HTMLImageElement && !(element.complete && element.naturalWidth > 0)) return false;
    if (element instanceof HTMLCanvasElement && element.width === 0) return false;
    context.clearRect(0, 0, 16, 16);
    context.drawImage(element, 0, 0, 16, 16);
    return context.getImageData(0, 0, 16, 16).data.some((value, index) => index % 4 === 0 && value > 100);
  };
  const look = () => {
    if ([...document.querySelectorAll(selector)].some(isBright)) window.benchFirst = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** In the page: counts the pictures that come onto the canvas. Both draw by Cornerstone3D, which tells of each new image and of each drawing. */
function count(selector) {
  const element = document.querySelector(selector);
  const told = (window.benchDrawn = { frames: 0, begin: performance.now(), last: performance.now() });
  let isNew = false;
  element.addEventListener("CORNERSTONE_STACK_NEW_IMAGE", () => (isNew = true));
  element.addEventListener("CORNERSTONE_IMAGE_RENDERED", () => {
    if (isNew) told.frames += 1;
    isNew = false;
    told.last = performance.now();
  });
}

/** A notch of the wheel for each image, the next one as soon as the browser has taken the one before. */
async function scroll(page, { element }, notches) {
  const { x, y, width, height } = await page.locator(element).first().boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.evaluate(count, element);
  for (let notch = 0; notch < notches; notch += 1) await page.mouse.wheel(0, 100);
  await page.waitForFunction(() => performance.now() - window.benchDrawn.last > 1_500, undefined, { polling: 200 });
  const { frames, begin, last } = await page.evaluate(() => window.benchDrawn);
  return { frames, seconds: (last - begin) / 1_000 };
}

const viewers = {
  kinote: {
    picture: ".pane-preview, .pane-picture[data-drawn] canvas",
    element: ".pane-picture",
    headers: { Authorization: `Bearer ${token}` },
    first: `${kinote}/studies/${study}/viewer`,
    stack: `${kinote}/studies/${study}/viewer?series=${series}`,
  },
  OHIF: {
    picture: ".cornerstone-canvas",
    element: ".cornerstone-viewport-element",
    headers: {},
    first: `${ohif}/viewer?StudyInstanceUIDs=${study}&token=${token}`,
    stack: `${ohif}/viewer?StudyInstanceUIDs=${study}&token=${token}`,
  },
};

async function open(browser, { headers, picture }, address, look) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, extraHTTPHeaders: headers });
  await context.route((url) => url.hostname !== "127.0.0.1", (route) => route.abort());
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(limit);
    let [loaded, lastLoaded] = [new Set(), Date.now()];
    page.on("response", (response) => {
      if (!response.url().includes("/frames/")) return;
      loaded.add(response.url());
      lastLoaded = Date.now();
    });
    await page.addInitScript(watch, picture);
    await page.addInitScript(() => localStorage.setItem("shownTours", '["basicViewerTour"]')); // OHIF's, that lies over the picture
    await page.goto(address, { waitUntil: "commit" });
    await page.waitForFunction(() => window.benchFirst !== undefined, undefined, { polling: 50 });
    const settled = async () => {
      const end = Date.now() + limit;
      while (Date.now() < end && Date.now() - lastLoaded < quietMilliseconds) await page.waitForTimeout(200);
      return loaded.size;
    };
    return await look(page, settled);
  } finally {
    await context.close();
  }
}

const browser = await chromium.launch({ executablePath: process.env.KINOTE_CHROMIUM ?? "/usr/bin/chromium", args: flags });
try {
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const [viewer, parts] of Object.entries(viewers)) {
      const first = await open(browser, parts, parts.first, (page) => page.evaluate(() => window.benchFirst));
      const scrolled = await open(browser, parts, parts.stack, async (page, settled) => ({
        loaded: await settled(),
        ...(await scroll(page, parts, Number(images) - 1)),
      }));
      process.stdout.write(`${JSON.stringify({ viewer, first, images: Number(images), ...scrolled })}\n`);
    }
  }
} finally {
  await browser.close();
}
