// What a visitor downloads of dist/, compressed with brotli 11 as web servers do: until the first curve of the default experiment
// moves, and until the controls answer. An error above either limit.
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

let sum = 0;
let good = true;
const table = (title, files, limit) => {
  for (const file of files) {
    const bytes = size(file);
    sum += bytes;
    console.log(String(bytes).padStart(9), file);
  }
  good &&= sum <= limit;
  console.log(String(sum).padStart(9), `bytes until ${title}${limit < Infinity ? `, at most ${limit}` : ""}`);
};
table("the first curve moves", [...SHELL, ...STARTER].map(one), 180_000); // 0.14 of the 1.31 MB of one program for everything
table("the controls answer", PAGE.map(one), 645_000);
table("every experiment runs, without a limit", [...DATA, ...ENGINE].map(one), Infinity);
table("files can be read, without a limit", READER.map(one), Infinity);
sum = 0;
table("a view opens, beside the page, without a limit", VIEWS.map(one), Infinity);
if (!good) process.exit(1);
