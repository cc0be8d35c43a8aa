import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// While developing, Vite serves the pages and hands every question to a running kinote, with the token that it wants.
const api = process.env.KINOTE_API ?? "http://127.0.0.1:8480";
const headers = { Authorization: `Bearer ${process.env.KINOTE_API_TOKEN ?? ""}` };

/** The policy of the pages forbids styles in attributes; set by a script they are allowed, and look the same. */
const stylesByScript = {
  name: "styles-by-script",
  transform(code, id) {
    const file = id.replaceAll("\\", "/").split("@cornerstonejs/tools/dist/esm/drawingSvg/")[1];
    const [from, to] = styleSetters[file] ?? [];
    if (from === undefined) return null;
    if (!code.includes(from)) this.error(`${file} of @cornerstonejs/tools is written another way: look at it anew`);
    return { code: code.replace(from, to), map: null };
  },
};

const styleSetters = {
  "drawTextBox.js": ["textElement.setAttribute('style', combinedStyle)", "textElement.style.cssText = combinedStyle"],
  "setNewAttributesIfValid.js": ["svgNode.setAttribute(key, newValue)", "key === 'style' ? (svgNode.style.cssText = newValue) : svgNode.setAttribute(key, newValue)"],
  "setAttributesIfNecessary.js": ["svgNode.setAttribute(key, newValue)", "key === 'style' ? (svgNode.style.cssText = newValue) : svgNode.setAttribute(key, newValue)"],
};

export default defineConfig({
  plugins: [react(), stylesByScript],
  worker: { format: "es" },
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
