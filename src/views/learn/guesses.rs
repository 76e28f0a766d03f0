//! What can be picked instead of a sketch, and how it is kept.

use crate::lessons::{Guess, POINTS, Prediction, SHAPES, Said};
use crate::spec::Experiment;

/// What can be picked: shapes of the curve, then winners.
pub fn guesses(prediction: &Prediction, experiment: &Experiment) -> Vec<(Guess, String)> {
    let shapes = prediction
        .curve
        .iter()
        .flat_map(|_| SHAPES)
        .map(|shape| (Guess::Shape(shape), shape.title().to_owned()));
    let winners = prediction.winner.iter().flat_map(|contest| contest.options(experiment));
    let winners = winners.enumerate().map(|(place, title)| (Guess::Winner(place), title));
    shapes.chain(winners).collect()
}

/// How a guess is kept: its place among the [`guesses`], or the sketch in whole numbers.
pub fn said_of(prediction: &Prediction, experiment: &Experiment, guess: Guess) -> Said {
    if let Guess::Sketch(points) = guess {
        return Said::Sketch(points.map(|point| point.round() as i32));
    }
    let place = guesses(prediction, experiment).iter().position(|(known, _)| *known == guess);
    place.and_then(|place| u8::try_from(place).ok()).map_or(Said::Nothing, Said::Option)
}

/// The guess that was kept; none where nothing was said, or something that is not asked here.
pub fn guess_of(prediction: &Prediction, experiment: &Experiment, said: Said) -> Option<Guess> {
    match said {
        Said::Nothing => None,
        Said::Option(place) => {
            guesses(prediction, experiment).into_iter().nth(usize::from(place)).map(|(guess, _)| guess)
        }
        Said::Sketch(points) => prediction.curve.map(|_| Guess::Sketch(points.map(f64::from))),
    }
}

/// Where a sketch stands after a key: the handle at this place, moved by a part of the axis, or taken back.
pub fn moved(
    points: [Option<f64>; POINTS],
    place: usize,
    top: f64,
    key: &str,
    shifted: bool,
) -> Option<[Option<f64>; POINTS]> {
    /// Parts of the axis for an arrow, for one with Shift, and for Page Up and Page Down.
    const PARTS: [f64; 3] = [0.025, 0.1, 0.25];
    let step = top * if shifted { PARTS[1] } else { PARTS[0] };
    // A handle that stands nowhere yet begins where the one before it stands.
    let before = points[..place].iter().rev().find_map(|point| *point).unwrap_or(0.0);
    let here = points[place].unwrap_or(before);
    let value = match key {
        "ArrowUp" | "ArrowRight" => Some(here + step),
        "ArrowDown" | "ArrowLeft" => Some(here - step),
        "PageUp" => Some(here + top * PARTS[2]),
        "PageDown" => Some(here - top * PARTS[2]),
        "Home" => Some(0.0),
        "End" => Some(top),
        "Delete" | "Backspace" => None,
        _ => return None,
    };
    let mut points = points;
    points[place] = value.map(|value| value.clamp(0.0, top));
    Some(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lessons::{LESSONS, Task};

    #[test]
    fn every_guess_is_kept_and_found_again() {
        let mut asked = 0;
        for lesson in LESSONS {
            for (place, step) in lesson.steps.iter().enumerate() {
                let Task::Predict(prediction) = &step.task else { continue };
                let experiment = lesson.scene(place).expect("a prediction has a scene").run.experiment();
                for (guess, title) in guesses(prediction, &experiment) {
                    assert!(!title.is_empty());
                    let said = said_of(prediction, &experiment, guess);
                    assert_eq!(guess_of(prediction, &experiment, said), Some(guess), "{}", lesson.id);
                    asked += 1;
                }
                let sketch = Guess::Sketch([1.0, 2.0, 3.0, 4.0, 5.0]);
                let kept = guess_of(prediction, &experiment, said_of(prediction, &experiment, sketch));
                assert_eq!(kept, prediction.curve.map(|_| sketch));
            }
        }
        assert!(asked > 0);
    }

    #[test]
    fn keys_move_a_handle_within_the_axis() {
        let none = [None; POINTS];
        let one = moved(none, 0, 8_000.0, "ArrowUp", false).expect("a key");
        assert_eq!(one[0], Some(200.0));
        assert_eq!(moved(one, 1, 8_000.0, "ArrowUp", true).map(|points| points[1]), Some(Some(1_000.0)));
        assert_eq!(moved(one, 0, 8_000.0, "ArrowDown", true).map(|points| points[0]), Some(Some(0.0)));
        assert_eq!(moved(one, 0, 8_000.0, "End", false).map(|points| points[0]), Some(Some(8_000.0)));
        assert_eq!(moved(one, 0, 8_000.0, "Delete", false), Some(none));
        assert_eq!(moved(one, 0, 8_000.0, "a", false), None);
    }
}
