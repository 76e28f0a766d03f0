//! What all mixtures share: members, the drawing of one, and who learns.

use super::members::{self, ALL, LEARNERS, MOST_MEMBERS};
use crate::agent::{
    ActionInfo, Agent, BuildError, Drawing, Explanation, Feedback, InnerView, MemberChance, View,
};
use crate::descriptor::Values;
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::sampling::draw;
use crate::probabilities::ActionProbabilities;
use crate::state::State;

/// How a mixture weighs its members.
///
/// # Examples
/// Members that are drawn evenly, whatever they earn.
/// ```
/// use bandit_playground::agent::mixture::MemberWeights;
/// use bandit_playground::state::{State, StateError, StateIo};
///
/// #[derive(Clone)]
/// struct Even;
///
/// impl State for Even {
///     fn state(&mut self, _io: &mut StateIo<'_>) -> Result<(), StateError> {
///         Ok(())
///     }
/// }
///
/// impl MemberWeights for Even {
///     fn probabilities(&self, probabilities: &mut [f64]) {
///         probabilities.fill(1.0 / probabilities.len() as f64);
///     }
///
///     fn learn(&mut self, _round: u64, _drawn: usize, _reward: f64, _probability: f64) {}
/// }
///
/// let mut probabilities = [0.0; 4];
/// Even.probabilities(&mut probabilities);
/// assert_eq!(probabilities, [0.25; 4]);
/// ```
pub trait MemberWeights: State + Send + Clone + 'static {
    /// Writes the probability with which each member is drawn.
    fn probabilities(&self, probabilities: &mut [f64]);

    /// A round (from 1) begins; those before it are over, with or without feedback.
    fn begin(&mut self, _round: u64) {}

    /// Learns, at the end of a round or later, that a member, which was drawn in it with `probability`, chose an arm that
    /// earned `reward`.
    fn learn(&mut self, round: u64, drawn: usize, reward: f64, probability: f64);
}

#[derive(Clone)]
struct Member {
    title: &'static str,
    agent: Box<dyn Agent>,
}

/// A mixture that draws its members by a weighing.
///
/// It learns from what it chose: whatever feedback it receives, however late, goes with its own note to the member that chose. To
/// the others, where all learn, it is a round of another policy, since they did not choose. A round that it is told of
/// without having been asked (as when it learns from a log) teaches all members, and says nothing of any of them.
#[derive(Clone)]
pub struct Mixture<W> {
    members: Vec<Member>,
    weighing: W,
    /// Whether each member is asked and taught every round, though only one is heeded.
    all_learn: bool,
    /// One for each place, taken or not, so that another member changes no other's random numbers; none before the first choice.
    streams: Option<[RngStream; MOST_MEMBERS]>,
    /// Of the last drawing.
    probabilities: Vec<f64>,
    drawn: usize,
    /// Whether it has been asked since it was last taught.
    asked: bool,
}

impl<W: MemberWeights> Mixture<W> {
    /// The mixture that these values ask for.
    ///
    /// # Errors
    /// A member that can't be made.
    pub fn new(
        title: &'static str,
        values: &Values,
        shape: &Shape,
        weighing: W,
    ) -> Result<Mixture<W>, BuildError> {
        let members = members::chosen(values).map(|(place, builder)| {
            let own = members::own_values(title, values, place, builder)?;
            let agent = members::build(title, builder, &own, shape)?;
            Ok(Member { title: builder.descriptor.part.title, agent })
        });
        let members = members.collect::<Result<Vec<Member>, BuildError>>()?;
        Ok(Mixture {
            probabilities: vec![0.0; members.len()],
            members,
            weighing,
            all_learn: values.chose(&LEARNERS, ALL),
            streams: None,
            drawn: 0,
            asked: false,
        })
    }
}

crate::state::state_fields! {
    Member { agent } fixed { title }
}

crate::state::state_fields! {
    impl<W: MemberWeights> Mixture<W> { members, weighing, streams, probabilities, drawn, asked } fixed { all_learn }
    valid(mixture) { mixture.drawn < mixture.members.len() }
}

impl<W: MemberWeights> Agent for Mixture<W> {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        let streams =
            self.streams.get_or_insert_with(|| std::array::from_fn(|_| stream.fork("member of a mixture")));
        self.weighing.begin(view.round);
        self.weighing.probabilities(&mut self.probabilities);
        self.drawn = draw(&self.probabilities, stream);
        self.asked = true;
        let mut chosen = 0;
        for (index, (member, own)) in self.members.iter_mut().zip(streams).enumerate() {
            if index == self.drawn {
                chosen = member.agent.choose(view, own);
            } else if self.all_learn {
                // Some agents learn from what they did when they were asked.
                member.agent.choose(view, own);
            }
        }
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        if self.asked {
            return self.update(
                view,
                chosen,
                &Feedback { reward, objectives: &[], info: self.info(), now: view.round },
            );
        }
        self.members.iter_mut().for_each(|member| member.agent.update_reward(view, chosen, reward));
    }

    /// The note of the member that chose, and who that was.
    fn info(&self) -> ActionInfo {
        let info = self.members.get(self.drawn).map(|member| member.agent.info()).unwrap_or_default();
        ActionInfo { member: self.drawn, member_probability: self.probabilities[self.drawn], ..info }
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        let ActionInfo { member: drawn, member_probability, .. } = feedback.info;
        for (index, member) in self.members.iter_mut().enumerate() {
            if index == drawn {
                // Members are no mixtures, so that they don't mind what the note says of members.
                member.agent.update(view, chosen, feedback);
            } else if self.all_learn {
                // With which probability all members together would have chosen the arm is not known.
                let feedback = Feedback { info: ActionInfo::UNKNOWN, ..*feedback };
                member.agent.update_off_policy(view, chosen, &feedback);
            }
        }
        self.weighing.learn(view.round, drawn, feedback.reward, member_probability);
        self.asked = false;
    }

    /// No member chose: it teaches all of them, and says nothing of any.
    fn update_off_policy(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        self.members.iter_mut().for_each(|member| member.agent.update_off_policy(view, chosen, feedback));
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let (mut weighing, mut chances) = (self.weighing.clone(), self.probabilities.clone());
        weighing.begin(view.round);
        weighing.probabilities(&mut chances);
        let of_member = |(chance, member): (f64, &Member)| (chance, member.agent.probabilities(view));
        ActionProbabilities::average(view.items.len(), chances.into_iter().zip(&self.members).map(of_member))
    }

    /// What the member that was drawn thinks.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let mut probabilities = self.probabilities.clone();
        self.weighing.probabilities(&mut probabilities);
        let chances = self.members.iter().zip(probabilities);
        let members = chances
            .map(|(member, probability)| MemberChance { title: member.title.to_owned(), probability })
            .collect();
        let drawing = Some(Drawing { members, drawn: self.drawn });
        match self.members.get_mut(self.drawn) {
            Some(member) => Explanation { drawing, ..member.agent.explain(view) },
            None => Explanation::default(),
        }
    }

    fn inner_view(&self) -> Option<InnerView> {
        self.members.get(self.drawn).and_then(|member| member.agent.inner_view())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MEMBERS, static_mixture};
    use super::*;
    use crate::descriptor::Value;

    const SHAPE: Shape = Shape { context: 1, arm_features: 0, arms: 5, items: 5, rewards: (0.0, 1.0) };
    const VIEW: View<'_> =
        View { round: 1, context: &[1.0], items: &[0, 1, 2, 3, 4], arm_features: &[], expectations: &[] };

    /// Draws each member equally often.
    #[derive(Clone)]
    struct Even;

    crate::state::state_fields! { Even {} }

    impl MemberWeights for Even {
        fn probabilities(&self, probabilities: &mut [f64]) {
            probabilities.fill(1.0 / probabilities.len() as f64);
        }

        fn learn(&mut self, _round: u64, _drawn: usize, _reward: f64, _probability: f64) {}
    }

    fn values(members: &[&str]) -> Values {
        let mut values = Values::default();
        for (parameter, id) in MEMBERS.iter().zip(members) {
            values.set(parameter, Value::Choice((*id).to_owned()));
        }
        values
    }

    /// The first member's choices, in a mixture of these members with this weight of the first.
    fn choices_of_first(members: &[&str], weight: f64) -> Vec<usize> {
        let mut values = values(members);
        let descriptor = &static_mixture::DESCRIPTOR;
        values.set(descriptor.part.parameter("weight_1").expect("it is there"), Value::Number(weight));
        let mut mixture = (descriptor.builder().build)(&values, &SHAPE).expect("it needs no arm features");
        let mut stream = RngStream::new(1, 0, "test");
        let mut choices = Vec::new();
        for _ in 0..400 {
            let chosen = mixture.choose(&VIEW, &mut stream);
            if mixture.explain(&VIEW).drawing.is_some_and(|drawing| drawing.drawn == 0) {
                choices.push(chosen);
            }
        }
        choices
    }

    #[test]
    fn coin_flips_of_a_member_depend_on_nobody_else() {
        let often = choices_of_first(&["random", "ucb1"], 100.0);
        let seldom = choices_of_first(&["random", "ucb1"], 1.0);
        let among_three = choices_of_first(&["random", "lin_ts", "random"], 1.0);
        assert!(often.len() > 380 && (150..250).contains(&seldom.len()) && among_three.len() > 80);
        assert_eq!(often[..seldom.len()], seldom);
        assert_eq!(often[..among_three.len()], among_three);
    }

    /// How many of two members changed their minds about the arm that earned something.
    fn taught(learners: &str, asked: bool) -> (usize, bool) {
        let mut values = values(&["mean_epsilon_greedy", "mean_epsilon_greedy"]);
        values.set(&LEARNERS, Value::Choice(learners.to_owned()));
        let mut mixture = Mixture::new("", &values, &SHAPE, Even).expect("it needs no arm features");
        if asked {
            mixture.choose(&VIEW, &mut RngStream::new(1, 0, "test"));
        }
        mixture.update_reward(&VIEW, 2, 1.0);
        let knows: Vec<bool> = mixture
            .members
            .iter_mut()
            .map(|member| member.agent.explain(&VIEW).estimates[2] == 1.0)
            .collect();
        (knows.iter().filter(|knows| **knows).count(), knows[mixture.drawn])
    }

    #[test]
    fn those_learn_who_should() {
        assert_eq!(taught("drawn", true), (1, true));
        assert_eq!(taught("all", true), (2, true));
        assert_eq!(taught("drawn", false), (2, true));
    }
}
