// What a visitor downloads of dist/, compressed with brotli 11 as web servers do: until the first curve of the default experiment
// moves, and what the controls need before they answer. An error above either limit.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const names = readdirSync("dist", { recursive: true });
const parameters = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
const size = (name) => brotliCompressSync(readFileSync(`dist/${name}`), { params: parameters }).length;
const one = (pattern) => {
  const found = names.filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`dist/ must hold one file like ${pattern}, and holds ${found.length}`);
  return found[0];
};
const SHELL = [/^index\.html$/];
const PAGE = [/^bandit-playground-.*\.js$/, /^bandit-playground-.*\.wasm$/];
const STARTER = [/^starter-.*\.js$/, /^starter_bg-.*\.wasm$/];
const ENGINE = [/^engine-.*\.js$/, /^engine_bg-.*\.wasm$/];
const READER = [/^reader-.*\.js$/, /^reader_bg-.*\.wasm$/];
const VIEWS = [/^views-.*\.js$/, /^views_bg-.*\.wasm$/, /^views-.*\.css$/];
const DATA = [/^data\/movielens-small-.*\.bundle$/];

let good = true;
/** One line a file and their sum, which `before` is part of. */
const table = (title, patterns, { limit = Infinity, before = 0 } = {}) => {
  let sum = before;
  for (const file of patterns.map(one)) {
    const bytes = size(file);
    sum += bytes;
    console.log(String(bytes).padStart(9), file);
  }
  good &&= sum <= limit;
  console.log(String(sum).padStart(9), `bytes ${title}, ${limit < Infinity ? `at most ${limit}` : "without a limit"}`);
  return sum;
};
const shell = table("painted first", SHELL);
const curve = table("until the first curve moves (with what is painted first)", STARTER, { limit: 172_000, before: shell }); // of the 1.31 MB of one program for everything
const controls = table("that the controls need (with what is painted first)", PAGE, { limit: 486_000, before: shell }); // 0.45 of the 1.08 MB of one program for everything
const both = table("until the controls answer, since the first curve's files come before theirs", [], { before: curve + controls - shell });
const every = table("until every experiment runs", [...DATA, ...ENGINE], { before: both });
table("until files can be read", READER, { before: every });
table("of a view, beside the page, when one is opened", VIEWS);
if (!good) process.exit(1);
