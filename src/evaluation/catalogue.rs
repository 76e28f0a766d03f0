//! The list of the estimators. To add one is to add a line.

use super::interface::{Builder, EstimatorDescriptor};
use super::{adaptive, arms, slates};
use crate::catalogue::{lookups, parts};

parts! {
    /// Every estimator, in the order of the catalogue.
    pub static ESTIMATORS: EstimatorDescriptor;
    /// How they are asked.
    pub static BUILDERS: Builder;
    starter: ;
    arms::ips,
    arms::clipped_ips,
    arms::snips,
    arms::sub_gaussian_ips,
    arms::dm,
    arms::dr,
    arms::clipped_dr,
    arms::sndr,
    arms::switch_dr,
    arms::optimistic_dr,
    arms::sub_gaussian_dr,
    arms::mrdr,
    arms::cab,
    arms::mips,
    arms::replay,
    adaptive::stable_variance,
    adaptive::constant_allocation,
    adaptive::two_point,
    slates::sips,
    slates::snsips,
    slates::iips,
    slates::sniips,
    slates::rips,
    slates::snrips,
    slates::cascade_dr,
    slates::pseudo_inverse,
}

lookups! { ESTIMATORS: EstimatorDescriptor, BUILDERS: Builder }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::intervals::INTERVALS;
    use crate::evaluation::models::REWARD_MODELS;
    use std::collections::BTreeSet;

    #[test]
    fn every_part_has_an_id_of_its_own_and_whole_texts() {
        let parts = ESTIMATORS.iter().map(|descriptor| &descriptor.part);
        let others =
            INTERVALS.iter().map(|kind| &kind.part).chain(REWARD_MODELS.iter().map(|kind| &kind.part));
        let parts: Vec<_> = parts.chain(others).collect();
        let ids: BTreeSet<&str> = parts.iter().map(|part| part.id).collect();
        assert_eq!(ids.len(), parts.len());
        for part in parts {
            assert!(
                part.sentence.ends_with('.') && !part.title.is_empty() && !part.citation.is_empty(),
                "{}",
                part.id
            );
            assert!(part.parameters.iter().all(|parameter| parameter.help.ends_with('.')), "{}", part.id);
        }
        for descriptor in ESTIMATORS {
            assert!(std::ptr::eq(descriptor.builder().descriptor, *descriptor));
        }
    }
}
