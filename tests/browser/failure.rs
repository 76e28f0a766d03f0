//! A worker that dies takes nothing with it but the run.

use crate::support::{in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, digest, finish};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_crashed_worker_is_replaced_and_the_experiment_stays() {
    in_browser(|browser| {
        browser.before_every_page(
            "window.workers = []; const Plain = Worker; \
             window.Worker = class extends Plain { constructor(address, ...rest) { super(address, ...rest); this.address = address; window.workers.push(this); } };",
        );
        browser.open(&format!("?workers=2#1{SHORT}"));
        finish(browser);
        let before = digest(browser);
        // The newest worker of the engine, which begins with the same script as the first: an older one may have been replaced by
        // it while the page started on a busy machine. The one that keeps runs is no worker of the engine.
        browser.script(
            "const worker = window.workers.filter((worker) => worker.address === window.workers[0].address).at(-1); \
             worker.terminate(); \
             worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }))",
        );
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains("A worker stopped (out of memory) and was replaced")
        });
        assert_eq!(browser.text(&test_id("run-state")), "failed");
        browser.click(&role("button", "Run again"));
        browser
            .wait_until("the run restarts", RUN, |browser| browser.text(&test_id("run-state")) != "failed");
        finish(browser);
        assert_eq!(digest(browser), before);
    });
}
