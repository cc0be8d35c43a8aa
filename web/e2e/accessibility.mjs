// The accessibility rules of axe-core, put into the page by the debugger so that its Content-Security-Policy stays in force.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** @returns {Promise<string[]>} one line for each rule that is broken, with the first places */
export async function brokenRules(page) {
  // What is being loaded anew stands back until it is there.
  await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
  await page.evaluate(`${source}; undefined`);
  const violations = await page.evaluate(async (values) => {
    // A fading page is not what a person reads. What goes in the midst of its fading refuses, and is over too.
    await Promise.allSettled(document.getAnimations().filter((each) => each.effect?.getComputedTiming().iterations !== Infinity).map((each) => each.finished));
    const result = await window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return result.violations.map((each) => ({ id: each.id, help: each.help, places: each.nodes.map((node) => node.target.join(" ")) }));
  }, tags);
  return violations.map(({ id, help, places }) => `${id}: ${help} (${places.length}: ${places.slice(0, 3).join(" | ")})`);
}
