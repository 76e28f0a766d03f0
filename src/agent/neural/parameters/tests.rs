//! What lists of layers make of a network.

use super::*;
use crate::network::{Dropout, Network};

fn values(pairs: &[(&Parameter, &str)]) -> Values {
    let read = |(parameter, text): &(&Parameter, &str)| (parameter.name.to_owned(), parameter.read(text));
    pairs.iter().map(read).collect()
}

fn network(values: &Values) -> Result<Network, String> {
    let shape = Shape { context: 48, arm_features: 64, arms: 5, items: 5, rewards: (0.0, 1.0) };
    let architecture = architecture(values, &shape, 1);
    Network::new(&architecture, shape.context, 1, Activation::Relu, Dropout::default())
        .map_err(|error| error.to_string())
}

fn sizes(pairs: &[(&Parameter, &str)]) -> Result<Vec<(usize, usize)>, String> {
    network(&values(pairs)).map(|network| network.sizes())
}

/// The towers of the original's NeuralLinUCB: (inputs + 1) x outputs of each layer, 11,829 in all.
#[test]
fn towers_are_the_lists_that_are_given() {
    let original = [
        (&NETWORK, COMMON_TOWER),
        (&CONTEXT_LAYERS, "48,24,12"),
        (&ARM_LAYERS, "64,32,16"),
        (&COMMON_LAYERS, "28,14"),
    ];
    let expected = [(48, 48), (48, 24), (24, 12), (64, 64), (64, 32), (32, 16), (28, 28), (28, 14), (14, 1)];
    assert_eq!(sizes(&original), Ok(expected.to_vec()));
    let count: usize = expected.iter().map(|(inputs, outputs)| (inputs + 1) * outputs).sum();
    let weights = network(&values(&original)).map(|network| network.weights().len());
    assert_eq!((weights, count), (Ok(11_829), 11_829));
}

/// Without lists all layers are alike, and an encoding's width is that of the last layer.
#[test]
fn one_width_and_the_encoding_are_as_before() {
    assert_eq!(sizes(&[(&WIDTH, "6"), (&LAYERS, "2")]), Ok(vec![(48, 6), (6, 6), (6, 5)]));
    assert_eq!(
        sizes(&[(&CONTEXT_LAYERS, "32,16,8"), (&WIDTH, "6")]),
        Ok(vec![(48, 32), (32, 16), (16, 8), (8, 5)])
    );
    assert_eq!(sizes(&[(&CONTEXT_LAYERS, "32,16"), (&ENCODING, "4")]), Ok(vec![(48, 32), (32, 4), (4, 5)]));
}

/// The towers of a product are the lists, the last layers linear; the tower without a list ends as the other does.
#[test]
fn towers_of_a_product_end_alike() {
    let product = |context: &str, arm: &str| {
        sizes(&[(&NETWORK, DOT_PRODUCT), (&CONTEXT_LAYERS, context), (&ARM_LAYERS, arm), (&WIDTH, "6")])
    };
    assert_eq!(product("64,32,16", "32,16"), Ok(vec![(48, 64), (64, 32), (32, 16), (64, 32), (32, 16)]));
    assert_eq!(product("64,32,16", ""), Ok(vec![(48, 64), (64, 32), (32, 16), (64, 6), (6, 16)]));
    assert_eq!(
        product("32,16", "32,12").expect_err("they don't match"),
        "the towers of a dot product end with 16 and 12 outputs, but must end with equally many: give the last layers of both the same width"
    );
}
