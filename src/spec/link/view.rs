//! What of the page rides in a link beside the experiment: how it is looked at, and a title and a note. None of it is part
//! of the experiment, its JSON or its digest.

/// Key of the piece that says how the experiment is looked at.
pub(super) const VIEW: &str = "v";

/// Keys of the texts, and how long they may be, in characters.
pub(super) const TITLE: (&str, usize) = ("title", LONGEST_TITLE);
pub(super) const NOTE: (&str, usize) = ("note", LONGEST_NOTE);

/// Longest title, in characters.
pub const LONGEST_TITLE: usize = 80;

/// Longest note, in characters.
pub const LONGEST_NOTE: usize = 500;

/// The charts of the page in links, by their places.
pub const CHARTS: [&str; 4] = ["regret", "reward", "quality", "choices"];

/// Names of what the piece may hold.
pub(super) const NAMES: [&str; 9] =
    ["story", "chart", "scale", "log", "members", "by", "hidden", "speed", "lens"];

/// How the page shows an experiment. The default is how it opens without a word of it in the link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// Id of the story that a changed experiment came from; empty where it came from none.
    pub story: String,
    /// Place of the large chart among [`CHARTS`].
    pub chart: usize,
    /// Whether sums have a scale that holds every curve, not only those that learn.
    pub all: bool,
    /// Rounds on a logarithmic axis.
    pub log_x: bool,
    /// Regret on a logarithmic axis.
    pub log_y: bool,
    /// Whether each seed is drawn.
    pub members: bool,
    /// Whether the large chart has the number in which agents differ as its axis, where they differ in one.
    pub by_parameter: bool,
    /// Bit `i` is set where policy `i` is not drawn.
    pub hidden: u16,
    /// Place on the speed slider; none for full speed.
    pub speed: Option<u32>,
    /// Place of the policy whose estimates the stage shows.
    pub lens: usize,
    /// What a person called it; at most [`LONGEST_TITLE`] characters.
    pub title: String,
    /// What a person says of it, with line breaks; at most [`LONGEST_NOTE`] characters.
    pub note: String,
}

impl View {
    /// What differs from the default, as names and values.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let on = |on: bool, word: &str| if on { word.to_owned() } else { String::new() };
        let hidden = (0..u16::BITS).filter(|index| self.hidden >> index & 1 == 1);
        let hidden: Vec<String> = hidden.map(|index| index.to_string()).collect();
        let values = [
            self.story.clone(),
            on(self.chart > 0, CHARTS.get(self.chart).copied().unwrap_or_default()),
            on(self.all, "all"),
            on(self.log_x, "x") + &on(self.log_y, "y"),
            on(self.members, "on"),
            on(self.by_parameter, "parameter"),
            hidden.join(","),
            self.speed.map_or_else(String::new, |place| place.to_string()),
            on(self.lens > 0, &self.lens.to_string()),
        ];
        NAMES.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Takes a value of the piece. Says whether this playground knows such a name and value; otherwise nothing changes.
    pub(super) fn set(&mut self, name: &str, value: &str) -> bool {
        match name {
            "story" => {
                value.clone_into(&mut self.story);
                true
            }
            "chart" => take(&mut self.chart, CHARTS.iter().position(|chart| *chart == value)),
            "scale" => take(&mut self.all, (value == "all").then_some(true)),
            "log" => {
                let is_known = value.chars().all(|axis| matches!(axis, 'x' | 'y'));
                (self.log_x, self.log_y) = (is_known && value.contains('x'), is_known && value.contains('y'));
                is_known
            }
            "members" => take(&mut self.members, (value == "on").then_some(true)),
            "by" => take(&mut self.by_parameter, (value == "parameter").then_some(true)),
            "hidden" => take(&mut self.hidden, bits(value)),
            "speed" => take(&mut self.speed, value.parse().ok().map(Some)),
            "lens" => take(&mut self.lens, value.parse().ok()),
            _ => false,
        }
    }
}

/// Puts a value in its place; says whether there was one.
fn take<T>(place: &mut T, value: Option<T>) -> bool {
    value.map(|value| *place = value).is_some()
}

/// Numbers with commas between them as bits.
fn bits(text: &str) -> Option<u16> {
    let bit = |number: &str| 1_u16.checked_shl(number.parse().ok()?);
    text.split(',').try_fold(0, |bits, number| Some(bits | bit(number)?))
}
