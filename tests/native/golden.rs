//! Published links give their bits for ever.

#[path = "../golden/mod.rs"]
mod links;

pub use links::GOLDEN;

#[test]
fn golden_links_give_their_digests() {
    let found = GOLDEN.map(|(link, _)| (link, links::digest_of(link)));
    for ((link, expected), (_, digest)) in GOLDEN.iter().zip(&found) {
        assert_eq!(digest, expected, "{link} of\n{found:#?}");
    }
}
