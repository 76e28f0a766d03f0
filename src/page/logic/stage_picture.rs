//! The round on the stage as a picture to be saved: the user, what each agent picked, what that earned, and what the agent
//! thinks best.

use super::arms::by_rank;
use super::pick_words::pick_words;
use super::slate_words::SlotOutcome;
use crate::chart::numbers::{counted, readable, short, whole};
use crate::chart::{Align, Ink, Layout, Paint, Point, Primitive, Size, Theme};
use crate::results::{ArmsView, Choices, PolicyView, RoundView, ShownSlate};

/// Width of the picture, CSS pixels.
const WIDTH: f64 = 900.0;

/// Height of a line, CSS pixels.
const LINE: f64 = 20.0;

/// Where estimates or slots begin, and where their bars do.
const SECOND: f64 = 430.0;
const BARS: f64 = 700.0;

/// Length of a bar of the largest estimate.
const BAR: f64 = 130.0;

/// So many of the highest estimates of each agent.
const TOP: usize = 3;

/// Most letters of a text that may be long.
const LETTERS: usize = 56;

/// Most numbers of a context.
const NUMBERS: usize = 6;

/// The picture of a round; `label` names each policy.
pub fn stage_picture(view: &RoundView, label: impl Fn(usize) -> String, theme: Theme) -> Layout {
    let title = format!("Round {} of seed {}", whole(view.round), view.seed + 1);
    let mut page = Picture { marks: Vec::new(), y: 0.0 };
    page.text(0.0, user(view), Ink::Muted);
    page.y += LINE * 1.5;
    let blocks = match &view.choices {
        Choices::Arms(arms) => arms.policies.len(),
        Choices::Slates(slates) => slates.policies.len(),
    };
    for index in 0..blocks {
        let top = page.y;
        page.square(0.0, Ink::Series(index));
        page.text(18.0, label(index), Ink::Series(index));
        let lines = match &view.choices {
            Choices::Arms(arms) => page.pick(arms, index, &arms.policies[index]),
            Choices::Slates(slates) => page.slate(&slates.policies[index]),
        };
        page.y = top + LINE * (lines.max(3) as f64 + 0.5);
    }
    let size = Size { width: WIDTH, height: page.y, ratio: 1.0 };
    Layout::of(title, size, theme, page.marks).headed(&[])
}

/// Who the user is, or what the context is.
fn user(view: &RoundView) -> String {
    if let Some(user) = &view.user {
        let likes = if user.genres.is_empty() {
            String::new()
        } else {
            format!(", likes {}", user.genres.join(", "))
        };
        return format!("User {}, {}{likes}", user.id, counted(user.ratings as u64, "rating", "ratings"));
    }
    if view.context.is_empty() {
        return "No context".to_owned();
    }
    let shown: Vec<String> = view.context.iter().take(NUMBERS).map(|number| readable(*number)).collect();
    let more = if view.context.len() > NUMBERS { ", …" } else { "" };
    format!("Context: {}{more}", shown.join(", "))
}

struct Picture {
    marks: Vec<Primitive>,
    /// Upper edge of the line that is written next.
    y: f64,
}

impl Picture {
    fn text(&mut self, x: f64, text: String, ink: Ink) {
        let mut text = text;
        if let Some((end, _)) = text.char_indices().nth(LETTERS) {
            text.truncate(end);
            text.push('…');
        }
        let at = Point { x: x + 4.0, y: self.y + LINE / 2.0 };
        self.marks.push(Primitive::Text { text, at, align: Align::Left, ink });
    }

    fn area(&mut self, (left, width): (f64, f64), height: f64, paint: Paint) {
        let (top, left) = (self.y + (LINE - height) / 2.0, left + 4.0);
        let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
        let points = corners.map(|(x, y)| Point { x: left + x, y: top + y }).to_vec();
        self.marks.push(Primitive::Area { points, paint });
    }

    fn square(&mut self, x: f64, ink: Ink) {
        self.area((x, 10.0), 10.0, ink.into());
    }

    /// What an agent picked and thinks best; the number of lines.
    fn pick(&mut self, arms: &ArmsView, index: usize, policy: &PolicyView) -> usize {
        let name = |arm: usize| arms.arms.get(arm).map_or_else(String::new, |arm| arm.card.title.clone());
        let top = self.y;
        self.y = top + LINE;
        self.text(18.0, format!("picked {}", name(policy.chosen)), Ink::Text);
        self.y += LINE;
        let (why, reward, regret) = (pick_words(policy), short(policy.reward), short(policy.regret));
        self.text(18.0, format!("{why}; earned {reward}, regret {regret}"), Ink::Muted);
        let estimates = &policy.before.estimates;
        let known = |arm: &usize| estimates.get(*arm).copied().filter(|estimate| estimate.is_finite());
        let best: Vec<(usize, f64)> =
            by_rank(arms, index).into_iter().filter_map(|arm| Some((arm, known(&arm)?))).take(TOP).collect();
        let largest = best.iter().map(|(_, estimate)| estimate.abs()).fold(f64::MIN_POSITIVE, f64::max);
        self.y = top;
        if best.is_empty() {
            self.text(SECOND, "makes no estimates".to_owned(), Ink::Muted);
        }
        for (arm, estimate) in best {
            self.text(SECOND, name(arm).chars().take(LETTERS - 20).collect(), Ink::Text);
            let width = (BAR * estimate.abs() / largest).max(1.0);
            self.area((BARS, width), 8.0, Paint { ink: Ink::Series(index), opacity: 0.6 });
            self.text(BARS + BAR + 6.0, short(estimate), Ink::Text);
            self.y += LINE;
        }
        TOP
    }

    /// What a ranker showed and what came of it; the number of lines.
    fn slate(&mut self, slate: &ShownSlate) -> usize {
        let top = self.y;
        self.y += LINE;
        let (reward, regret) = (short(slate.reward), short(slate.regret));
        self.text(18.0, format!("earned {reward}, regret {regret}"), Ink::Muted);
        self.y = top;
        for (place, slot) in slate.slots.iter().enumerate() {
            let title: String = slot.shown.card.title.chars().take(LETTERS - 24).collect();
            self.text(SECOND - 130.0, format!("{}. {title}", place + 1), Ink::Text);
            let learned = slot.before.map(|known| format!("learned {}", short(known.estimate)));
            self.text(SECOND + 150.0, learned.unwrap_or_default(), Ink::Muted);
            let outcome = SlotOutcome::of(slot, true);
            let ink = if outcome == SlotOutcome::Clicked { Ink::Text } else { Ink::Muted };
            self.text(BARS, outcome.words().to_owned(), ink);
            self.y += LINE;
        }
        slate.slots.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::saved_svg;
    use crate::page::logic::arms::tests::{of, round};

    #[test]
    fn a_round_is_pictured_as_it_was() {
        let mut arms = round(&[0.5, 0.9, 0.1, 0.2], &[0.0; 4], 1.0);
        arms.policies[0].chosen = 1;
        arms.policies[0].reward = 0.75;
        arms.arms[1].card.title = "Tom & <Jerry>".to_owned();
        let view = RoundView { round: 1_234, ..of(arms) };
        let layout = stage_picture(&view, |index| format!("Agent {index}"), Theme::Dark);
        let svg = saved_svg(&layout, "https://example.org/#1");
        let document = roxmltree::Document::parse(&svg).expect("it is XML");
        let texts: Vec<&str> = document
            .descendants()
            .filter(|node| node.has_tag_name("text"))
            .filter_map(|node| node.text())
            .collect();
        for expected in ["Round 1,234 of seed 1", "Agent 0", "picked Tom & <Jerry>", "0.90", "0.50", "0.20"] {
            assert!(texts.contains(&expected), "{expected} in {texts:?}");
        }
        assert!(texts.iter().any(|text| text.contains("earned 0.75")), "{texts:?}");
        // The three highest estimates, the highest first, and no others.
        assert!(!texts.contains(&"0.10"), "{texts:?}");
        let inside = |primitive: &Primitive| match primitive {
            Primitive::Text { at, .. } => at.x < layout.size.width && at.y < layout.size.height,
            _ => true,
        };
        assert!(layout.marks.iter().all(inside));
    }
}
