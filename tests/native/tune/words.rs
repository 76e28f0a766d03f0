//! What the page shows of a study under way: boxes, rows and lines that never contradict it.

use bandit_playground::tune::{Job, Study};
use bandit_playground::views::study_words::{Cell, brackets, entry, goal, rows, through, title};
use proptest::prelude::*;

use super::{noise, number, setting, spec};

/// Whether what is shown is of this study.
fn fits(study: &Study, at_work: &[Option<Job>]) -> Result<(), TestCaseError> {
    let pictures = brackets(study, at_work);
    let mut best = 0;
    for (picture, bracket) in pictures.iter().zip(study.brackets()) {
        prop_assert_eq!(picture.rungs.len(), bracket.rungs.len());
        for (rung, of) in picture.rungs.iter().zip(&bracket.rungs) {
            prop_assert_eq!((rung.cells.len(), rung.rounds), (of.trials, of.rounds));
            best += rung.cells.iter().filter(|cell| **cell == Cell::Best).count();
        }
        // As many went on as the next rung has.
        for pair in picture.rungs.windows(2) {
            let went_on = pair[0].cells.iter().filter(|cell| **cell == Cell::WentOn).count();
            prop_assert!(went_on == 0 || went_on == pair[1].cells.len(), "{:?}", picture);
        }
    }
    prop_assert!(best <= 1);
    let rows = rows(study, at_work);
    prop_assert_eq!(rows.len(), study.state().trials.len());
    let ranks: Vec<usize> = rows.iter().filter_map(|row| row.rank).collect();
    prop_assert_eq!(ranks, (1..=study.ranking().len()).collect::<Vec<_>>());
    prop_assert_eq!(rows.iter().filter(|row| row.is_best).count(), usize::from(!study.ranking().is_empty()));
    let running = rows.iter().filter(|row| row.state == "running").count();
    prop_assert!(running <= at_work.iter().flatten().count());
    prop_assert!(through(study) <= study.planned());
    for text in [title(study), goal(study), entry(study)] {
        prop_assert!(!text.is_empty() && !text.contains('\n'), "{}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_shown_is_the_study(
        sampler in prop::sample::select(vec!["random", "tpe", "halving", "hyperband", "grid"]), at_once in 1_usize..6, seed: u64
    ) {
        let mut plan = spec(sampler, &["alpha=0.01..10", "model"]);
        if !plan.counts_itself() {
            plan.trials = Some(26);
        }
        let mut study = Study::new(plan).expect("it is a study");
        let mut at_work: Vec<Option<Job>> = vec![None; at_once];
        fits(&study, &at_work)?;
        while !study.is_done() {
            for place in &mut at_work {
                *place = place.or_else(|| study.ask());
            }
            fits(&study, &at_work)?;
            let next = at_work.iter_mut().find(|place| place.is_some()).and_then(Option::take);
            let job = next.expect("there is something to run");
            let score = number(&setting(&study, &job)[0]) / (job.rounds as f64) + noise(seed, &job);
            study.tell(&job, score);
        }
        fits(&study, &[])?;
        prop_assert_eq!(through(&study), study.planned());
        let pictures = brackets(&study, &[]);
        prop_assert!(pictures.iter().all(|picture| picture.state == "done"), "{:?}", pictures);
        prop_assert!(entry(&study).contains("done, best "), "{}", entry(&study));
        // The winner and the runner-up have been held against each other.
        let shown = rows(&study, &[]);
        prop_assert_eq!(shown.iter().filter(|row| row.held_out != "–").count(), study.state().held_out.len());
    }
}
