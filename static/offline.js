// @ts-check
// Keeps the page in the browser, and says when a newer build is there: src/page/actions/offline.rs. index.html loads this file
// when the first curve moves. Where there are no service workers (plain http, some private windows) nothing happens.

const HOUR = 3_600_000;

/** @param {ServiceWorkerRegistration} registration */
function watch(registration) {
  const tell = () => registration.waiting && registration.active && dispatchEvent(new Event("new-version"));
  const follow = () => registration.installing?.addEventListener("statechange", tell);
  tell();
  follow();
  registration.addEventListener("updatefound", follow);

  let looked = performance.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !navigator.onLine || performance.now() - looked < HOUR) return;
    looked = performance.now();
    registration.update().catch(() => {}); // the network may have gone meanwhile
  });

  addEventListener("use-new-version", () => {
    const { waiting } = registration;
    // Another tab may have done it.
    if (!waiting) return location.reload();
    waiting.addEventListener("statechange", () => waiting.state === "activated" && location.reload());
    waiting.postMessage("take over");
  });
}

const register = () => navigator.serviceWorker.register("./sw.js").then(watch, () => {});
/** Safari has no requestIdleCallback. @type {(work: () => void) => void} */
const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 1_000));
if (navigator.serviceWorker) later(register);
