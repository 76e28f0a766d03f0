// Programs without what only people read: wasm-bindgen names each function that a program takes from its script, and each that the
// script calls back, with a hash, and writes the script with comments. Short names and a script without comments are 8 kB less for
// the page, compressed.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "./names.mjs";

const [IMPORTS, EXPORTS] = [2, 7]; // sections, WebAssembly Core Specification 2.0, 5.5.2
const FUNCTION = 0; // kind of an import or export, 5.5.5 and 5.5.10
const HEADER = 8; // magic and version

/** Names that end in a hash are of wasm-bindgen's making: nothing but its script knows them. */
const MADE = /(?:_|_h)[0-9a-f]{16}$/;

/** Reads numbers (LEB128) and names of a module, one after the other. */
class Reader {
  constructor(bytes, at) {
    Object.assign(this, { bytes, at });
  }
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  name() {
    return this.take(this.number()).toString();
  }
}

const number = (value) => {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
};
const named = (name) => [number(Buffer.byteLength(name)), Buffer.from(name)];

/**
 * @param {Buffer} module a WebAssembly module as wasm-bindgen and wasm-opt leave it: it imports functions only
 * @param {(name: string) => string} renamed the name in place of one
 * @returns {Buffer} the module with those names
 */
function withNames(module, renamed) {
  const reader = new Reader(module, HEADER);
  const parts = [module.subarray(0, HEADER)];
  while (reader.at < module.length) {
    const start = reader.at;
    const id = reader.number();
    const size = reader.number();
    const end = reader.at + size;
    if (id === IMPORTS || id === EXPORTS) {
      const count = reader.number();
      const entries = [number(count)];
      for (let index = 0; index < count; index += 1) {
        if (id === IMPORTS) entries.push(...named(reader.name()));
        entries.push(...named(renamed(reader.name())));
        const kind = reader.number();
        if (id === IMPORTS && kind !== FUNCTION) throw new Error(`import ${index} is of kind ${kind}, and only functions are known here`);
        entries.push(number(kind), number(reader.number()));
      }
      const body = Buffer.concat(entries);
      parts.push(number(id), number(body.length), body);
    } else {
      parts.push(module.subarray(start, end));
    }
    reader.at = end;
  }
  return Buffer.concat(parts);
}

/** Shortens one program: its script and its module, which must agree on every name. */
function shorten(script, module) {
  let text = readFileSync(script, "utf8");
  const names = new Map();
  const short = (name) => {
    if (!MADE.test(name)) return name;
    if (!names.has(name)) names.set(name, `$${names.size.toString(36)}`);
    return names.get(name);
  };
  writeFileSync(module, withNames(readFileSync(module), short));
  const seen = new Set();
  text = text.replace(/[A-Za-z_$][\w$]*_h?[0-9a-f]{16}\b/g, (name) => (names.has(name) ? (seen.add(name), names.get(name)) : name));
  if (seen.size !== names.size) throw new Error(`${script} does not know ${names.size - seen.size} names of ${module}`);
  const how = ["--minify", "--format=esm", "--legal-comments=none", "--log-level=error"];
  try {
    writeFileSync(script, execFileSync("esbuild", how, { input: text }));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new Error("esbuild is missing: scripts/build and scripts/serve install it, and put it on PATH");
  }
}

/**
 * Shortens all programs of the page.
 * @param {string} folder the built page
 * @param {string} page index.html
 * @returns {string} index.html, where the page's own program has a name with a hash of what it is now
 */
export function shortenPrograms(folder, page) {
  for (const module of readdirSync(folder).filter((file) => file.endsWith(".wasm"))) {
    const script = module.replace(/_bg\.wasm$/, ".js");
    shorten(join(folder, script), join(folder, module));
    const [, stem] = /^(.*)-[0-9a-f]{8,16}$/.exec(script.slice(0, -3)) ?? [];
    if (!stem) continue; // gets its name later, see names.mjs
    const hash = hashOf(readFileSync(join(folder, script)), readFileSync(join(folder, module)));
    for (const file of [script, module]) {
      const parts = page.split(`/${file}`);
      if (parts.length < 2) throw new Error(`index.html must name ${file}`);
      const fresh = file.replace(script.slice(0, -3), `${stem}-${hash}`);
      page = parts.join(`/${fresh}`);
      renameSync(join(folder, file), join(folder, fresh));
    }
  }
  return page;
}
