// Trunk's hook after a build: what can only be written when all files of the page are there. See each step.
import { shortenPrograms } from "./finish/programs.mjs";
import { name } from "./finish/names.mjs";
import { addressed } from "./finish/address.mjs";
import { afterPaint } from "./finish/after-paint.mjs";
import { protect } from "./finish/policy.mjs";
import { writeServiceWorker } from "./finish/service-worker.mjs";
import { writeHeaders } from "./finish/headers.mjs";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.TRUNK_STAGING_DIR;
const source = process.env.TRUNK_SOURCE_DIR;
/** scripts/serve says "no": the page that a developer builds again and again is kept by no service worker. */
const isKept = process.env.PLAYGROUND_OFFLINE !== "no";

if (!isKept) writeFileSync(join(folder, "offline.js"), "");

const page = join(folder, "index.html");
let text = readFileSync(page, "utf8");
if (process.env.TRUNK_PROFILE === "release") text = shortenPrograms(folder, text);
text = name(folder, text);
text = addressed(text, process.env.PLAYGROUND_URL);
text = afterPaint(text);
text = protect(text); // after the last change of a script
writeFileSync(page, text);
writeServiceWorker(folder, join(source, "static/service-worker.js"), isKept);
writeHeaders(folder);
