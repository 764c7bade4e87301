/** Reads the vectors that Python and the browser share (tests/vectors/README.md). */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../tests/vectors/", import.meta.url));

/** @typedef {import("./operations.js").Values} Values */
/**
 * @typedef {object} Vector
 * @property {string} name
 * @property {string} expect
 * @property {string} operation
 * @property {string} [base]
 * @property {Values} input
 * @property {Values} [output]
 */

/**
 * Read every vector, inputs laid over those of their bases.
 * @returns {Vector[]}
 */
export function loadVectors() {
  const names = readdirSync(FOLDER, { recursive: true, encoding: "utf-8" }).filter((name) => name.endsWith(".txt"));
  const vectors = new Map(names.sort().map((name) => [name.slice(0, -".txt".length), readVector(name)]));
  return [...vectors.values()].map((vector) => {
    const base = vector.base === undefined ? {} : vectors.get(vector.base)?.input;
    if (!base) throw new Error(`${vector.name} stands on nothing`);
    return { ...vector, input: { ...base, ...vector.input } };
  });
}

/**
 * Read how many vectors each area must hold at least.
 * @returns {Record<string, number>}
 */
export function loadMinimum() {
  return JSON.parse(readFileSync(`${FOLDER}minimum.json`, "utf-8"));
}

/**
 * @param {string} file
 * @returns {Vector}
 */
function readVector(file) {
  const text = readFileSync(FOLDER + file, "utf-8");
  const at = text.indexOf("\n\n");
  const headers = Object.fromEntries(
    text
      .slice(0, at)
      .split("\n")
      .map((line) => splitOnce(line)),
  );
  return { name: file.slice(0, -".txt".length), ...headers, ...JSON.parse(text.slice(at)) };
}

/** @param {string} line */
function splitOnce(line) {
  const at = line.indexOf(": ");
  return [line.slice(0, at), line.slice(at + 2)];
}
