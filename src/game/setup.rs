//! What is played: the users, the films and the bandits.

use crate::spec::{Experiment, link};

/// The experiment that is played, as a story has its own: films described by what anyone can read, so that a person sees what the bandits
/// see, other ones each round, and bandits that learn what genres, years and popularity are worth. Its seeds are the games that there
/// are. A published link keeps its game, so this never changes.
pub const LINK: &str = "#1w=movielens_features;arms=8;movies=500&c=lin_ucb;model=shared&c=lin_ts;model=shared&c=epsilon_greedy;model=shared&c=random&horizon=30&seeds=100";

/// The unit of the rewards of that experiment, whose environment can earn likes, too.
pub const UNIT: &str = "stars";

/// What the person is called.
pub const HUMAN: &str = "You";

/// The experiment of the bandits, without the person.
pub fn experiment() -> Experiment {
    // A constant that a test reads.
    link::decode(LINK).map(|decoded| decoded.experiment).unwrap_or_default()
}

/// How many rounds a game has.
pub fn rounds() -> usize {
    usize::try_from(experiment().horizon).unwrap_or(usize::MAX)
}

/// How many films are on offer each round.
pub fn films() -> usize {
    let experiment = experiment();
    let arms = experiment.environment_part().and_then(|part| part.parameter("arms"));
    arms.map_or(0, |arms| experiment.environment.parameters.count(arms))
}

/// What the bandits are called, in the order of the experiment.
pub fn bandits() -> Vec<String> {
    let experiment = experiment();
    (0..experiment.policies.len()).map(|policy| experiment.label(policy)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent;
    use crate::spec::Experiment;

    #[test]
    fn the_game_is_an_experiment() {
        let experiment = experiment();
        assert_ne!(experiment, Experiment::default());
        assert_eq!(link::encode(&experiment, None), LINK, "the link is as it would be written");
        assert_eq!((rounds(), films()), (30, 8));
        assert!(!LINK.contains("reward="), "stars are what is earned where nothing else is said");
        assert!((1..=9).contains(&films()), "a key each");
        let titles: Vec<String> = ["lin_ucb", "lin_ts", "epsilon_greedy", "random"]
            .iter()
            .filter_map(|id| agent::find(id).map(|found| found.part.title.to_owned()))
            .collect();
        assert_eq!(bandits(), titles);
    }
}
