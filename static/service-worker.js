// @ts-check
/// <reference lib="webworker" />
// The service worker: keeps all files of one build, so that the page opens without a network. The build writes sw.js from this
// file, with the list of files and the build's id in it (scripts/lib/finish/service-worker.mjs).
//
// A build is kept whole or not at all: a file that is not what the list says, or that finds no place, ends the installation,
// and the build before stays. A new build waits until no page of an older one is open, or until a person asks for it
// (static/offline.js). Pages of the older build that are open then go on with their own files, whose names have hashes, since
// these are kept until no page is open that may ask for them.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** Each file's path below the page's folder, and the hash of what it holds. @type {[string, string][]} */
const FILES = [];
/** Hash of the list and of this file. */
const BUILD = "";

const SCOPE = worker.registration.scope;
/** Other pages of the same host have caches, too. */
const OURS = `playground ${SCOPE} `;
const CACHE = OURS + BUILD;
/** Whose name has a hash never changes, and may come from an older build's cache or from the browser's own. */
const HASHED = /-[0-9a-f]{8,16}(?:_bg)?\.[a-z]+$/;
const ADDRESSES = new Set(FILES.map(([path]) => SCOPE + path));

/** Without what would make a cache refuse a response, or a browser refuse it as a page. @param {Response} response */
function plain(response) {
  const headers = new Headers(response.headers);
  headers.delete("Vary");
  return new Response(response.body, { headers });
}

/** @param {Cache} cache @param {[string, string]} file */
async function keep(cache, [path, integrity]) {
  const address = SCOPE + path;
  const isHashed = HASHED.test(path);
  let response = isHashed ? await caches.match(address) : undefined;
  response ??= await fetch(address, { integrity, cache: isHashed ? "default" : "no-cache" });
  if (!response.ok) throw new Error(`the server answered ${response.status} to ${address}`);
  await cache.put(address, plain(response));
}

async function install() {
  const isNew = !(await caches.has(CACHE));
  const cache = await caches.open(CACHE);
  const outcomes = await Promise.allSettled(FILES.map((file) => keep(cache, file)));
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (!failure) return;
  if (isNew) await caches.delete(CACHE);
  throw failure.reason;
}

/** Takes older builds away where no page is open that may ask for their files. */
async function tidy() {
  const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open.some((page) => page.url.startsWith(SCOPE))) return;
  const names = await caches.keys();
  // A newer build may be among them. One that begins after the list was made is not.
  if (worker.registration.installing || worker.registration.waiting) return;
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)));
}

/** @param {string} address @param {Request} request */
async function answer(address, request) {
  const own = await caches.match(address, { cacheName: CACHE });
  return own ?? (await caches.match(address)) ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(install()));

// The page that was open when there was no service worker yet is kept from now on, so that a newer build waits for it, too.
worker.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => worker.clients.claim())));

worker.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(worker.skipWaiting());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  url.search = url.hash = ""; // which the page reads itself
  const address = url.href === `${SCOPE}index.html` ? SCOPE : url.href;
  if (!ADDRESSES.has(address) && !(address.startsWith(SCOPE) && HASHED.test(address))) return;
  if (request.mode === "navigate") event.waitUntil(tidy());
  event.respondWith(answer(address, request));
});
