// What a WebAssembly program is made of: node scripts/lib/wasm-sections.mjs FILE.wasm [LINES]
// Bytes of its sections, and of its code by crate (and by module of ours), from the names that cargo's own output holds
// (before wasm-bindgen and wasm-opt, which make it smaller and drop the names).
import { readFileSync } from "node:fs";

const [file, lines = "25"] = process.argv.slice(2);
const bytes = readFileSync(file);
const OURS = "bandit_playground";
const SECTIONS = ["custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data", "data count", "tag"];

/** A reader of the numbers and texts from `at` on. */
function reader(at) {
  const number = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = number();
    return bytes.toString("utf8", at, (at += length));
  };
  return { number, text, at: () => at, skip: (count) => (at += count) };
}

/** The crate that a mangled name belongs to, and the module where it is ours. */
function owner(name) {
  const rust = /Cs[0-9a-zA-Z]*_(\d+)_?/.exec(name);
  if (name.startsWith("_R") && rust) {
    const start = rust.index + rust[0].length;
    const root = name.slice(start, start + Number(rust[1]));
    const next = /^(\d+)_?/.exec(name.slice(start + root.length));
    if (root !== OURS || !next) return root;
    const inner = start + root.length + next[0].length;
    return `${root}::${name.slice(inner, inner + Number(next[1]))}`;
  }
  if (name.startsWith("_ZN")) {
    // _ZN, then parts, each after its length; a part may be "<Type as Trait>", whose own path decides
    const parts = [];
    let rest = name.slice(3);
    for (let found; (found = /^(\d+)/.exec(rest)); ) {
      parts.push(rest.slice(found[0].length, found[0].length + Number(found[1])));
      rest = rest.slice(found[0].length + Number(found[1]));
    }
    const signs = { LT: "<", GT: ">", RF: "&", BP: "*", LP: "(", RP: ")", C: "," };
    const path = parts
      .join("::")
      .replace(/\$u([0-9a-f]{2})\$/g, (_, code) => String.fromCharCode(parseInt(code, 16)))
      .replace(/\$([A-Z]{1,2})\$/g, (sign, letters) => signs[letters] ?? sign)
      .replace(/\.\./g, "::");
    const words = /([a-z_][a-z0-9_]*)::(?:([a-z_][a-z0-9_]*))?/.exec(path);
    if (!words) return "?";
    return words[1] === OURS && words[2] ? `${OURS}::${words[2]}` : words[1];
  }
  return /^__wbindgen_describe/.test(name) ? "descriptions, which wasm-bindgen takes out" : "without a Rust name";
}

const sections = new Map();
const names = new Map();
const sizes = [];
let imported = 0;
const add = (map, key, count) => map.set(key, (map.get(key) ?? 0) + count);

for (const read = reader(8); read.at() < bytes.length; ) {
  const id = read.number();
  const size = read.number();
  const end = read.at() + size;
  let title = SECTIONS[id] ?? String(id);
  if (id === 0) {
    title = `custom "${read.text()}"`;
    if (title.includes('"name"')) {
      while (read.at() < end) {
        const kind = read.number();
        const length = read.number();
        if (kind !== 1) {
          read.skip(length);
          continue;
        }
        for (let left = read.number(); left > 0; left--) {
          const index = read.number();
          names.set(index, read.text());
        }
      }
    }
  } else if (id === 2) {
    for (let left = read.number(); left > 0; left--) {
      read.text();
      read.text();
      const kind = read.number();
      if (kind === 0) {
        imported++;
        read.number();
      } else {
        if (kind === 1) read.skip(1);
        if (kind === 1 || kind === 2) {
          if (read.number() & 1) read.number();
          read.number();
        } else read.skip(2);
      }
    }
  } else if (id === 10) {
    for (let left = read.number(); left > 0; left--) {
      const length = read.number();
      sizes.push(length);
      read.skip(length);
    }
  }
  add(sections, title, size);
  read.skip(end - read.at());
}

const code = new Map();
sizes.forEach((size, index) => add(code, owner(names.get(imported + index) ?? ""), size));
const show = (map, most) => {
  const rows = [...map].sort((one, other) => other[1] - one[1]);
  rows.slice(0, most).forEach(([name, size]) => console.log(`${String(size).padStart(10)}  ${name}`));
  const rest = rows.slice(most).reduce((sum, row) => sum + row[1], 0);
  if (rest > 0) console.log(`${String(rest).padStart(10)}  the rest`);
};
console.log(`${file}: ${bytes.length} bytes; its sections:`);
show(sections, SECTIONS.length + 4);
console.log("its code, by crate and by module of ours:");
show(code, Number(lines));
