//! Which views there are, and how addresses name them: `#learn`, `#learn=LESSON,STEP`, `#runs`,
//! `#compare=ID,ID`, `#compare=LINK&&LINK`, `#data`, `#tune=PLACE`, `#profile`, `#logs`, `#class`, `#class=TASK`, `#play`,
//! `#play=GAME`, `#loop`, `#loop=PIPELINE`, `#editor`; and the glossary, `#glossary`.

use crate::descriptor::known::nearest;

/// A view that covers the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewName {
    /// What it is called in addresses: lower-case letters.
    pub id: &'static str,
    /// What it is called in the title of the page.
    pub title: &'static str,
    /// What is in it, and the key that opens it; empty where nothing need be said.
    pub about: &'static str,
    /// Whether the page leads to it: the others are reached from these.
    pub is_listed: bool,
}

/// Lessons; the id of one of them may follow, and a step.
pub const LEARN: ViewName =
    ViewName { id: "learn", title: "Learn", about: "Lessons: predict, run, compare", is_listed: true };

/// The runs that are kept.
pub const RUNS: ViewName =
    ViewName { id: "runs", title: "Runs", about: "Runs that are kept (K)", is_listed: true };

/// Runs that are compared with each other; their ids follow, or their links.
pub const COMPARE: ViewName = ViewName { id: "compare", title: "Compare runs", about: "", is_listed: false };

/// The search for the best setting of an agent, whose place in the experiment follows.
pub const TUNE: ViewName =
    ViewName { id: "tune", title: "Tune", about: "Search the best setting of an agent (T)", is_listed: true };

/// Where the time of a run goes.
pub const PROFILE: ViewName =
    ViewName { id: "profile", title: "Profile", about: "Where the time of a run goes (P)", is_listed: true };

/// What the ratings are like.
pub const DATA: ViewName =
    ViewName { id: "data", title: "Data", about: "What the ratings are like (D)", is_listed: true };

/// What policies did, and what others would have earned.
pub const LOGS: ViewName = ViewName {
    id: "logs",
    title: "Logs",
    about: "Logs: what another policy would have earned (O)",
    is_listed: true,
};

/// Links of a class, run again and ranked; the task may follow.
pub const CLASS: ViewName = ViewName { id: "class", title: "Class", about: "", is_listed: false };

/// A person plays against bandits; the game follows, up to the picks so far.
pub const PLAY: ViewName =
    ViewName { id: "play", title: "Play against the bandits", about: "", is_listed: false };

/// A policy in use, from its first log to the next training; the pipeline's file may follow.
pub const LOOP: ViewName = ViewName { id: "loop", title: "Loop", about: "A policy in use", is_listed: true };

/// The code of an agent that a person writes.
pub const EDITOR: ViewName = ViewName { id: "editor", title: "Your own agent", about: "", is_listed: false };

/// All views.
pub const VIEWS: [ViewName; 11] =
    [LEARN, CLASS, PLAY, RUNS, COMPARE, DATA, LOGS, LOOP, TUNE, PROFILE, EDITOR];

/// The words of the field, in a dialog over the page.
pub const GLOSSARY: ViewName = ViewName { id: "glossary", title: "Glossary", about: "", is_listed: false };

/// Whether the fragment of an address names the glossary.
pub fn is_glossary(fragment: &str) -> bool {
    name_of(fragment) == Some(GLOSSARY.id)
}

/// What stands between the name of a view and what is to be seen in it.
const OF: char = '=';

/// The name that the fragment of an address begins with: letters up to its end or to a "=". No link of an experiment looks like
/// that, since those begin with the number of their schema.
fn name_of(fragment: &str) -> Option<&str> {
    let text = fragment.strip_prefix('#').unwrap_or(fragment);
    let name = text.split(OF).next()?;
    (!name.is_empty() && name.bytes().all(|letter| letter.is_ascii_alphabetic())).then_some(name)
}

/// The view that the fragment of an address names; none where it names no view.
pub fn view_of(fragment: &str) -> Option<&'static ViewName> {
    let name = name_of(fragment)?;
    VIEWS.iter().find(|view| view.id == name)
}

/// What is to be seen in the view, such as the ids of runs, separated by commas; empty where the address does not say.
pub fn rest_of(fragment: &str) -> &str {
    fragment.split_once(OF).map_or("", |(_, rest)| rest)
}

/// The fragment of a view.
pub fn fragment(view: &ViewName, rest: &str) -> String {
    let separator = if rest.is_empty() { String::new() } else { OF.to_string() };
    format!("#{}{separator}{rest}", view.id)
}

/// That an address names a view that there is not, in a clause; none where it names none, or nothing like one.
pub fn unknown(fragment: &str) -> Option<String> {
    let name = name_of(fragment).filter(|_| view_of(fragment).is_none())?;
    let known: Vec<&str> = VIEWS.iter().chain([&GLOSSARY]).map(|view| view.id).collect();
    let near = nearest(name, &known)?;
    Some(format!("there is no view \"{name}\" (did you mean \"{near}\"?)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Experiment;
    use crate::spec::link;
    use crate::stories::STORIES;

    #[test]
    fn addresses_name_views() {
        assert!(
            is_glossary(&fragment(&GLOSSARY, "")) && is_glossary("#glossary=regret") && !is_glossary("#runs")
        );
        assert_eq!(view_of("#glossary"), None);
        for view in &VIEWS {
            assert_eq!(view_of(&fragment(view, "")), Some(view));
            let longer = fragment(view, "r1,r2");
            assert_eq!((view_of(&longer), rest_of(&longer)), (Some(view), "r1,r2"));
        }
        assert_eq!(fragment(&RUNS, ""), "#runs");
        assert_eq!((view_of(""), view_of("#"), view_of("#run"), rest_of("#runs")), (None, None, None, ""));
    }

    #[test]
    fn the_nearest_name_is_said() {
        let said = unknown("#runz").expect("no view");
        assert_eq!(said, "there is no view \"runz\" (did you mean \"runs\"?)");
        assert!(unknown("#comparee=r1").is_some_and(|said| said.contains("did you mean \"compare\"?")));
        assert!(unknown("#glosary").is_some_and(|said| said.contains("did you mean \"glossary\"?")));
        assert_eq!(
            [unknown("#runs"), unknown(""), unknown("#1runs"), unknown("#hello")],
            [const { None }; 4]
        );
    }

    #[test]
    fn no_link_of_an_experiment_is_taken_for_a_view() {
        let links = STORIES.iter().map(|story| story.link.to_owned());
        for link in links.chain([link::encode(&Experiment::default(), None)]) {
            assert_eq!((view_of(&link), unknown(&link), is_glossary(&link)), (None, None, false), "{link}");
        }
    }
}
