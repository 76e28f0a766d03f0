//! What changes around the agents, in any world of arms: users come and go, tastes drift, items come and go.

mod circle;
mod items;
mod tastes;
mod users;

use std::sync::Arc;

use super::feedback::{POPULATION, TASTE_DRIFT};
use crate::declaration::Values;
use crate::world::{Course, World};

/// The course of one seed of this world, with the changes that these values of [`super::feedback::FEEDBACK`] ask for;
/// the world's own where they ask for none.
///
/// The order has its reasons. Users are innermost, for rounds of those who are away are passed over as if the world
/// had never had them. Tastes drift among all items that the world offers, so that what an item earns does not depend
/// on which others are away. Items are taken off offer last: what is left is whole, with its expected rewards.
pub fn course(world: &Arc<dyn World>, values: &Values, master_seed: u64, seed: u32) -> Box<dyn Course> {
    let shape = world.shape();
    let course = Arc::clone(world).course(master_seed, seed);
    let course = users::wrap(course, world.users(), values, master_seed, seed);
    let course = match world.fixed_tastes() {
        Some(_) => course,
        None => tastes::wrap(course, &shape, values, master_seed, seed),
    };
    items::wrap(course, &shape, values, master_seed, seed)
}

/// What these values ask for in vain in this world, a sentence each.
pub fn unheeded(world: &dyn World, values: &Values) -> Vec<String> {
    let mut sentences = Vec::new();
    if values.number(&POPULATION) < 1.0 && world.users() < 2 {
        sentences.push("This world has no users who could come and go.".to_owned());
    }
    if values.count(&TASTE_DRIFT) > 0
        && let Some(reason) = world.fixed_tastes()
    {
        sentences.push(format!("Tastes don't drift in this world, since {reason}."));
    }
    sentences
}
