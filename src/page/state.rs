//! What the page knows: signals that the panels show, and what only the actions need.

use std::sync::Arc;

use leptos::prelude::*;

use super::browser;
use super::logic::begun_runs::BegunRuns;
use super::logic::frames::Frames;
use super::logic::own_table::TableImport;
use super::logic::said::SaidOfRuns;
use super::logic::view_steps::ViewSteps;
use crate::chart::Theme;
use crate::chart::curves::Curves;
use crate::data::{Ambiguity, DataKind, DataSummary, KindMap};
use crate::results::digest::RunDigest;
use crate::results::{ItemEstimates, RoundView, RunLog};
use crate::session::pace::{PLACES, Speed};
use crate::session::round::Phase;
use crate::session::{NoticeAction, Preparation, RunState, Session, Severity};
use crate::simulation::bench::Measurement;
use crate::spec::Experiment;
use crate::spec::link::{self, View};
use crate::worker::bytes::Bytes;
use crate::worker::code::Code;
use crate::worker::pool::Pool;

/// What a notice offers to do about it.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// What the session offers.
    Session(NoticeAction),
    /// Read the files again, as this kind of data.
    ReadAgain {
        /// The kind.
        kind: DataKind,
        /// Take only so many: see [`Keep`](crate::data::Keep).
        keep: Option<usize>,
    },
    /// Load the page again, in its newest version.
    UseNewVersion,
}

/// A sentence for the person.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Tells notices apart.
    pub id: u64,
    /// How urgent it is.
    pub severity: Severity,
    /// The sentence.
    pub text: String,
    /// Details, a line each.
    pub details: Vec<String>,
    /// What can be done about it.
    pub action: Option<Action>,
    /// Whether it is about the link or file that was opened: it goes when another experiment is opened.
    pub of_opened: bool,
    /// Whether it goes when a run is prepared.
    pub until_prepare: bool,
}

/// Files on their way.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What is being done.
    pub stage: String,
    /// How much of it is done, 0 to 1.
    pub fraction: f64,
}

/// Data of the person's own, kept until a run needs them.
#[derive(Debug, Clone)]
pub struct LoadedData {
    /// What they hold.
    pub summary: DataSummary,
    /// The data, as the workers take them.
    pub bytes: Bytes,
}

/// Data that the workers have.
#[derive(Debug, Clone, PartialEq)]
pub struct DataInUse {
    /// What they hold.
    pub summary: DataSummary,
    /// Whether they are the bundled ones.
    pub bundled: bool,
}

/// What is behind the signals: changed by the actions, and not shown.
pub struct Internals {
    /// The workers, once they are there.
    pub pool: Option<Pool>,
    /// How the run is played, paused and replaced, and its log.
    pub session: Session,
    /// Curves of the log.
    pub curves: Curves,
    /// Number of the run that the curves are of.
    pub curves_of: u64,
    /// The bundled data of each kind, for the way back to them.
    pub bundled: KindMap<Bytes>,
    /// Data that the workers have been given, until they say that they have taken them: name of the file.
    pub offered: KindMap<String>,
    /// The person's data that are handed over with runs, the last read at the end.
    pub loaded: Vec<LoadedData>,
    /// Fingerprints of those that the workers have.
    pub given: KindMap<String>,
    /// The person's files, for reading them again in another way.
    pub files: Vec<(String, Bytes)>,
    /// Counts delayed changes of the address, so that only the newest counts.
    pub address: u64,
    /// Whether the page offers to go on with the run that was under way when it closed.
    pub offers_unfinished: bool,
    /// How far the long run was that the browser remembers; zero where it remembers none.
    pub remembered: u64,
    /// The last runs that were begun.
    pub begun: BegunRuns,
    /// Whether it was said that runs are kept only until the page closes.
    pub told_of_memory: bool,
    /// The link of the experiment that the address shows, without anything else.
    pub committed: String,
    /// The view that the address shows.
    pub written: View,
    /// The same count of delayed changes of the view.
    pub view_change: u64,
    /// What was said of the runs that can be shown again.
    pub said: SaidOfRuns,
    /// Number of the next notice.
    pub next_notice: u64,
    /// How many steps of the history lie between views and the page.
    pub view_steps: ViewSteps,
    /// How long frames take.
    pub frames: Frames,
    /// What had the focus when a view was opened.
    pub focused: Option<web_sys::HtmlElement>,
}

/// All that the page knows. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct App {
    /// The experiment as the controls show it.
    pub experiment: RwSignal<Experiment>,
    /// The experiment whose results are shown: that of the controls or, until a changed one is prepared, the one before. All
    /// names, units and numbers of seeds beside results are its own.
    pub shown: RwSignal<Experiment>,
    /// How the run stands.
    pub state: RwSignal<RunState>,
    /// Rounds that all seeds have done.
    pub rounds: RwSignal<u64>,
    /// Grows when the log has changed.
    pub log_version: RwSignal<u64>,
    /// Grows with it a few times a second, for what people read rather than watch.
    pub calm_version: RwSignal<u64>,
    /// Whether the controls have been changed since the run shown.
    pub stale: RwSignal<bool>,
    /// What must be said of the environment.
    pub remarks: RwSignal<Vec<String>>,
    /// The round looked into, without the item estimates.
    pub view: RwSignal<Option<RoundView>>,
    /// What rankers have learned of all items after that round; none in an environment of arms.
    pub item_estimates: RwSignal<Option<Arc<ItemEstimates>>>,
    /// How much of it is shown.
    pub phase: RwSignal<Phase>,
    /// How many slots of a slate the user's eye has reached, while it goes down.
    pub eye: RwSignal<usize>,
    /// Place on the speed slider.
    pub speed: RwSignal<u32>,
    /// Rounds a second and time left, in words.
    pub pace: RwSignal<String>,
    /// Notices, oldest first.
    pub notices: RwSignal<Vec<Notice>>,
    /// What a screen reader announces.
    pub announcement: RwSignal<String>,
    /// Digest of the finished run.
    pub digest: RwSignal<Option<RunDigest>>,
    /// Digest that rode along with the link.
    pub expected: RwSignal<Option<RunDigest>>,
    /// The data in use, of each kind that the workers are given at once.
    pub data: RwSignal<KindMap<DataInUse>>,
    /// The table that the person may run on, with the columns chosen so far; the panel is open while there is one.
    pub offer: RwSignal<Option<TableImport>>,
    /// Name and fingerprint of what was last read, of each kind that is handed over with runs.
    pub last_read: RwSignal<KindMap<(String, String)>>,
    /// Files being read.
    pub reading: RwSignal<Option<Reading>>,
    /// How far preparing is, once it takes long.
    pub preparation: RwSignal<Option<Preparation>>,
    /// Whether the run goes on, or will go on by itself once it is prepared.
    pub playing: RwSignal<bool>,
    /// The file that could be data of several kinds, while the person is asked which it is.
    pub which_reading: RwSignal<Option<Ambiguity>>,
    /// What "measure" found; `Some(empty)` while it measures.
    pub measured: RwSignal<Option<Vec<Measurement>>>,
    /// Whether the window is as narrow as a phone.
    pub narrow: RwSignal<bool>,
    /// Colours in use.
    pub theme: RwSignal<Theme>,
    /// Number of steps that undo can take.
    pub depth: RwSignal<u32>,
    /// The depth that redo can reach.
    pub deepest: RwSignal<u32>,
    /// Grows when everything drawn must be drawn again.
    pub redraw: RwSignal<u64>,
    /// The fragment of the view that covers the page; empty where none does.
    pub covered: RwSignal<String>,
    /// Whether the catalogue is open.
    pub catalogue: RwSignal<bool>,
    /// Whether the glossary is open.
    pub glossary: RwSignal<bool>,
    /// Whether the first visit is on its way from watching speed to full speed.
    pub intro: RwSignal<bool>,
    /// Whether single keys do something.
    pub shortcuts: RwSignal<bool>,
    /// The story shown, or the one that a changed experiment came from.
    pub story: RwSignal<usize>,
    /// The policy whose estimates the stage shows and whose choices are charted.
    pub lens: RwSignal<usize>,
    /// Whether the drawer with all settings is open.
    pub drawer: RwSignal<bool>,
    /// The policy whose settings are unfolded in it.
    pub unfolded: RwSignal<Option<usize>>,
    /// Which chart is the large one.
    pub large: RwSignal<usize>,
    /// Whether sums have a scale of the curves that learn.
    pub learners: RwSignal<bool>,
    /// Bit `i` is set where policy `i` of the controls is not drawn; see [`App::hidden_curves`].
    pub hidden: RwSignal<u16>,
    /// Whether the curve of the static page is still shown.
    pub precomputed: RwSignal<bool>,
    /// What the static page says of it.
    pub said_of_precomputed: RwSignal<String>,
    /// Whether the large chart has the parameter of a sweep as its axis.
    pub by_parameter: RwSignal<bool>,
    /// What the person is asked about a long run; empty where nothing is.
    pub asked: RwSignal<String>,
    /// The runs that can be shown again, in words.
    pub earlier: RwSignal<Vec<String>>,
    /// Whether rounds are on a logarithmic axis.
    pub log_x: RwSignal<bool>,
    /// Whether regret is on one.
    pub log_y: RwSignal<bool>,
    /// Whether each seed is drawn.
    pub members: RwSignal<bool>,
    /// What a person called the experiment; empty where it has no title.
    pub title: RwSignal<String>,
    /// What a person says of it.
    pub note: RwSignal<String>,
    /// Whether the dialog with the link is open.
    pub sharing: RwSignal<bool>,
    /// The link that a code was asked for, and the code; none where the link is too long for one.
    pub code: RwSignal<Option<(String, Option<Code>)>>,
    /// Whether pictures are saved in the colours of paper.
    pub paper: RwSignal<bool>,
    /// Whether the page is being printed.
    pub printing: RwSignal<bool>,
    /// Round under the crosshair, in all charts.
    pub crosshair: RwSignal<Option<u64>>,
    /// What is behind the signals.
    pub internals: StoredValue<Internals, LocalStorage>,
}

impl App {
    /// The page before anything has happened.
    pub fn new() -> App {
        let internals = Internals {
            pool: None,
            session: Session::new(),
            curves: Curves::default(),
            curves_of: 0,
            bundled: KindMap::NEW,
            offered: KindMap::NEW,
            loaded: Vec::new(),
            given: KindMap::NEW,
            files: Vec::new(),
            address: 0,
            offers_unfinished: false,
            frames: Frames::default(),
            remembered: 0,
            begun: BegunRuns::default(),
            told_of_memory: false,
            committed: link::encode(&Experiment::default(), None),
            written: View::default(),
            view_change: 0,
            said: SaidOfRuns::default(),
            next_notice: 0,
            view_steps: ViewSteps::default(),
            focused: None,
        };
        App {
            experiment: RwSignal::new(Experiment::default()),
            shown: RwSignal::new(Experiment::default()),
            state: RwSignal::new(RunState::Loading),
            rounds: RwSignal::new(0),
            log_version: RwSignal::new(0),
            calm_version: RwSignal::new(0),
            stale: RwSignal::new(false),
            remarks: RwSignal::new(Vec::new()),
            view: RwSignal::new(None),
            item_estimates: RwSignal::new(None),
            phase: RwSignal::new(Phase::default()),
            eye: RwSignal::new(0),
            speed: RwSignal::new(PLACES),
            pace: RwSignal::new(String::new()),
            notices: RwSignal::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            digest: RwSignal::new(None),
            expected: RwSignal::new(None),
            data: RwSignal::new(KindMap::NEW),
            offer: RwSignal::new(None),
            last_read: RwSignal::new(KindMap::NEW),
            reading: RwSignal::new(None),
            preparation: RwSignal::new(None),
            playing: RwSignal::new(false),
            which_reading: RwSignal::new(None),
            measured: RwSignal::new(None),
            narrow: RwSignal::new(browser::is_narrow()),
            theme: RwSignal::new(browser::theme()),
            depth: RwSignal::new(0),
            deepest: RwSignal::new(0),
            redraw: RwSignal::new(0),
            covered: RwSignal::new(String::new()),
            catalogue: RwSignal::new(false),
            glossary: RwSignal::new(false),
            intro: RwSignal::new(false),
            shortcuts: RwSignal::new(browser::single_keys()),
            story: RwSignal::new(0),
            lens: RwSignal::new(0),
            drawer: RwSignal::new(false),
            unfolded: RwSignal::new(None),
            large: RwSignal::new(0),
            learners: RwSignal::new(true),
            hidden: RwSignal::new(0),
            precomputed: RwSignal::new(false),
            said_of_precomputed: RwSignal::new(String::new()),
            by_parameter: RwSignal::new(false),
            asked: RwSignal::new(String::new()),
            earlier: RwSignal::new(Vec::new()),
            log_x: RwSignal::new(false),
            log_y: RwSignal::new(false),
            members: RwSignal::new(false),
            title: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            sharing: RwSignal::new(false),
            code: RwSignal::new(None),
            paper: RwSignal::new(false),
            printing: RwSignal::new(false),
            crosshair: RwSignal::new(None),
            internals: StoredValue::new_local(internals),
        }
    }

    /// The page's state, from within a component.
    pub fn here() -> App {
        expect_context::<App>()
    }

    /// Reads what is behind.
    pub fn peek<T>(self, read: impl FnOnce(&Internals) -> T) -> T {
        self.internals.with_value(read)
    }

    /// Changes what is behind. `change` must not call actions, which look behind themselves.
    pub fn change<T>(self, change: impl FnOnce(&mut Internals) -> T) -> T {
        self.internals.try_update_value(change).expect("the state lives as long as the page")
    }

    /// Reads the log and its curves, when there is a run.
    pub fn with_log<T>(self, read: impl FnOnce(&RunLog, &Curves) -> T) -> Option<T> {
        self.peek(|internals| internals.session.log().map(|log| read(log, &internals.curves)))
    }

    /// A copy of the log that is shown, with the names of its experiment.
    pub fn named_log(self) -> Option<RunLog> {
        self.peek(|internals| internals.session.named_log())
    }

    /// Reads the round looked into; nothing of it while there is none.
    pub fn seen<T: Default>(self, read: impl FnOnce(&RoundView) -> T) -> T {
        self.view.with(|view| view.as_ref().map(read).unwrap_or_default())
    }

    /// Whether the results shown are those of a run before the controls were changed.
    pub fn shows_the_run_before(self) -> bool {
        self.stale.get()
    }

    /// Whether the run goes so fast that charts take turns, one a frame.
    pub fn charts_take_turns(self) -> bool {
        let is_slow = matches!(Speed::at(self.speed.get_untracked()), Speed::Limited(rate) if rate < 100.0);
        !is_slow && self.state.get_untracked() == RunState::Running
    }

    /// Whether the run goes so fast that only some of its rounds are shown.
    pub fn shows_some(self) -> bool {
        self.state.get() == RunState::Running && !Speed::at(self.speed.get()).is_readable()
    }
}
