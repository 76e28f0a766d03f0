//! The link codec: a whole experiment in the part of an address after `#`, which never reaches a server.
//!
//! A link is `#1` and then, in any order, `&`-separated pieces; only what differs from the default experiment is
//! written, so the default experiment is `#1`.
//!
//! ```text
//! #1w=movielens_mf;movies=50&c=lin_ucb;alpha=2&c=lin_ts&horizon=20000&seeds=20&master_seed=7&d=0123456789abcdef
//! ```
//!
//! - `w=` the world, then its parameters, each `;name=value`;
//! - `c=` one contender, then its parameters; as many `c=` as contenders, in order. Besides its own parameters a
//!   contender may have `stream` and `label`;
//! - `k=` in a world of slates the click model, when not the default one, then its parameters;
//! - `f=` what is set of feedback, each `name=value`, with `;` between them;
//! - `o=` what counts beside the reward, each `name=value`, with `;` between them;
//! - `horizon=`, `seeds=`, `master_seed=` the settings;
//! - `r=` the fingerprint and, after `;name=`, the file name of ratings other than the bundled ones;
//! - `t=` the fingerprint of a table of somebody's own, `;name=` its file name, `;label=` the column of the labels, and
//!   `;without=` for each column that is left out;
//! - `d=` the digest of a finished run, to be checked by whoever opens the link.
//!
//! Values are numbers, `on`/`off` or ids. Text is percent-encoded. A version once published decodes for ever: the
//! tests keep golden links of each.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::definition::{SETTINGS, VERSION};
use super::feedback::FEEDBACK;
use super::objectives::OBJECTIVES;
use super::{Contender, Experiment, ExperimentError, Notice, PartChoice, RatingsSource, TableSource};
use crate::declaration::{Kind, Part, Value, Values};

/// What must be encoded within a piece: our own separators, and what chat programs cut a link at.
const SEPARATORS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b';')
    .add(b'=')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'(')
    .add(b')')
    .add(b'[')
    .add(b']')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b'\'');

/// Longest label or file name in a link, in characters.
pub const LONGEST_TEXT: usize = 80;

/// Longest link that is read, in bytes: far above any real one.
const LONGEST_LINK: usize = 50_000;

/// What a link holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The experiment, with every value in range.
    pub experiment: Experiment,
    /// The digest that rode along.
    pub digest: Option<String>,
    /// What had to be changed or left out, a sentence each.
    pub notices: Vec<Notice>,
}

/// Why a link can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It does not begin with a version.
    #[error(
        "this is not a link of the playground: it should begin with #{VERSION}, and it begins with \"{0}\""
    )]
    NotALink(String),
    /// Written by a newer playground.
    #[error(
        "this link was made by a newer playground (version {0} of links, this one reads up to {VERSION}): reload the page to get the newest"
    )]
    Future(u32),
    /// Cut or damaged.
    #[error("this link is cut or damaged: \"{0}\" is not a piece of one; ask for it again")]
    Damaged(String),
    /// It names something that does not exist.
    #[error("this link can't be opened: {0}")]
    Experiment(#[from] ExperimentError),
}

/// The link of an experiment, with the digest of its finished run where there is one.
pub fn encode(experiment: &Experiment, digest: Option<&str>) -> String {
    let standard = Experiment::default();
    let mut pieces = Vec::new();
    if experiment.world != standard.world {
        pieces.push(format!("w={}", part(&experiment.world)));
    }
    if experiment.contenders != standard.contenders {
        pieces.extend(
            experiment.contenders.iter().map(|contender| format!("c={}", contender_piece(contender))),
        );
    }
    if let Some(clicks) = &experiment.clicks {
        pieces.push(format!("k={}", part(clicks)));
    }
    if !experiment.feedback.0.is_empty() {
        pieces.push(format!("f={}", pairs(&experiment.feedback).join(";")));
    }
    if !experiment.objectives.0.is_empty() {
        pieces.push(format!("o={}", pairs(&experiment.objectives).join(";")));
    }
    for (name, value) in &experiment.settings().0 {
        pieces.push(format!("{name}={value}"));
    }
    if let Some(ratings) = &experiment.ratings {
        let name =
            if ratings.name.is_empty() { String::new() } else { format!(";name={}", text(&ratings.name)) };
        pieces.push(format!("r={}{name}", text(&ratings.fingerprint)));
    }
    if let Some(table) = &experiment.table {
        pieces.push(format!("t={}", table_piece(table)));
    }
    if let Some(digest) = digest {
        pieces.push(format!("d={}", text(digest)));
    }
    format!("#{VERSION}{}", pieces.join("&"))
}

/// Each value as `name=value`.
fn pairs(values: &Values) -> Vec<String> {
    let pair = |(name, value): (&String, &Value)| format!("{}={}", text(name), text(&value.to_string()));
    values.0.iter().map(pair).collect()
}

fn part(choice: &PartChoice) -> String {
    let mut pieces = vec![text(&choice.id)];
    pieces.extend(pairs(&choice.parameters));
    pieces.join(";")
}

fn contender_piece(contender: &Contender) -> String {
    let mut piece = part(&contender.agent);
    if contender.stream != 0 {
        piece.push_str(&format!(";stream={}", contender.stream));
    }
    if let Some(label) = &contender.label {
        piece.push_str(&format!(";label={}", text(label)));
    }
    piece
}

fn table_piece(table: &TableSource) -> String {
    let mut piece = text(&table.fingerprint);
    if !table.name.is_empty() {
        piece.push_str(&format!(";name={}", text(&table.name)));
    }
    piece.push_str(&format!(";label={}", text(&table.label)));
    table.left_out.iter().for_each(|name| piece.push_str(&format!(";without={}", text(name))));
    piece
}

fn text(plain: &str) -> String {
    let short: String = plain.chars().take(LONGEST_TEXT).collect();
    utf8_percent_encode(&short, SEPARATORS).to_string()
}

/// Reads a link: a whole address, or what follows its `#`. An empty one is the default experiment.
///
/// # Errors
/// A link that is no link, cut, damaged, of a newer version, or that names a world or an agent that does not exist.
/// Values out of range, and pieces and parameters that are not known, are put right or left out with a notice.
pub fn decode(link: &str) -> Result<Decoded, LinkError> {
    let fragment = link.trim().rsplit_once('#').map_or(link.trim(), |(_, fragment)| fragment);
    if fragment.len() > LONGEST_LINK {
        return Err(LinkError::Damaged(format!("{}…", shortened(fragment))));
    }
    if fragment.is_empty() && link.contains('#') {
        return Ok(Decoded { experiment: Experiment::default(), digest: None, notices: Vec::new() });
    }
    let digits = fragment.len() - fragment.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (version, body) = fragment.split_at(digits);
    match version.parse::<u32>() {
        Ok(VERSION) => decode_version_1(body),
        Ok(newer) if newer > VERSION => Err(LinkError::Future(newer)),
        _ => Err(LinkError::NotALink(shortened(fragment))),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(30).collect()
}

fn decode_version_1(body: &str) -> Result<Decoded, LinkError> {
    let mut experiment = Experiment::default();
    let mut contenders = Vec::new();
    let mut digest = None;
    let mut notices = Vec::new();
    let mut settings = Values::default();
    for piece in body.split('&').filter(|piece| !piece.is_empty()) {
        let (key, rest) = piece.split_once('=').ok_or_else(|| LinkError::Damaged(shortened(piece)))?;
        match key {
            "w" => experiment.world = read_world(rest)?,
            "k" => experiment.clicks = Some(read_clicks(rest)?),
            "f" => experiment.feedback = values(&FEEDBACK, read_pieces(rest.split(';'))?),
            "o" => experiment.objectives = values(&OBJECTIVES, read_pieces(rest.split(';'))?),
            "c" => contenders.push(read_contender(rest, &mut notices)?),
            "r" => experiment.ratings = Some(read_ratings(rest)?),
            "t" => experiment.table = Some(read_table(rest)?),
            "d" => digest = read_digest(rest, &mut notices)?,
            name => match SETTINGS.parameter(name) {
                Some(parameter) => {
                    settings.0.insert(name.to_owned(), value(&SETTINGS, parameter.name, &decoded(rest)?));
                }
                None => notices.push(Notice(format!(
                    "The link holds \"{}\", which this playground does not know; it was left out.",
                    shortened(name)
                ))),
            },
        }
    }
    let (settings, errors) = SETTINGS.settle(&settings);
    notices.extend(errors.iter().map(changed));
    experiment.set_settings(&settings);
    if !contenders.is_empty() {
        experiment.contenders = contenders;
    }
    let (experiment, errors) = experiment.settle()?;
    notices.extend(errors.iter().map(changed));
    Ok(Decoded { experiment, digest, notices })
}

fn changed(error: &crate::declaration::ValueError) -> Notice {
    Notice(format!("The link was put right: {error}."))
}

fn decoded(text: &str) -> Result<String, LinkError> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| LinkError::Damaged(shortened(text)))?;
    Ok(decoded.chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect())
}

/// `id;name=value;…` as the id and its pairs.
fn read_pairs(rest: &str) -> Result<(String, Vec<(String, String)>), LinkError> {
    let mut pieces = rest.split(';');
    let id = decoded(pieces.next().unwrap_or_default())?;
    Ok((id, read_pieces(pieces)?))
}

/// Each piece `name=value` as a pair.
fn read_pieces<'a>(pieces: impl Iterator<Item = &'a str>) -> Result<Vec<(String, String)>, LinkError> {
    let pair = |piece: &str| {
        let (name, value) = piece.split_once('=').ok_or_else(|| LinkError::Damaged(shortened(piece)))?;
        Ok((decoded(name)?, decoded(value)?))
    };
    pieces.map(pair).collect()
}

/// The value as the parameter's kind reads it; what it can't read stays text, so that settling names it.
fn value(part: &Part, name: &str, text: &str) -> Value {
    let plain = || Value::Choice(text.to_owned());
    match part.parameter(name).map(|parameter| parameter.kind) {
        Some(Kind::Number { .. } | Kind::Integer { .. }) => {
            text.parse().map_or_else(|_| plain(), Value::Number)
        }
        Some(Kind::Switch { .. }) if text == "on" => Value::Switch(true),
        Some(Kind::Switch { .. }) if text == "off" => Value::Switch(false),
        _ => plain(),
    }
}

fn read_world(rest: &str) -> Result<PartChoice, LinkError> {
    let (id, pairs) = read_pairs(rest)?;
    let mut choice = PartChoice { id, parameters: Values::default() };
    let world = Experiment { world: choice.clone(), ..Experiment::default() };
    if let Some(part) = world.world_part() {
        choice.parameters = values(part, pairs);
    }
    Ok(choice)
}

fn read_clicks(rest: &str) -> Result<PartChoice, LinkError> {
    let (id, pairs) = read_pairs(rest)?;
    let parameters = match crate::ranking::clicks::find(&id) {
        Some(declaration) => values(&declaration.part, pairs),
        None => Values::default(),
    };
    Ok(PartChoice { id, parameters })
}

fn values(part: &Part, pairs: Vec<(String, String)>) -> Values {
    Values(pairs.into_iter().map(|(name, text)| (name.clone(), value(part, &name, &text))).collect())
}

fn read_contender(rest: &str, notices: &mut Vec<Notice>) -> Result<Contender, LinkError> {
    let (id, mut pairs) = read_pairs(rest)?;
    let mut take = |wanted: &str| {
        let place = pairs.iter().position(|(name, _)| name == wanted)?;
        Some(pairs.remove(place).1)
    };
    let label = take("label");
    let stream = take("stream").map_or(0, |text| {
        text.parse().unwrap_or_else(|_| {
            notices.push(Notice(format!(
                "The link was put right: stream is {}, but must be a whole number of 0 or more.",
                shortened(&text)
            )));
            0
        })
    });
    let agent = PartChoice { id, parameters: Values::default() };
    let mut contender = Contender { agent, stream, label };
    if let Some(part) = contender.part() {
        contender.agent.parameters = values(part, pairs);
    }
    Ok(contender)
}

fn read_ratings(rest: &str) -> Result<RatingsSource, LinkError> {
    let (fingerprint, pairs) = read_pairs(rest)?;
    let name = pairs.into_iter().find(|(name, _)| name == "name").map(|(_, value)| value).unwrap_or_default();
    Ok(RatingsSource { fingerprint, name })
}

fn read_table(rest: &str) -> Result<TableSource, LinkError> {
    let (fingerprint, pairs) = read_pairs(rest)?;
    let mut table =
        TableSource { fingerprint, name: String::new(), label: String::new(), left_out: Vec::new() };
    for (name, value) in pairs {
        match name.as_str() {
            "name" => table.name = value,
            "label" => table.label = value,
            "without" => table.left_out.push(value),
            // As for ratings: what a later playground adds is passed over.
            _ => {}
        }
    }
    Ok(table)
}

fn read_digest(rest: &str, notices: &mut Vec<Notice>) -> Result<Option<String>, LinkError> {
    let text = decoded(rest)?.to_lowercase();
    if text.len() == 16 && text.chars().all(|c| c.is_ascii_hexdigit()) {
        return Ok(Some(text));
    }
    notices
        .push(Notice("The digest in the link is cut, so the result can't be checked against it.".to_owned()));
    Ok(None)
}
