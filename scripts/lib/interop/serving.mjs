// Puts the figures of two runs of autocannon beside each other. serving.mjs OURS.json THEIRS.json
import { readFileSync } from "node:fs";

const rows = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
for (const [name, row] of [["bandit-playground", rows[0]], ["MABWiser", rows[1]]]) {
  const failed = row.non2xx + row.errors + row.timeouts;
  if (failed > 0 || row.requests.total === 0) throw new Error(`${name}: ${failed} of ${row.requests.total} requests failed`);
  const { p50, p99 } = row.latency;
  console.log(`${name.padEnd(18)} ${row.requests.average.toFixed(0).padStart(8)} requests/s   p50 ${p50} ms   p99 ${p99} ms`);
}
const [ours, theirs] = rows;
// autocannon counts whole milliseconds: below one it says 0.
const times = (ours.requests.average / theirs.requests.average).toFixed(1);
console.log(`${times} times the requests a second; p99 ${theirs.latency.p99} ms there, ${ours.latency.p99 || "under 1"} ms here`);
