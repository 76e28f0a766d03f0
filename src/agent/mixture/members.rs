//! The members of a mixture: their parameters, and how they are made.

use crate::agent::single::{self, SINGLE_AGENTS};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, lin_ucb, without_context};
use crate::descriptor::{Choice, Fact, Kind, Parameter, Property, Value, ValueError, Values, known, words};
use crate::environment::Shape;

/// Most members of a mixture.
pub const MOST_MEMBERS: usize = 4;

/// For the places that may be left empty.
const NOBODY: Choice = Choice { id: "none", title: "none" };

/// A member must not see more than its mixture, and its settings are short, which code is not.
const fn can_be_member(descriptor: &AgentDescriptor) -> bool {
    !descriptor.sees_expectations && !matches!(descriptor.family, Family::Scripted)
}

const fn count_members() -> usize {
    let (mut count, mut index) = (0, 0);
    while index < SINGLE_AGENTS.len() {
        if can_be_member(SINGLE_AGENTS[index]) {
            count += 1;
        }
        index += 1;
    }
    count
}

/// No one, then every agent that can be a member.
static OPTIONS: [Choice; 1 + count_members()] = {
    let mut options = [NOBODY; 1 + count_members()];
    let (mut next, mut index) = (1, 0);
    while index < SINGLE_AGENTS.len() {
        let descriptor = SINGLE_AGENTS[index];
        if can_be_member(descriptor) {
            options[next] = Choice { id: descriptor.part.id, title: descriptor.part.title };
            next += 1;
        }
        index += 1;
    }
    options
};

const fn place(name: &'static str, title: &'static str, kind: Kind) -> Parameter {
    Parameter {
        name,
        title,
        kind,
        unit: "",
        help: words("An agent; the field below gives its parameters values."),
    }
}

const fn an_agent(default: &'static str) -> Kind {
    Kind::Choice { options: OPTIONS.split_at(1).1, default }
}

const ANYBODY: Kind = Kind::Choice { options: &OPTIONS, default: NOBODY.id };

/// Who the members are.
pub const MEMBERS: [Parameter; MOST_MEMBERS] = [
    place("member_1", "First member", an_agent(lin_ucb::DESCRIPTOR.part.id)),
    place("member_2", "Second member", an_agent(without_context::ucb1::DESCRIPTOR.part.id)),
    place("member_3", "Third member", ANYBODY),
    place("member_4", "Fourth member", ANYBODY),
];

const fn settings(name: &'static str, title: &'static str) -> Parameter {
    Parameter {
        name,
        title,
        kind: Kind::Settings,
        unit: "",
        help: words(
            "Values of the member's parameters, such as alpha:0.1,gamma:0.98; others have their defaults.",
        ),
    }
}

/// Values of the parameters of each of [`MEMBERS`].
pub const SETTINGS: [Parameter; MOST_MEMBERS] = [
    settings("settings_1", "First member's values"),
    settings("settings_2", "Second member's values"),
    settings("settings_3", "Third member's values"),
    settings("settings_4", "Fourth member's values"),
];

/// Who the members are, where they can be referred to for ever.
static PLACES: [Parameter; MOST_MEMBERS] = MEMBERS;

const fn count_needs() -> usize {
    let (mut count, mut index) = (0, 0);
    while index < SINGLE_AGENTS.len() {
        let mut fact = 0;
        while fact < SINGLE_AGENTS[index].part.facts.len() {
            if SINGLE_AGENTS[index].part.facts[fact].always_needed().is_some() {
                count += MOST_MEMBERS;
            }
            fact += 1;
        }
        index += 1;
    }
    count
}

/// What members need, each at every place: they have the values that an agent has when none is given.
pub static FACTS: [Fact; count_needs()] = {
    let mut facts = [Fact::needs(Property::ArmFeatures); count_needs()];
    let (mut next, mut index) = (0, 0);
    while index < SINGLE_AGENTS.len() {
        let part = &SINGLE_AGENTS[index].part;
        let mut fact = 0;
        while fact < part.facts.len() {
            if let Some(property) = part.facts[fact].always_needed() {
                let mut place = 0;
                while place < MOST_MEMBERS {
                    facts[next] = Fact::needs(property).with(&PLACES[place], part.id);
                    next += 1;
                    place += 1;
                }
            }
            fact += 1;
        }
        index += 1;
    }
    facts
};

/// Id of the option that all members learn.
pub const ALL: &str = "all";

/// Who learns from a round.
pub const LEARNERS: Parameter = Parameter {
    name: "learners",
    title: "Who learns",
    kind: Kind::Choice {
        options: &[
            Choice { id: "drawn", title: "the member that chose (TF-Agents)" },
            Choice { id: ALL, title: "all members" },
        ],
        default: "drawn",
    },
    unit: "",
    help: words(
        "Whether a round teaches only the member that chose the arm, or all of them; the latter takes longer.",
    ),
};

/// How the members are made, each with its place among [`MEMBERS`].
pub fn chosen(values: &Values) -> impl Iterator<Item = (usize, &'static Builder)> {
    MEMBERS.iter().enumerate().filter_map(|(place, parameter)| match values.get(parameter) {
        Value::Choice(id) => single::builder(&id).map(|builder| (place, builder)),
        _ => None,
    })
}

/// The values of a member's parameters, of the one at this place.
///
/// # Errors
/// A parameter that the member has not, or a value that it can't have.
pub fn own_values(
    mixture: &'static str,
    values: &Values,
    place: usize,
    builder: &Builder,
) -> Result<Values, BuildError> {
    let part = &builder.descriptor.part;
    let wrong = |error| BuildError::MemberValues { mixture, member: part.title, error: Box::new(error) };
    let mut own = Values::default();
    for (name, text) in values.settings(&SETTINGS[place]) {
        let Some(parameter) = part.parameter(&name) else {
            let known = known::instead(&name, part.parameters.iter().map(|known| known.name));
            return Err(wrong(ValueError::Unknown { part: part.title, name, known }));
        };
        match parameter.nearest(part.title, &parameter.read(&text)) {
            (value, None) => own.set(parameter, value),
            (_, Some(error)) => return Err(wrong(error)),
        }
    }
    Ok(own)
}

/// Makes a member.
///
/// # Errors
/// What the member can't live with.
pub fn build(
    mixture: &'static str,
    builder: &Builder,
    values: &Values,
    shape: &Shape,
) -> Result<Box<dyn Agent>, BuildError> {
    (builder.build)(values, shape).map_err(|error| BuildError::Member {
        mixture,
        member: builder.descriptor.part.title,
        error: Box::new(error),
    })
}

/// Bytes of all members.
pub fn memory(values: &Values, shape: &Shape) -> u64 {
    let of_member = |(place, member): (usize, &'static Builder)| {
        (member.memory)(&own_values("", values, place, member).unwrap_or_default(), shape)
    };
    chosen(values).map(of_member).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{self, AGENTS};

    /// All agents are options but the mixtures and the oracle, each under its own id and title.
    #[test]
    fn members_are_all_agents_that_see_what_everyone_sees() {
        let Kind::Choice { options, .. } = MEMBERS[0].kind else { panic!("a member is a choice") };
        let eligible: Vec<Choice> = AGENTS
            .iter()
            .filter(|descriptor| {
                !matches!(descriptor.family, Family::Mixture | Family::Scripted)
                    && descriptor.part.id != "oracle"
            })
            .map(|descriptor| Choice { id: descriptor.part.id, title: descriptor.part.title })
            .collect();
        assert_eq!(options, eligible);
        let Kind::Choice { options, .. } = MEMBERS[2].kind else { panic!("a member is a choice") };
        assert_eq!((options[0], &options[1..]), (NOBODY, &eligible[..]));
    }

    /// Members have values of their own, which are refused with a sentence where they can't be.
    #[test]
    fn members_have_values_of_their_own() {
        let own = |text: &str| {
            let mut values = Values::default();
            values.set(&SETTINGS[0], Value::Choice(text.to_owned()));
            own_values("Mixture", &values, 0, &lin_ucb::BUILDER).map_err(|error| error.to_string())
        };
        let values = own("alpha:1 to 0.1 in 500,gamma:0.98").expect("LinUCB has these");
        assert_eq!(values.schedule(&agent::linear::ALPHA).value(501), 0.1);
        assert_eq!(values.number(&agent::linear::GAMMA), 0.98);
        assert_eq!(own(""), Ok(Values::default()));
        let refused = |text: &str| own(text).expect_err("it is wrong");
        assert_eq!(
            refused("alpa:1"),
            "Mixture: the values of its member LinUCB: LinUCB has no parameter \"alpa\" (did you mean \"alpha\"?)"
        );
        assert_eq!(
            refused("gamma:2"),
            "Mixture: the values of its member LinUCB: LinUCB: gamma is 2, but must lie between 0.5 and 1"
        );
    }

    #[test]
    fn a_refusal_names_mixture_member_and_reason() {
        let mut values = Values::default();
        values.set(&agent::linear::MODEL, Value::Choice("shared".to_owned()));
        let shape = Shape { context: 2, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let refusal = build("Mixture", &lin_ucb::BUILDER, &values, &shape).err().map(|e| e.to_string());
        let expected = "Mixture can't have LinUCB as a member: LinUCB needs features of the arms, which this environment does \
                        not have: choose another environment, another agent, or other settings of this one";
        assert_eq!(refusal.as_deref(), Some(expected));
    }
}
