// Runs the cases of tests/original/cases.json and writes what comes out there and into README.md, beside the original's numbers.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "..", "..", "..");
const casesFile = join(root, "tests", "original", "cases.json");
const readmeFile = join(root, "README.md");
const quick = process.argv.includes("quick");
const render = process.argv.includes("render");
const work = mkdtempSync(join(tmpdir(), "original-"));

const program = (...given) =>
  execFileSync(process.env.PROGRAM, given, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });

/** The last value of each agent's metrics, one a seed. */
function finals(experiment, horizon) {
  const file = join(work, "experiment.json");
  const table = join(work, "table.csv");
  writeFileSync(file, JSON.stringify({ ...experiment, horizon }));
  program("run", file, "--table", table);
  const found = new Map();
  for (const line of readFileSync(table, "utf8").split("\n").slice(1)) {
    // Labels of the cases have neither commas nor quotation marks.
    const [agent, seed, round, metric, value] = line.replaceAll('"', "").split(",");
    if (Number(round) === horizon) {
      const key = `${agent} ${metric}`;
      found.set(key, [...(found.get(key) ?? []), [Number(seed), Number(value)]]);
    }
  }
  for (const values of found.values()) values.sort((one, other) => one[0] - other[0]);
  return (agent, metric) => (found.get(`${agent} ${metric}`) ?? []).map(([, value]) => value);
}

/** A number a round from the round after `from` on, one a seed. Regret is a sum, all else a mean over the rounds so far. */
function window(values, before, metric, from, to) {
  const sum = (value, rounds) => (metric === "regret" ? value : value * rounds);
  return values.map((value, seed) => (sum(value, to) - (from ? sum(before[seed], from) : 0)) / (to - from));
}

/** Mean and standard error, with as many digits as the error has two of. */
function stated(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (values.length - 1) / values.length);
  const digits = Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(error || 1))));
  return `${mean.toFixed(digits)} ± ${error.toFixed(digits)}`;
}

function parametersOf(link, agent) {
  const networks = JSON.parse(program("networks", link, "--json"));
  return String(networks.find((network) => network.label === agent).parameters);
}

const cases = JSON.parse(readFileSync(casesFile, "utf8"));
for (const one of cases) {
  if (render || (one.slow && quick)) continue;
  const experiment = JSON.parse(program("open", one.link));
  const to = experiment.horizon;
  const runs = new Map();
  const run = (horizon) => runs.get(horizon) ?? (runs.set(horizon, finals(experiment, horizon)), runs.get(horizon));
  for (const number of one.numbers) {
    const { agent, metric, from = 0 } = number;
    if (metric === "parameters") {
      number.ours = parametersOf(one.link, agent);
    } else {
      const end = number.to ?? to;
      const before = from ? run(from)(agent, metric) : [];
      number.ours = stated(window(run(end)(agent, metric), before, metric, from, end));
    }
    console.log(`${one.notebook}  ${number.what}: ${number.original} there, ${number.ours} here`);
  }
}
rmSync(work, { recursive: true });
writeFileSync(casesFile, `${JSON.stringify(cases, null, 2)}\n`);

const rows = cases.flatMap((one) => [
  ...one.numbers.map((number, place) =>
    `| ${place ? "" : `${one.notebook}: ${one.title}`} | ${number.what} | ${number.original} | ${number.ours} |`),
  `| | \`${one.link}\` | | |`,
]);
const [begin, end] = ["<!-- original: written by scripts/original -->", "<!-- /original -->"];
const readme = readFileSync(readmeFile, "utf8");
const table = ["| notebook | what | there | here |", "| --- | --- | --- | --- |", ...rows].join("\n");
const [head, rest] = readme.split(begin);
writeFileSync(readmeFile, `${head}${begin}\n${table}\n${end}${rest.split(end)[1]}`);
