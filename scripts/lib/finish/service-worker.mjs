// sw.js: static/service-worker.js with the list of all files of this build and the build's id.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesOfThePage } from "./files.mjs";
import { HASHED, hashOf } from "./names.mjs";

const LIST = "const FILES = [];";
const ID = 'const BUILD = "";';

/**
 * @param {string} folder the built page
 * @param {string} source static/service-worker.js
 * @param {boolean} isKept whether browsers keep this build; otherwise sw.js takes away one that they have kept before
 */
export function writeServiceWorker(folder, source, isKept) {
  const file = join(folder, "sw.js");
  if (!isKept) return writeFileSync(file, readFileSync(source.replace(/\.js$/, "-removal.js")));
  const worker = readFileSync(source, "utf8");
  for (const place of [LIST, ID, `const HASHED = ${HASHED};`]) {
    if (worker.split(place).length !== 2) throw new Error(`${source} must hold ${place} once`);
  }
  const integrity = (path) => `sha256-${createHash("sha256").update(readFileSync(join(folder, path))).digest("base64")}`;
  // Hosts answer to the folder's own address with index.html, and some send index.html there.
  const files = filesOfThePage(folder).map((path) => [path === "index.html" ? "" : path, integrity(path)]);
  const list = `const FILES = ${JSON.stringify(files, null, 1)};`;
  // Of the worker's own text, too: two builds that differ in that alone must not share a cache.
  const id = hashOf(list, worker);
  writeFileSync(file, worker.replace(LIST, () => list).replace(ID, () => `const BUILD = "${id}";`));
}
