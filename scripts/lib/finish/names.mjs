// Names with a hash of what the file holds. Trunk gives them to what it links to; here the files that scripts ask for get one,
// so that a browser that has kept an older file does not take it for this one.
import { createHash } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

/** What scripts ask for, as index.html names it. */
const FILES = ["starter.js", "starter_bg.wasm", "engine.js", "engine_bg.wasm", "reader.js", "reader_bg.wasm", "views.js", "views_bg.wasm", "views.css", "offline.js", "data/movielens-small.bundle"];

/** How a name with a hash looks: Trunk's own, which are numbers without leading zeros and may stand before `_bg`, and those given here. */
export const HASHED = /-[0-9a-f]{8,16}(?:_bg)?\.[a-z]+$/;

/**
 * @param {...(string | Buffer)} parts what a file holds, or several, one after the other
 * @returns {string} their hash, as it stands in names
 */
export function hashOf(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}

/**
 * Renames the files.
 * @param {string} folder the built page
 * @param {string} page index.html
 * @returns {string} index.html with the new names
 */
export function name(folder, page) {
  for (const file of FILES) {
    const hash = hashOf(readFileSync(join(folder, file)));
    const named = file.replace(/\.(?=[a-z]+$)/, `-${hash}.`);
    const parts = page.split(`./${file}`);
    if (parts.length !== 2) throw new Error(`index.html must name ./${file} once, and names it ${parts.length - 1} times`);
    page = parts.join(`./${named}`);
    renameSync(join(folder, file), join(folder, named));
  }
  return page;
}
