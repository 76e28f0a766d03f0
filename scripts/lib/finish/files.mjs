// The files of the built page.
import { readdirSync } from "node:fs";

/**
 * What no page asks for: the service worker, the picture of cards, and what only hosts read; and the example of a log with its conditions,
 * which is loaded when a person asks for it.
 */
const NOT_OF_THE_PAGE = ["sw.js", "og.png", "_headers", "logs/bts_all.csv.gz", "logs/README.md"];

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
