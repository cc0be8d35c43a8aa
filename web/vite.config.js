import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// While developing, Vite serves the pages and hands every question to a running kinote, with the token that it wants.
const api = process.env.KINOTE_API ?? "http://127.0.0.1:8480";
const headers = { Authorization: `Bearer ${process.env.KINOTE_API_TOKEN ?? ""}` };

/**
 * Changes to files of Cornerstone3D while they are bundled. The policy of the pages forbids styles in attributes; set by a script they
 * are allowed, and look the same. JPEG of 12 bits is decoded 15 values too bright: its middle is taken as 33017/16 instead of 2048.
 * Signed values that a JPEG 2000 stream calls unsigned stay in an array that holds none below 0: air is shown white.
 */
const changes = {
  "tools/dist/esm/drawingSvg/drawTextBox.js": [["textElement.setAttribute('style', combinedStyle)", "textElement.style.cssText = combinedStyle"]],
  "tools/dist/esm/drawingSvg/setNewAttributesIfValid.js": [["svgNode.setAttribute(key, newValue)", "key === 'style' ? (svgNode.style.cssText = newValue) : svgNode.setAttribute(key, newValue)"]],
  "tools/dist/esm/drawingSvg/setAttributesIfNecessary.js": [["svgNode.setAttribute(key, newValue)", "key === 'style' ? (svgNode.style.cssText = newValue) : svgNode.setAttribute(key, newValue)"]],
  "dicom-image-loader/dist/esm/decodeImageFrameWorker.js": [
    [
      "if (shouldShift && shift !== undefined) {",
      "if (shouldShift && shift !== undefined) {\n        if (imageFrame.pixelData instanceof Uint16Array) imageFrame.pixelData = Int16Array.from(imageFrame.pixelData);",
    ],
  ],
  "dicom-image-loader/dist/esm/codecs/jpeg.js": [
    ["(q + 2056 / component.bitConversion) >> 4", "(q + 8 * Math.round(255 / component.bitConversion) + 16) >> 4"],
    ["q <= -2056 / component.bitConversion", "q <= -(8 * Math.round(255 / component.bitConversion) + 16)"],
    ["q >= 2024 / component.bitConversion", "q >= 8 * Math.round(255 / component.bitConversion) - 16"],
    ["? 255 / component.bitConversion", "? Math.round(255 / component.bitConversion)"],
  ],
};

const mended = () => ({
  name: "mended-cornerstone",
  transform(code, id) {
    const file = id.replaceAll("\\", "/").split("/@cornerstonejs/")[1];
    if (!(file in changes)) return null;
    let changed = code;
    for (const [from, to] of changes[file]) {
      if (!changed.includes(from)) this.error(`${file} of Cornerstone3D is written another way: look at it anew`);
      changed = changed.replace(from, to);
    }
    return { code: changed, map: null };
  },
});

export default defineConfig({
  plugins: [react(), mended()],
  worker: { format: "es", plugins: () => [mended()] },
  build: {
    target: "es2020",
    // The program serves these files with `default-src 'self'`, so nothing is turned into a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: api, changeOrigin: true, headers }, "/dicom-web": { target: api, changeOrigin: true, headers } } },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
