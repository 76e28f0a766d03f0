//! Published links give their bits for ever.

#[path = "golden/mod.rs"]
mod golden;

#[test]
fn golden_links_give_their_digests() {
    let found = golden::GOLDEN.map(|(link, _)| (link, golden::digest_of(link)));
    for ((link, expected), (_, digest)) in golden::GOLDEN.iter().zip(&found) {
        assert_eq!(digest, expected, "{link} of\n{found:#?}");
    }
}
