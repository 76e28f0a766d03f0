//! What the reader's program does with a log.

use super::menu::LogMenu;
use super::messages::{
    Chosen, EvaluateSettings, LogAnswer, LogRequest, LogRow, LogRows, RewardFilter, RowFilter,
};
use super::summary::LogSummary;
use super::{log_bytes, log_of, summary};
use crate::descriptor::Values;
use crate::evaluation::models::{self, CrossFitted};
use crate::evaluation::tables::{Always, RaggedTable, Recorded, Uniform};
use crate::evaluation::{ActionTable, ArmEvidence, Known, Question, Report, evaluate_and_tell, intervals};
use crate::interactions::formats;
use crate::interactions::reading::File;
use crate::interactions::{Interaction, InteractionLog};
use crate::progress::Tell;
use crate::train::{Split, TrainOptions, split};

/// Most numbers of a context that a row is shown with.
const SHOWN: usize = 6;

/// How an agent is trained for its evaluation: on the first half of the log, so that it is evaluated on rows that it has not seen.
pub fn halves() -> TrainOptions {
    TrainOptions { split: Split::Time, held_out: 0.5, ..TrainOptions::default() }
}

/// The rows on which an agent that was trained on a log is evaluated: those that it has not learned from, in their order.
///
/// # Errors
/// One sentence, where there are too few rows.
pub fn held_out(log: &InteractionLog) -> Result<InteractionLog, String> {
    let options = halves();
    let (_, held) =
        split(log, options.split, options.held_out, options.seed).map_err(|error| error.to_string())?;
    let mut is_held = vec![false; log.len()];
    held.iter().for_each(|row| is_held[*row as usize] = true);
    Ok(log.filtered(|row, _| is_held[row]))
}

fn taken(summary: LogSummary) -> LogAnswer {
    LogAnswer::Taken { summary: Box::new(summary), menu: LogMenu::of_this_program() }
}

/// A log, and what was found of it.
#[derive(Default)]
pub struct LogDesk {
    log: Option<InteractionLog>,
    /// The rows that a filter left last.
    filtered: Option<(RowFilter, Vec<u32>)>,
}

impl LogDesk {
    /// Answers a request; `tell` learns how far it is.
    pub fn answer(&mut self, request: LogRequest, tell: &mut Tell<'_>) -> LogAnswer {
        self.answered(request, tell).unwrap_or_else(|sentence| LogAnswer::Refused { sentence })
    }

    fn answered(&mut self, request: LogRequest, tell: &mut Tell<'_>) -> Result<LogAnswer, String> {
        match request {
            LogRequest::Read { name, bytes } => {
                let bytes = bytes.to_vec();
                let (read, format) =
                    formats::read(File { name: &name, bytes: &bytes }).map_err(|error| error.to_string())?;
                drop(bytes);
                let found = summary(&read.log, Some((&read, format.title)));
                self.take(read.log);
                Ok(taken(found))
            }
            LogRequest::Take { log } => {
                let log = log_of(&log.to_vec()).ok_or("what was given is no log")?;
                let found = summary(&log, None);
                self.take(log);
                Ok(taken(found))
            }
            LogRequest::Give => Ok(LogAnswer::Given { log: log_bytes(self.log()?).into() }),
            LogRequest::Rows { from, count, filter } => self.rows(from, count, filter).map(LogAnswer::Rows),
            LogRequest::Evaluate { policy, table, settings } => {
                let log = self.log()?;
                let table = table
                    .map(|table| RaggedTable::of_bytes(&table.to_vec()).ok_or("what was given is no policy"));
                let report = evaluated(log, policy, table.transpose()?.as_ref(), &settings, tell)?;
                Ok(LogAnswer::Evaluated(Box::new(report)))
            }
            LogRequest::Write { format } => {
                let format = formats::find(&format).ok_or("there is no such format")?;
                let mut bytes = Vec::new();
                let notes =
                    formats::write(self.log()?, format, &mut bytes).map_err(|error| error.to_string())?;
                Ok(LogAnswer::Written { extension: format.extension.to_owned(), bytes: bytes.into(), notes })
            }
        }
    }

    fn take(&mut self, log: InteractionLog) {
        *self = LogDesk { log: Some(log), filtered: None };
    }

    fn log(&self) -> Result<&InteractionLog, String> {
        self.log.as_ref().ok_or_else(|| "there is no log yet".to_owned())
    }

    fn rows(&mut self, from: u64, count: u32, filter: RowFilter) -> Result<LogRows, String> {
        let log = self.log.as_ref().ok_or("there is no log yet")?;
        if self.filtered.as_ref().is_none_or(|(before, _)| *before != filter) {
            let is_in = |row: &u32| filter.has(&log.row(*row as usize));
            self.filtered = Some((filter, (0..log.len() as u32).filter(is_in).collect()));
        }
        let rows = self.filtered.as_ref().map_or(&[][..], |(_, rows)| rows);
        let shown = rows.iter().skip(from as usize).take(count as usize);
        let shown = shown.map(|row| shown_row(log, *row as usize)).collect();
        Ok(LogRows { all: rows.len() as u64, from, rows: shown })
    }
}

impl RowFilter {
    fn has(&self, row: &Interaction<'_>) -> bool {
        let reward = row.reward();
        let has_reward = match self.reward {
            RewardFilter::Any => true,
            RewardFilter::Positive => reward > 0.0,
            RewardFilter::Zero => reward <= 0.0,
            RewardFilter::Missing => reward.is_nan(),
        };
        has_reward && self.arm.is_none_or(|arm| row.actions.contains(&arm))
    }
}

fn shown_row(log: &InteractionLog, index: usize) -> LogRow {
    let (row, schema) = (log.row(index), log.schema());
    let name = |action: &u32| schema.arms.get(*action as usize).cloned().unwrap_or_default();
    LogRow {
        row: index as u64 + 1,
        round: row.round,
        context: row.context.iter().take(SHOWN).copied().collect(),
        offered: log.offered(index).count() as u32,
        actions: row.actions.iter().map(name).collect(),
        probability: row.probability,
        reward: row.reward(),
        arrived: row.origin.arrived,
        predicted: row.info.predicted,
        kind: row.info.kind,
        group: row.origin.group.and_then(|group| schema.groups.get(group as usize).cloned()),
    }
}

/// What a log says of a policy.
fn evaluated(
    log: &InteractionLog,
    policy: Chosen,
    table: Option<&RaggedTable>,
    settings: &EvaluateSettings,
    tell: &mut Tell<'_>,
) -> Result<Report, String> {
    if log.schema().has_slates() {
        return Err(
            "policies are evaluated here on logs of single choices, and this one holds slates".to_owned()
        );
    }
    if let Chosen::Trained = policy {
        let held = held_out(log)?;
        let table =
            table.filter(|table| table.rows() == held.len()).ok_or("the trained policy is of another log")?;
        return report(&held, table, settings, tell);
    }
    match policy {
        Chosen::Always(arm) => report(log, &Always(log, arm), settings, tell),
        _ => report(log, &Uniform(log), settings, tell),
    }
}

fn report(
    log: &InteractionLog,
    policy: &dyn ActionTable,
    settings: &EvaluateSettings,
    tell: &mut Tell<'_>,
) -> Result<Report, String> {
    let learner = models::find(&settings.model).ok_or("there is no such reward model")?;
    let interval = intervals::find(&settings.interval).ok_or("there is no such interval")?;
    tell("the reward model is being fitted", 0.0);
    let values = Values::default();
    let model = CrossFitted::fit(learner, &values, log, None).map_err(|error| error.to_string())?;
    let recorded = Recorded(log);
    let sides = Known { model: Some(&model), learner: Some((learner, &values)), ..Known::default() };
    let evidence = ArmEvidence::new(log, &recorded, policy, sides).map_err(|error| error.to_string())?;
    let question = Question {
        estimators: Vec::new(),
        interval: (interval, Values::default()),
        confidence: settings.confidence,
    };
    evaluate_and_tell(&question, &evidence, tell).map_err(|error| error.to_string())
}
