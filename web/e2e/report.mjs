// Counts what was looked at, says it in words, and ends the process with 1 when something failed.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";

export class Report {
  constructor({ strict }) {
    this.strict = strict;
    this.passed = 0;
    this.failed = 0;
    this.cases = [];
  }

  /** Runs one look at the page; what it throws is a failure with the words of the error. */
  async step(name, look) {
    const begin = performance.now();
    try {
      await look();
      this.passed += 1;
      console.log(`ok      ${name}`);
      this.#keep(name, begin);
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED  ${name}\n${wordsOf(error)}`);
      this.#keep(name, begin, wordsOf(error));
    }
  }

  /** Says what could not be looked at because the server holds nothing of the kind; a failure when all is expected. */
  notThere(name, why) {
    if (this.strict) {
      this.failed += 1;
      console.log(`FAILED  ${name}: ${why}`);
      this.#keep(name, performance.now(), why);
    } else {
      console.log(`absent  ${name}: ${why}`);
    }
  }

  #keep(name, begin, failure) {
    this.cases.push({ name, seconds: (performance.now() - begin) / 1000, failure });
  }

  /**
   * Writes what was looked at as JUnit XML where KINOTE_JUNIT names a file.
   * @returns {number} the exit code
   */
  close() {
    if (process.env.KINOTE_JUNIT) writeFileSync(process.env.KINOTE_JUNIT, asJUnit(this.cases));
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 ? 0 : 1;
  }
}

function asJUnit(cases) {
  const escaped = (text) => text.replaceAll(/[<>&"]/g, (sign) => `&#${sign.codePointAt(0)};`);
  const lines = cases.map(({ name, seconds, failure }) => {
    const inside = failure === undefined ? "" : `<failure>${escaped(failure)}</failure>`;
    return `<testcase classname="e2e" name="${escaped(name)}" time="${seconds.toFixed(3)}">${inside}</testcase>`;
  });
  return `<testsuite name="e2e">\n${lines.join("\n")}\n</testsuite>\n`;
}

/** The first lines, without the colors that are meant for a terminal. */
function wordsOf(error) {
  const lines = String(error?.message ?? error).replaceAll(/\u001b\[\d+m/g, "").split("\n");
  return lines.slice(0, 12).map((line) => `        ${line}`).join("\n");
}

export function expectNone(lines, what) {
  assert.equal(lines.length, 0, `${what}:\n${lines.join("\n")}`);
}
