// _headers, which Netlify, Cloudflare Pages and others read: files whose names have a hash never change, all others are asked
// for again each time.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesOfThePage } from "./files.mjs";
import { HASHED } from "./names.mjs";

/** @param {string} folder the built page */
export function writeHeaders(folder) {
  const forever = "public, max-age=31536000, immutable";
  const rules = [["/", "no-cache"], ["/index.html", "no-cache"], ["/sw.js", "no-cache"]];
  for (const path of filesOfThePage(folder)) {
    if (HASHED.test(path)) rules.push([`/${path}`, forever]);
  }
  const text = rules.map(([path, value]) => `${path}\n  Cache-Control: ${value}\n`).join("");
  writeFileSync(join(folder, "_headers"), text);
}
