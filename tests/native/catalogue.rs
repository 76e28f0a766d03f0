//! The catalogue: what parts declare and how they are made are two lists of the same parts.

use bandit_playground::ranking::{CLICK_MODELS, RANKERS, SLATE_WORLDS, clicks, rankers, worlds};
use bandit_playground::{agent, world};

/// Each builder of a kind makes what stands in the same place of the list of declarations, and its id finds it.
macro_rules! assert_same {
    ($declarations:expr, $kind:ident) => {{
        use $kind as kind;
        assert_eq!($declarations.len(), kind::BUILDERS.len());
        for (declaration, builder) in $declarations.iter().zip(kind::BUILDERS) {
            let id = declaration.part.id;
            assert!(std::ptr::eq(*declaration, builder.declaration), "{id} is made as another part");
            assert!(kind::builder(id).is_some_and(|found| std::ptr::eq(found, *builder)), "{id} is found");
            assert!(std::ptr::eq(declaration.builder(), *builder), "{id} is found");
        }
        assert!(kind::builder("no such part").is_none());
    }};
}

#[test]
fn what_is_declared_is_what_is_made() {
    assert_same!(agent::AGENTS, agent);
    assert_same!(world::WORLDS, world);
    assert_same!(SLATE_WORLDS, worlds);
    assert_same!(CLICK_MODELS, clicks);
    assert_same!(RANKERS, rankers);
}
