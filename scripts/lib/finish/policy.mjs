// The content security policy: what stands in index.html itself, scripts and styles, is allowed by its hash, and nothing else
// that is inline.
import { createHash } from "node:crypto";

/**
 * What trunk serve would put into its own script with each answer, when the hash is taken already.
 * @type {[RegExp, string][]}
 */
const TRUNK_SERVE = [
  [/(['"`])\{\{__TRUNK_ADDRESS__\}\}\1/g, "window.location.host"],
  [/\{\{__TRUNK_WS_BASE__\}\}/g, "/"],
];

/**
 * @param {string} page index.html, in which no script or style changes afterwards
 * @returns {string} index.html with the hashes in its policy
 */
export function protect(page) {
  for (const [place, value] of TRUNK_SERVE) page = page.replace(place, value);
  const hashes = (element) =>
    [...page.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?>([^]*?)</${element}>`, "g"))]
      .map(([, inner]) => inner)
      .filter((inner) => inner !== "")
      .map((inner) => ` 'sha256-${createHash("sha256").update(inner).digest("base64")}'`)
      .join("");
  for (const [directive, element] of [["script-src", "script"], ["style-src", "style"]]) {
    const parts = page.split(`${directive} 'self'`);
    if (parts.length !== 2) throw new Error(`the policy in index.html must say ${directive} 'self' once`);
    page = parts.join(`${directive} 'self'${hashes(element)}`);
  }
  if (page.includes("unsafe-inline")) throw new Error("the policy in index.html must not allow what is inline");
  return page;
}
