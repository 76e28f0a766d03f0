//! A study: its brackets, charts, table, and what came of it.

use leptos::prelude::*;

use super::doing::save;
use super::plot::plot;
use super::saving::save_menu;
use super::study_words::{
    BracketPicture, Cell, RungPicture, TrialRow, brackets, ranked, rows, sampler, share,
};
use super::tune_lines::lines;
use super::tuning::{Stage, Tuning};
use crate::chart::numbers::whole;
use crate::chart::{Layout, SearchChart, Size, tuning_sentences};
use crate::tune::{Contestant, Study, importance, report};
use crate::ui::live::{live, memo};
use crate::worker::kept_studies::file_of;

/// What using a setting does.
const USES: &str = "Puts it in the experiment on the page; Back returns here";

/// Rows of the table that are shown at first.
const ROWS: usize = 12;

/// Settings that are compared on the page.
const COMPARED: usize = 3;

/// What the page says when it has the setting of the winner or of another trial, and when it has the best ones.
const USED: &str =
    "The page has this setting now. Back returns to the search, Undo brings the setting before.";
const COMPARES: &str =
    "The page runs the best settings now. Back returns to the search, Undo brings the experiment before.";

/// The study with all around it.
pub fn study(tuning: Tuning) -> AnyView {
    view! {
        <div class="tune-grid">
            <div class="tune-side">
                <section class="card tune-card" aria-labelledby="tune-outcome-title">
                    <h2 id="tune-outcome-title">"Outcome"</h2>
                    {outcome(tuning)}
                </section>
                <section class="card tune-card" aria-labelledby="tune-brackets-title">
                    <div class="tune-head">
                        <h2 id="tune-brackets-title">{live(move || tuning.with(|study, _| sampler(study)))}</h2>
                        <ul class="tune-key">{Cell::KEY.map(|(cell, name)| view! { <li><i class=cell.class()></i>{name}</li> }).into_iter().collect::<Vec<_>>()}</ul>
                    </div>
                    <div data-testid="tune-brackets">{live(move || tuning.with(brackets).map(|all| all.into_iter().map(bracket).collect::<Vec<_>>()))}</div>
                </section>
                {live(move || importances(tuning))}
            </div>
            <div class="tune-side">
                <section class="card tune-card" aria-labelledby="tune-best-title">
                    <div class="tune-head">
                        <h2 id="tune-best-title">"Best so far"</h2>
                        <span class="help">{live(move || tuning.with(|study, _| SearchChart::new(study, tuning.views.theme.get()).legend()))}</span>
                    </div>
                    {chart(tuning, "tune-best", |study, theme, size| {
                        let chart = SearchChart::new(study, theme);
                        (chart.layout(size), format!("{}. {}", chart.title(), chart.sentence()))
                    })}
                </section>
                <section class="card tune-card" aria-labelledby="tune-every-title">
                    <div class="tune-head">
                        <h2 id="tune-every-title">"Every trial"</h2>
                        <span class="help">"one line a trial; better is up, the best three stand out"</span>
                    </div>
                    {lines(tuning)}
                </section>
                <section class="card tune-card" aria-labelledby="tune-table-title">
                    <h2 id="tune-table-title">"Trials"</h2>
                    {table(tuning)}
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn bracket(picture: BracketPicture) -> AnyView {
    let head =
        (!picture.title.is_empty()).then(|| view! { <h3>{picture.title}<span>{picture.state}</span></h3> });
    let rung = |rung: RungPicture| {
        let words: Vec<String> = Cell::KEY
            .into_iter()
            .map(|(kind, name)| (rung.cells.iter().filter(|cell| **cell == kind).count(), name))
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}"))
            .collect();
        let cells: Vec<_> = rung.cells.iter().map(|cell| view! { <i class=cell.class()></i> }).collect();
        view! {
            <div class="tune-rung">
                <span>{whole(rung.rounds)}</span>
                <span class="tune-cells" role="img" aria-label=words.join(", ")>{cells}</span>
                <span class="r">{rung.note}</span>
            </div>
        }
    };
    view! { <div class="tune-bracket">{head}{picture.rungs.into_iter().map(rung).collect::<Vec<_>>()}</div> }
        .into_any()
}

/// How a chart of a study is laid out, with its name for screen readers.
type Lays = fn(&Study, crate::chart::Theme, Size) -> (Layout, String);

fn chart(tuning: Tuning, id: &'static str, lays: Lays) -> AnyView {
    let name = RwSignal::new(String::new());
    let layout = move |size| {
        let theme = tuning.views.theme.get();
        let (layout, words) = tuning.with(|study, _| lays(study, theme, size))?;
        if name.with_untracked(|before| *before != words) {
            name.set(words);
        }
        Some(layout)
    };
    view! { {plot("tune-plot", id, name.into(), layout)} {save_menu(tuning.views, id, layout)} }.into_any()
}

fn importances(tuning: Tuning) -> Option<AnyView> {
    let all = tuning.with(|study, _| importance(study))?;
    if all.len() < 2 {
        return None;
    }
    let bar = |found: crate::tune::Importance| {
        let width = format!("{:.1}%", 100.0 * found.explained);
        view! { <li><span>{found.parameter}</span><span class="tune-bar"><i style:width=width></i></span><span class="r">{share(found.explained)}</span></li> }
    };
    let trials = all.first().map_or(0, |found| found.trials);
    let bars: Vec<_> = all.into_iter().map(bar).collect();
    Some(
        view! {
            <section class="card tune-card" aria-labelledby="tune-importance-title">
                <h2 id="tune-importance-title">"What matters"</h2>
                <ul class="tune-importance" data-testid="tune-importance">{bars}</ul>
                <p class="help">{format!("The share of the variance of scores that is explained by grouping {trials} trials by one parameter alone.")}</p>
            </section>
        }
        .into_any(),
    )
}

fn table(tuning: Tuning) -> AnyView {
    let shows_all = RwSignal::new(false);
    let names = memo(move || {
        tuning
            .with(|study, _| study.spec().space.dimensions.iter().map(|d| d.name.clone()).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let heads =
        move || names.get().into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect::<Vec<_>>();
    let all = memo(move || tuning.with(rows).unwrap_or_default());
    let held_out = move || tuning.with(|study, _| format!("{} held-out seeds", study.spec().held_out));
    let body = move || {
        let most = if shows_all.get() { usize::MAX } else { ROWS };
        let row = |row: TrialRow| {
            let label = format!("Use {}", row.values.join(", "));
            let trial = Contestant::Trial(row.trial);
            let values: Vec<_> = row.values.into_iter().map(|value| view! { <td>{value}</td> }).collect();
            view! {
                <tr class:is-best=row.is_best>
                    <td>{row.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string())}</td>
                    {values}
                    <td>{row.searched}</td>
                    <td>{row.held_out}</td>
                    <td>{row.rounds}</td>
                    <td>{row.state}</td>
                    <td><button class="btn btn-small" aria-label=label title=USES on:click=move |_| tuning.use_setting(trial)>"Use"</button></td>
                </tr>
            }
        };
        all.get().into_iter().take(most).map(row).collect::<Vec<_>>()
    };
    let more = move || {
        let hidden = all.with(Vec::len).saturating_sub(ROWS);
        (hidden > 0 && !shows_all.get()).then(|| {
            view! { <button class="btn btn-small" data-testid="tune-more" on:click=move |_| shows_all.set(true)>{format!("Show {hidden} more")}</button> }
        })
    };
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Table of trials">
            <table class="tune-table" data-testid="tune-table">
                <thead>
                    <tr><th scope="col">"Rank"</th>{live(heads)}<th scope="col">"in the search"</th><th scope="col">{live(held_out)}</th><th scope="col">"rounds run"</th><th scope="col">"state"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th></tr>
                </thead>
                <tbody>{live(body)}</tbody>
            </table>
        </div>
        {live(more)}
        <p class="help" data-testid="tune-ranked">{live(move || tuning.with(|study, _| ranked(study)).flatten())}</p>
    }
    .into_any()
}

fn outcome(tuning: Tuning) -> AnyView {
    let is_done = memo(move || tuning.stage.with(|stage| *stage == Stage::Done));
    let sentences = move || {
        if !is_done.get() {
            let leading = tuning.with(|study, _| {
                let best = study.ranking().first().copied()?;
                let setting = study.setting(Contestant::Trial(best))?;
                Some(format!(
                    "Leading so far: {}. The winner will be run on held-out seeds, which no trial sees, beside the agent as it is.",
                    crate::chart::setting_words(study, setting)
                ))
            });
            let text = leading.flatten().unwrap_or_else(|| "The winner will be run on held-out seeds, which no trial sees, beside the agent as it is: the best of many trials always looks better than it is.".to_owned());
            return view! { <p class="muted">{text}</p> }.into_any();
        }
        let said =
            tuning.with(|study, _| report(study).map(|report| tuning_sentences(study, &report))).flatten();
        let mut said = said.unwrap_or_default().into_iter();
        let first = said.next();
        let rest: Vec<_> = said.map(|sentence| view! { <p>{sentence}</p> }).collect();
        let digest = tuning.with(|study, _| study.digest()).flatten();
        view! {
            <p class="tune-sentence" data-testid="tune-sentence">{first}</p>
            <div class="tune-more" data-testid="tune-report">{rest}</div>
            {actions(tuning)}
            <p class="help">"Digest " <code data-testid="tune-digest">{digest}</code> ": the same search gives the same on any machine and on the command line."</p>
        }
        .into_any()
    };
    live(sentences)
}

fn actions(tuning: Tuning) -> AnyView {
    let use_it = move |_| {
        let winner =
            untrack(|| tuning.with(|study, _| Some(Contestant::Trial(report(study)?.winner.trial?))));
        winner.flatten().into_iter().for_each(|winner| tuning.use_setting(winner));
    };
    let compare = move |_| {
        let best = untrack(|| {
            tuning.with(|study, _| {
                let settings: Vec<_> = study
                    .ranking()
                    .into_iter()
                    .filter_map(|trial| study.setting(Contestant::Trial(trial)))
                    .take(COMPARED)
                    .collect();
                let seeds = study.spec().seeds + study.spec().held_out;
                study.spec().experiment_with(&settings, seeds).ok()
            })
        });
        best.flatten().iter().for_each(|experiment| tuning.views.change_page(experiment, COMPARES));
    };
    let file = move |_| {
        let file = untrack(|| tuning.with(|study, _| file_of(study.state())));
        if let Some(Err(sentence)) = file.map(|file| save("study.json", "application/json", &file)) {
            tuning.fail(&sentence);
        }
    };
    view! {
        <div class="views-actions">
            <button class="btn btn-primary" data-testid="tune-use" title=USES on:click=use_it>"Use this setting"</button>
            <button class="btn" data-testid="tune-compare" title="Runs them beside each other on the page" on:click=compare>"Run the best three"</button>
            <button class="btn" data-testid="tune-save" title="The file that the command line's tune --keep writes" on:click=file>"Save the study"</button>
        </div>
    }
    .into_any()
}

impl Tuning {
    /// Shows the page with the setting of a contestant.
    fn use_setting(self, of: Contestant) {
        if let Some(experiment) = untrack(|| self.page_with(of)) {
            self.views.change_page(&experiment, USED);
        }
    }

    /// The experiment of the page with the setting of a contestant; that of the study where the page has another agent in its place by now.
    fn page_with(self, of: Contestant) -> Option<crate::spec::Experiment> {
        self.with(|study, _| {
            let (spec, setting) = (study.spec(), study.setting(of)?);
            let page = self.views.page().ok().map(|page| page.experiment);
            let id = |experiment: &crate::spec::Experiment| {
                experiment.policies.get(spec.agent).map(|policy| policy.agent.id.clone())
            };
            let own = page.filter(|page| {
                id(page) == id(&spec.experiment) && page.environment == spec.experiment.environment
            });
            let spec = crate::tune::StudySpec {
                experiment: own.unwrap_or_else(|| spec.experiment.clone()),
                ..spec.clone()
            };
            spec.improved(setting).ok()
        })
        .flatten()
    }
}
