/**
 * Bundles the officers' and the reporters' pages into `wbs/investigator/static/build/` and `wbs/portal/static/build/`:
 * every file named after its content, listed in `manifest.json`. Two builds of one checkout give the same bytes.
 */

import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { lean } from "./lean.js";

/** @typedef {{entry: string, format: "esm" | "iife" | undefined, isLean?: boolean}} Entry */

/** @type {Record<string, Record<string, Entry>>} By the folder they go to. */
const OUTPUTS = {
  investigator: {
    "officer.js": { entry: "src/officer/main.js", format: "esm" },
    "worker.js": { entry: "src/worker/main.js", format: "iife" },
    "looker-worker.js": { entry: "src/looking/main.js", format: "iife", isLean: true },
    "officer.css": { entry: "src/officer/officer.css", format: undefined },
  },
  portal: {
    "report.js": { entry: "src/reporter/report/main.js", format: "iife", isLean: true },
    "report-worker.js": { entry: "src/reporter/sealing/main.js", format: "iife", isLean: true },
    "looker-worker.js": { entry: "src/looking/main.js", format: "iife", isLean: true },
    "work-worker.js": { entry: "src/working/main.js", format: "iife", isLean: true },
    "mailbox.js": { entry: "src/reporter/mailbox/main.js", format: "iife", isLean: true },
    "mailbox-worker.js": { entry: "src/reporter/opening/main.js", format: "iife", isLean: true },
  },
};

/**
 * Bundle one entry.
 * @param {Entry} options
 */
export async function bundle({ entry, format, isLean }) {
  const result = await build({
    absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format,
    target: ["es2023", "chrome120", "firefox128"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    plugins: isLean ? [lean] : [],
  });
  return result.outputFiles[0].contents;
}

/**
 * Write all files of one application, and their manifest.
 * @param {string} application
 * @param {Record<string, Entry>} entries
 */
async function write(application, entries) {
  const folder = fileURLToPath(new URL(`../wbs/${application}/static/build/`, import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  /** @type {Record<string, string>} */
  const manifest = {};
  for (const [name, options] of Object.entries(entries)) {
    const contents = await bundle(options);
    const [stem, ending] = name.split(".");
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
    manifest[name] = `${stem}-${hash}.${ending}`;
    writeFileSync(folder + manifest[name], contents);
  }
  writeFileSync(`${folder}manifest.json`, `${JSON.stringify(manifest, null, 1)}\n`);
}

if (basename(process.argv[1] ?? "") === "build.js") {
  for (const [application, entries] of Object.entries(OUTPUTS)) await write(application, entries);
}
