// @ts-check
/// <reference lib="webworker" />
// What scripts/serve gives out as sw.js: it takes away a service worker that an earlier server at the same address has
// installed, with what that has kept, so that a developer sees the new build.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

async function remove() {
  for (const name of await caches.keys()) {
    if (name.startsWith(`playground ${worker.registration.scope} `)) await caches.delete(name);
  }
  await worker.registration.unregister();
  for (const page of await worker.clients.matchAll({ type: "window" })) await page.navigate(page.url);
}

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(remove()));
