// Lighthouse over a built page, served with brotli as web servers do: node lighthouse.mjs RUNS DIST LIGHTHOUSE
// Prints the median of each figure, and ends with an error where a score is below what the page promises.
import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";

const [runs, dist, lighthouse] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
// Scores in percent.
const BARS = {
  phone: { performance: 90, accessibility: 100, "best-practices": 100, seo: 100 },
  desktop: { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 },
};
const FIGURES = ["first-contentful-paint", "largest-contentful-paint", "speed-index", "total-blocking-time", "cumulative-layout-shift"];
const KINDS = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml",
  ".png": "image/png", ".json": "application/json", ".webmanifest": "application/manifest+json", ".md": "text/plain", ".csv": "text/csv",
};

const packed = new Map();
const pack = (file) => {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  if (!packed.has(file)) packed.set(file, brotliCompressSync(readFileSync(file), options));
  return packed.get(file);
};
const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  const file = join(dist, path.endsWith("/") ? `${path}index.html` : path);
  if (!existsSync(file)) return response.writeHead(404).end();
  const kept = file.endsWith(".html") ? "no-cache" : "max-age=31536000, immutable";
  const kind = KINDS[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": kind, "Content-Encoding": "br", "Cache-Control": kept }).end(pack(file));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}/`;
// What the server packs at the first request would count as the page's time.
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) pack(join(entry.parentPath, entry.name));
}

const CHROME = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update";
const measure = async (form) => {
  const preset = form === "desktop" ? ["--preset=desktop"] : [];
  const flags = ["--quiet", "--output=json", `--chrome-flags=${CHROME}`, ...preset];
  const { stdout } = await promisify(execFile)(process.execPath, [lighthouse, address, ...flags], {
    env: { ...process.env, CHROME_PATH: process.env.CHROME },
    maxBuffer: 64 << 20,
  });
  return JSON.parse(stdout);
};
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
let good = true;
for (const [form, bars] of Object.entries(BARS)) {
  const reports = [];
  for (let run = 0; run < runs; run += 1) reports.push(await measure(form));
  console.log(`${form}, median of ${runs}, Lighthouse ${reports[0].lighthouseVersion}:`);
  for (const [name, bar] of Object.entries(bars)) {
    const score = Math.round(100 * median(reports.map((report) => report.categories[name].score)));
    good &&= score >= bar;
    console.log(`  ${name.padEnd(26)} ${String(score).padStart(6)}    at least ${bar}${score < bar ? ": MISSED" : ""}`);
  }
  for (const name of FIGURES) {
    const value = median(reports.map((report) => report.audits[name].numericValue));
    console.log(`  ${name.padEnd(26)} ${name === "cumulative-layout-shift" ? value.toFixed(3).padStart(6) : `${String(Math.round(value)).padStart(6)} ms`}`);
  }
  const weak = new Set(reports.flatMap((report) => Object.values(report.categories).flatMap(({ auditRefs }) => auditRefs.filter(({ id, weight }) =>
    weight > 0 && report.audits[id].score !== null && report.audits[id].score < 0.9).map(({ id }) => id))));
  if (weak.size > 0) console.log(`  below 0.9 in some run: ${[...weak].join(", ")}`);
}
server.close();
if (!good) process.exit(1);
