// What stands in index.html is painted before anything else is asked for: what is fetched meanwhile would only delay it. The page's
// own program waits for `painted` (see index.html), where Trunk would have it loaded at once.

/** How Trunk starts the page's program. */
const START = /import init, \* as bindings from (['"])(.+?)\1;\s*const wasm = await init\(\{ module_or_path: (['"])(.+?)\3 \}\);/g;

/** How Trunk has its files loaded before. */
const PRELOADS = /<link(?=[^>]*rel="?(?:modulepreload|preload)\b)(?=[^>]*bandit-playground)[^>]*>/g;

/**
 * @param {string} page index.html
 * @returns {string} index.html, whose program is loaded after the first paint
 */
export function afterPaint(page) {
  const [starts, preloads] = [[...page.matchAll(START)], [...page.matchAll(PRELOADS)]];
  if (starts.length !== 1 || preloads.length !== 2) {
    throw new Error(`index.html must start one program with two preloads, and has ${starts.length} and ${preloads.length}`);
  }
  return page.replaceAll(PRELOADS, "").replace(
    START,
    (_, quote, script, otherQuote, module) =>
      [
        "await window.painted;",
        `const program = fetch(${otherQuote}${module}${otherQuote});`,
        `const started = import(${quote}${script}${quote}).then(async (bindings) => [bindings, await bindings.default({ module_or_path: program })]);`,
        "started.catch(window.programs.failed);",
        "const [bindings, wasm] = await started;",
      ].join("\n"),
  );
}
