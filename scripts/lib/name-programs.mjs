// Trunk's hook after a build: the names of the workers' programs get a hash of what they hold, as the page's have, so that a
// browser that has kept an older one does not take it for this one; and index.html learns these names.
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.TRUNK_STAGING_DIR;
const page = join(folder, "index.html");
let text = readFileSync(page, "utf8");
const FILES = [["engine", ".js"], ["engine_bg", ".wasm"], ["reader", ".js"], ["reader_bg", ".wasm"]];
for (const [name, ending] of FILES) {
  const file = join(folder, name + ending);
  const hash = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
  if (text.split(name + ending).length !== 2) throw new Error(`index.html must name ${name + ending} once`);
  text = text.replace(name + ending, `${name}-${hash}${ending}`);
  renameSync(file, join(folder, `${name}-${hash}${ending}`));
}
writeFileSync(page, text);
