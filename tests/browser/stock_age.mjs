// Opens every .age file below a folder with the stock `age-encryption` package and one key, beside each file.
// Usage: node stock_age.mjs FOLDER KEYFILE; prints {name: path of the plaintext}.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../browser/package.json", import.meta.url));
const { Decrypter } = await import(pathToFileURL(require.resolve("age-encryption")).href);

const [folder, keyFile] = process.argv.slice(2);
const key = readFileSync(keyFile, "utf8").match(/AGE-SECRET-KEY-PQ-1[0-9A-Z]+/)[0];
const opened = {};
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".age")) continue;
  const path = join(entry.parentPath, entry.name);
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  writeFileSync(`${path}.plain`, await decrypter.decrypt(readFileSync(path)));
  opened[relative(folder, path)] = `${path}.plain`;
}
process.stdout.write(JSON.stringify(opened));
