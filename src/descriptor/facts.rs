//! What parts need of an environment, and what an environment offers: declared once, read by the page, by links and by what
//! makes the parts.

use super::parameter::{Parameter, Value, Values};
use serde::Serialize;

/// Something that environments may have and that agents, rankers and click models may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// Arms are described by numbers of their own.
    ArmFeatures,
    /// Items of slates are described by numbers of their own.
    ItemFeatures,
    /// What describes the items of slates is the same in each round.
    SteadyFeatures,
    /// Items of slates are described by numbers, or there are so few that each can be a number of its own.
    FeaturesOrFewItems,
    /// Items of slates belong to topics.
    Topics,
    /// The click model says how likely each slot is looked at, whatever is shown there.
    PositionWeights,
}

impl Property {
    /// Every property.
    pub const ALL: [Property; 6] = [
        Property::ArmFeatures,
        Property::ItemFeatures,
        Property::SteadyFeatures,
        Property::FeaturesOrFewItems,
        Property::Topics,
        Property::PositionWeights,
    ];

    /// What is needed and what is in the way, to stand after the name of who needs it.
    pub fn missing(self) -> &'static str {
        match self {
            Property::ArmFeatures => "needs features of the arms, which this environment does not have",
            Property::ItemFeatures => "needs features of the items, which this environment does not have",
            Property::SteadyFeatures => {
                "needs features of the items that stay, and in this environment they change with the user"
            }
            Property::FeaturesOrFewItems => {
                "needs features of the items, or at most 256 items, and this environment has neither"
            }
            Property::Topics => "needs topics of the items, which this environment does not have",
            Property::PositionWeights => {
                "must know how likely each slot is looked at, which this click model does not say: let it ignore positions, or take another click model"
            }
        }
    }
}

/// When a fact holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    Always,
    Chosen(&'static Parameter, &'static str),
    Off(&'static Parameter),
    UpTo(&'static Parameter, f64),
}

/// That a part needs or offers a property, always or with some of its values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fact {
    property: Property,
    is_need: bool,
    when: When,
}

impl Fact {
    /// The part can't be made without this property.
    pub const fn needs(property: Property) -> Fact {
        Fact { property, is_need: true, when: When::Always }
    }

    /// Environments of this part have the property.
    pub const fn offers(property: Property) -> Fact {
        Fact { property, is_need: false, when: When::Always }
    }

    /// Only where this option of a parameter is chosen.
    #[must_use]
    pub const fn with(self, parameter: &'static Parameter, option: &'static str) -> Fact {
        Fact { when: When::Chosen(parameter, option), ..self }
    }

    /// Only where this switch is off.
    #[must_use]
    pub const fn without(self, switch: &'static Parameter) -> Fact {
        Fact { when: When::Off(switch), ..self }
    }

    /// Only where this number is not larger.
    #[must_use]
    pub const fn up_to(self, number: &'static Parameter, most: f64) -> Fact {
        Fact { when: When::UpTo(number, most), ..self }
    }

    /// The property, where the fact is a need that holds whatever the values.
    pub const fn always_needed(&self) -> Option<Property> {
        match (self.is_need, self.when) {
            (true, When::Always) => Some(self.property),
            _ => None,
        }
    }

    fn holds(&self, values: &Values) -> bool {
        match self.when {
            When::Always => true,
            When::Chosen(parameter, option) => values.chose(parameter, option),
            When::Off(switch) => !values.switch(switch),
            When::UpTo(number, most) => values.number(number) <= most,
        }
    }

    /// The values with which the fact holds, where an option of a choice decides it.
    fn grant(&self, values: &mut Values) -> bool {
        if let When::Chosen(parameter, option) = self.when {
            values.set(parameter, Value::Choice(option.to_owned()));
        }
        self.holds(values)
    }
}

/// The first property that a part with these facts and values needs and does not have.
pub fn missing(facts: &[Fact], values: &Values, has: impl Fn(Property) -> bool) -> Option<Property> {
    let needed = facts.iter().filter(|fact| fact.is_need && fact.holds(values));
    needed.map(|fact| fact.property).find(|property| !has(*property))
}

/// Whether a part with these facts and values offers the property.
pub fn offers(facts: &[Fact], values: &Values, property: Property) -> bool {
    facts.iter().any(|fact| !fact.is_need && fact.property == property && fact.holds(values))
}

/// Changes the values so that the part offers the property; says whether it does then.
pub fn grant(facts: &[Fact], values: &mut Values, property: Property) -> bool {
    let offer = facts.iter().find(|fact| !fact.is_need && fact.property == property);
    offers(facts, values, property) || offer.is_some_and(|offer| offer.grant(values))
}
