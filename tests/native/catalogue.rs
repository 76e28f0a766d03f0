//! The catalogue: what parts declare and how they are made are two lists of the same parts.

use bandit_playground::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS, clicks, environments, rankers};
use bandit_playground::{agent, environment, evaluation};

/// Each builder of a kind makes what stands in the same place of the list of descriptors, and its id finds it.
macro_rules! assert_same {
    ($descriptors:expr, $kind:ident) => {{
        use $kind as kind;
        assert_eq!($descriptors.len(), kind::BUILDERS.len());
        for (descriptor, builder) in $descriptors.iter().zip(kind::BUILDERS) {
            let id = descriptor.part.id;
            assert!(std::ptr::eq(*descriptor, builder.descriptor), "{id} is made as another part");
            assert!(kind::builder(id).is_some_and(|found| std::ptr::eq(found, *builder)), "{id} is found");
            assert!(std::ptr::eq(descriptor.builder(), *builder), "{id} is found");
        }
        assert!(kind::builder("no such part").is_none());
    }};
}

#[test]
fn what_is_declared_is_what_is_made() {
    assert_same!(agent::AGENTS, agent);
    assert_same!(environment::ENVIRONMENTS, environment);
    assert_same!(SLATE_ENVIRONMENTS, environments);
    assert_same!(CLICK_MODELS, clicks);
    assert_same!(RANKERS, rankers);
    assert_same!(evaluation::ESTIMATORS, evaluation);
}
