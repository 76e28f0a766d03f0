// The files of the built page.
import { readdirSync } from "node:fs";

/** What no page asks for: the service worker, the picture of cards, and what only hosts read. */
const NOT_OF_THE_PAGE = ["sw.js", "og.png", "_headers"];

/**
 * @param {string} folder the built page
 * @returns {string[]} paths of all files that a page can ask for, sorted
 */
export function filesOfThePage(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(folder.length).replaceAll("\\", "/").replace(/^\/+/, ""))
    .filter((path) => !NOT_OF_THE_PAGE.includes(path))
    .sort();
}
