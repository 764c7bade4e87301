/**
 * Bundles the officers' page into `wbs/investigator/static/build/`: every file named after its content, listed in
 * `manifest.json`. Two builds of one checkout give the same bytes.
 */

import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const OUT = fileURLToPath(new URL("../wbs/investigator/static/build/", import.meta.url));
const ENTRIES = {
  "officer.js": { entry: "src/officer/main.js", format: /** @type {const} */ ("esm") },
  "worker.js": { entry: "src/worker/main.js", format: /** @type {const} */ ("iife") },
  "officer.css": { entry: "src/officer/officer.css", format: undefined },
};

/**
 * Bundle one entry.
 * @param {{entry: string, format: "esm" | "iife" | undefined}} options
 */
export async function bundle({ entry, format }) {
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
  });
  return result.outputFiles[0].contents;
}

/** Write all files and the manifest. */
async function main() {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  /** @type {Record<string, string>} */
  const manifest = {};
  for (const [name, options] of Object.entries(ENTRIES)) {
    const contents = await bundle(options);
    const [stem, ending] = name.split(".");
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
    manifest[name] = `${stem}-${hash}.${ending}`;
    writeFileSync(OUT + manifest[name], contents);
  }
  writeFileSync(`${OUT}manifest.json`, `${JSON.stringify(manifest, null, 1)}\n`);
}

if (basename(process.argv[1] ?? "") === "build.js") await main();
