//! Reading a link as it is written, and judging whether it can have been written so.

use percent_encoding::percent_decode_str;

use super::text::{Decoded, LONGEST_TEXT, LONGEST_VALUE, LinkError, is_foreign, is_invisible, shortened};
use super::view::{NOTE, TITLE, VIEW, View};
use crate::data::{DataKind, SourceRef};
use crate::descriptor::{Descriptor, Value, ValueError, Values};
use crate::spec::VERSION;
use crate::spec::digest::RunDigest;
use crate::spec::settings::{self, SETTING_GROUPS, Written};
use crate::spec::task;
use crate::spec::{Experiment, Notice, PartChoice, PolicySpec};

/// How much a name or a value that can't be ours counts, beside a character that should be encoded.
pub(crate) const WRONG: u32 = 1_000;

/// One way to read a link.
pub(crate) struct Reading {
    /// What it holds, read so.
    pub found: Result<Decoded, LinkError>,
    /// What no link holds that we wrote: characters that should be encoded, names and values that can't be ours.
    faults: u32,
}

impl Reading {
    /// How little it looks like a link that we wrote; zero where there is nothing to object to, as to a number out of range.
    /// A name that a later playground may have added is the least objection.
    pub fn badness(&self) -> u32 {
        match &self.found {
            Ok(_) => self.faults,
            Err(LinkError::Experiment(_)) => 1_000_000_000,
            Err(LinkError::Future(_)) => 2_000_000_000,
            Err(LinkError::Damaged(_)) => 3_000_000_000,
            Err(LinkError::NotALink(_)) => 4_000_000_000,
        }
    }

    /// The same with so many more faults.
    pub fn with_faults(mut self, more: u32) -> Reading {
        self.faults = self.faults.saturating_add(more);
        self
    }
}

/// Reads what follows the `#`. `is_address` says whether there was one.
pub(crate) fn read(fragment: &str, is_address: bool) -> Reading {
    let mut reader = Reader { notices: Vec::new(), faults: 0 };
    let found = reader.read(fragment, is_address);
    Reading { found, faults: reader.faults }
}

/// The version in front and what follows it.
pub(crate) fn split_version(fragment: &str) -> (&str, &str) {
    let digits = fragment.len() - fragment.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    fragment.split_at(digits)
}

struct Reader {
    notices: Vec<Notice>,
    faults: u32,
}

impl Reader {
    fn read(&mut self, fragment: &str, is_address: bool) -> Result<Decoded, LinkError> {
        if fragment.is_empty() && is_address {
            return Ok(Decoded {
                experiment: Experiment::default(),
                digest: None,
                view: View::default(),
                notices: Vec::new(),
            });
        }
        let (version, body) = split_version(fragment);
        match version.parse::<u32>() {
            Ok(VERSION) => self.read_version_1(body),
            Ok(newer) if newer > VERSION => Err(LinkError::Future(newer)),
            _ => Err(LinkError::NotALink(shortened(fragment))),
        }
    }

    fn read_version_1(&mut self, body: &str) -> Result<Decoded, LinkError> {
        let mut experiment = Experiment::default();
        let mut policies = Vec::new();
        let mut digest = None;
        let mut view = View::default();
        // The values of settings that stand under their own names.
        let mut apart = Values::default();
        for piece in body.split('&').filter(|piece| !piece.is_empty()) {
            let (key, rest) = self.assignment(piece, is_key)?;
            match key.as_str() {
                "w" => experiment.environment = self.environment(rest)?,
                "k" => experiment.clicks = Some(self.clicks(rest)?),
                "c" => policies.push(self.policy(rest)?),
                "d" => digest = self.digest(rest)?,
                VIEW => self.view(rest, &mut view)?,
                key if key == TITLE.0 => view.title = self.text_of(rest, TITLE.1)?,
                key if key == NOTE.0 => view.note = self.text_of(rest, NOTE.1)?,
                name => match (source_of(name), settings::of_key(name), settings::of_name(name)) {
                    (Some(kind), ..) => experiment.sources.set(kind, self.source(kind, rest)?),
                    (None, Some(group), _) => group.set(&mut experiment, self.group(group.part, rest)?),
                    (None, None, Some((group, parameter))) => {
                        let text = self.word(rest)?;
                        apart.0.insert(name.to_owned(), value(group.part, parameter.name, &text));
                    }
                    (None, None, None) => {
                        self.judge_name(name);
                        self.faults += foreign(rest, |c| !matches!(c, ';' | '='));
                        self.notices.push(unknown(name));
                    }
                },
            }
        }
        for group in SETTING_GROUPS.into_iter().filter(|group| group.written == Written::Apart) {
            let of_group = apart.0.iter().filter(|(name, _)| group.part.parameter(name).is_some());
            let values: Values = of_group.map(|(name, value)| (name.clone(), value.clone())).collect();
            let (values, errors) = group.part.validate(&values);
            self.changed(&errors);
            group.set(&mut experiment, values);
        }
        if !policies.is_empty() {
            experiment.policies = policies;
        }
        self.notices.extend(experiment.leave_out_settings());
        let (experiment, errors) = experiment.validate()?;
        self.changed(&errors);
        Ok(Decoded { experiment, digest, view, notices: std::mem::take(&mut self.notices) })
    }

    /// What had to be put right. A value that can't be read may be one to which a program has added something.
    fn changed(&mut self, errors: &[ValueError]) {
        for error in errors {
            match error {
                ValueError::Unknown { name, .. } => self.judge_name(name),
                ValueError::WrongKind { .. } => self.faults += WRONG,
                ValueError::OutOfRange { .. } => {}
            }
            self.notices.push(Notice(format!("The link was corrected: {error}.")));
        }
    }

    /// An unknown name may be of a later playground, but only when it is of letters, digits and underscores.
    fn judge_name(&mut self, name: &str) {
        let may_be = !name.is_empty() && name.chars().all(is_name);
        self.faults += if may_be { 1 } else { WRONG };
    }

    /// A label or the name of a file or column: as it stands.
    fn text(&mut self, text: &str) -> Result<String, LinkError> {
        self.text_of(text, LONGEST_TEXT)
    }

    fn text_of(&mut self, text: &str, longest: usize) -> Result<String, LinkError> {
        // Nor do we write an empty one.
        self.faults += foreign(text, |_| true) + u32::from(text.is_empty());
        decoded(text, longest)
    }

    /// How the page shows it. What is not known of that is no reason not to open the link.
    fn view(&mut self, rest: &str, view: &mut View) -> Result<(), LinkError> {
        for (name, value) in self.pairs(Some(rest), None, &[])? {
            if !view.set(&name, &value) {
                self.judge_name(&name);
                self.notices.push(unknown(&format!("{name}={value}")));
            }
        }
        Ok(())
    }

    /// An id, a name or a number, in which neither spaces nor anything invisible has a place.
    fn word(&mut self, text: &str) -> Result<String, LinkError> {
        let has_no_place = |c: char| c.is_whitespace() || is_invisible(c);
        self.faults += foreign(text, |c| !has_no_place(c));
        // What a mail may have left of a line break.
        let unbroken = text.replace('=', "");
        let kept: String = decoded(&unbroken, LONGEST_VALUE)?.chars().filter(|c| !has_no_place(*c)).collect();
        // A plus for a space. Within a number it may be the sign of an exponent.
        Ok(kept.trim_matches('+').to_owned())
    }

    /// `id;name=value;…` as the id and the rest.
    fn id<'a>(&mut self, rest: &'a str) -> Result<(String, Option<&'a str>), LinkError> {
        let (id, pairs) = rest.split_once(';').map_or((rest, None), |(id, pairs)| (id, Some(pairs)));
        Ok((self.word(id)?, pairs))
    }

    /// `name=value` as name and value. Where a mail has broken a line within the name, an equals sign may be left there.
    fn assignment<'a>(
        &mut self,
        piece: &'a str,
        known: impl Fn(&str) -> bool,
    ) -> Result<(String, &'a str), LinkError> {
        let (name, value) = piece.split_once('=').ok_or_else(|| LinkError::Damaged(shortened(piece)))?;
        let name = self.word(name)?;
        let joined = value.split_once('=').map(|(end, value)| (format!("{name}{end}"), value));
        match joined.filter(|(joined, _)| known(joined)) {
            Some(joined) => {
                self.faults += 1;
                Ok(joined)
            }
            None => Ok((name, value)),
        }
    }

    /// Each piece `name=value` as a pair; `part` declares some of the names, and `texts` are those whose values are texts.
    fn pairs(
        &mut self,
        pieces: Option<&str>,
        part: Option<&Descriptor>,
        texts: &[&str],
    ) -> Result<Vec<(String, String)>, LinkError> {
        let declared = |name: &str| part.is_some_and(|part| part.parameter(name).is_some());
        let known = |name: &str| texts.contains(&name) || name == STREAM || declared(name);
        let pair = |piece: &str| {
            let (name, value) = self.assignment(piece, known)?;
            let value = if texts.contains(&name.as_str()) { self.text(value)? } else { self.word(value)? };
            Ok((name, value))
        };
        pieces.into_iter().flat_map(|pieces| pieces.split(';')).map(pair).collect()
    }

    fn group(&mut self, part: &Descriptor, rest: &str) -> Result<Values, LinkError> {
        Ok(values(part, self.pairs(Some(rest), Some(part), &[])?))
    }

    fn environment(&mut self, rest: &str) -> Result<PartChoice, LinkError> {
        let (id, pairs) = self.id(rest)?;
        let part = task::environment(&id);
        let pairs = self.pairs(pairs, part, &[])?;
        let parameters = part.map(|part| values(part, pairs)).unwrap_or_default();
        Ok(PartChoice { id, parameters })
    }

    fn clicks(&mut self, rest: &str) -> Result<PartChoice, LinkError> {
        let (id, pairs) = self.id(rest)?;
        let part = clicks_part(&id);
        let pairs = self.pairs(pairs, part, &[])?;
        let parameters = part.map(|part| values(part, pairs)).unwrap_or_default();
        Ok(PartChoice { id, parameters })
    }

    fn policy(&mut self, rest: &str) -> Result<PolicySpec, LinkError> {
        let (id, pairs) = self.id(rest)?;
        let part = task::policy(&id);
        let mut pairs = self.pairs(pairs, part, &[LABEL])?;
        let mut take = |wanted: &str| {
            let place = pairs.iter().position(|(name, _)| name == wanted)?;
            Some(pairs.remove(place).1)
        };
        let label = take(LABEL);
        let stream = take(STREAM).map_or(0, |text| {
            text.parse().unwrap_or_else(|_| {
                self.faults += WRONG;
                self.notices.push(Notice(format!(
                    "The link was corrected: stream is {}, but must be a whole number of 0 or more.",
                    shortened(&text)
                )));
                0
            })
        });
        let parameters = part.map(|part| values(part, pairs)).unwrap_or_default();
        Ok(PolicySpec { agent: PartChoice { id, parameters }, stream, label })
    }

    /// `fingerprint;name=value;…` as the fingerprint and the rest.
    fn fingerprint<'a>(&mut self, rest: &'a str) -> Result<(String, Option<&'a str>), LinkError> {
        let (plain, pairs) = rest.split_once(';').map_or((rest, None), |(plain, pairs)| (plain, Some(pairs)));
        let word = self.word(plain)?;
        if word.len() == 16 && word.chars().all(|c| c.is_ascii_hexdigit()) {
            return Ok((word, pairs));
        }
        self.faults += WRONG;
        Ok((self.text(plain)?, pairs))
    }

    fn source(&mut self, kind: DataKind, rest: &str) -> Result<SourceRef, LinkError> {
        let (fingerprint, pairs) = self.fingerprint(rest)?;
        let mut source = SourceRef::new(fingerprint, "");
        for (name, value) in self.pairs(pairs, None, &source_texts(kind))? {
            match kind.0.options.iter().find(|option| option.link_name == name) {
                Some(option) if option.many => source.push(option, value),
                Some(option) => source.set(option, vec![value]),
                None if name == SOURCE_NAME => source.name = value,
                // What a later playground adds is passed over.
                None => self.judge_name(&name),
            }
        }
        Ok(source)
    }

    fn digest(&mut self, rest: &str) -> Result<Option<RunDigest>, LinkError> {
        let digest = self.word(rest)?.parse().ok();
        if digest.is_none() {
            self.faults += WRONG;
            self.notices.push(Notice(
                "The digest in the link is cut, so the result can't be checked against it.".to_owned(),
            ));
        }
        Ok(digest)
    }
}

/// That something is passed over.
fn unknown(what: &str) -> Notice {
    Notice(format!(
        "The link holds \"{}\", which this playground does not know; it was left out.",
        shortened(what)
    ))
}

/// How many characters of a text we would have encoded, of those that count.
fn foreign(text: &str, counts: impl Fn(char) -> bool) -> u32 {
    let foreign = text.char_indices().filter(|(place, c)| counts(*c) && is_foreign(text, *place, *c));
    u32::try_from(foreign.count()).unwrap_or(u32::MAX)
}

fn decoded(text: &str, longest: usize) -> Result<String, LinkError> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| LinkError::Damaged(shortened(text)))?;
    // Only what is longer than a name has lines.
    let has_place = |c: &char| !c.is_control() || *c == '\n' && longest > LONGEST_TEXT;
    Ok(decoded.chars().filter(has_place).take(longest).collect())
}

/// Keys of pieces besides those of data and of settings.
const KEYS: [&str; 7] = ["w", "c", "k", "d", VIEW, TITLE.0, NOTE.0];

/// The kind of data whose piece stands under this key.
pub(crate) fn source_of(name: &str) -> Option<DataKind> {
    DataKind::all().find(|kind| kind.link_key == name)
}

/// Whether a piece of a link stands under this key.
pub(crate) fn is_key(name: &str) -> bool {
    KEYS.contains(&name)
        || source_of(name).is_some()
        || settings::of_key(name).is_some()
        || settings::of_name(name).is_some()
}

/// What a policy's piece may hold besides the agent's parameters.
pub(crate) const STREAM: &str = "stream";
pub(crate) const LABEL: &str = "label";

/// What a piece of data holds besides the fingerprint and the options of its kind.
const SOURCE_NAME: &str = "name";

/// What a piece of data may hold besides the fingerprint: texts.
pub(crate) fn source_texts(kind: DataKind) -> Vec<&'static str> {
    kind.0.options.iter().map(|option| option.link_name).chain([SOURCE_NAME]).collect()
}

/// A character of ids and of names of parameters.
pub(crate) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The descriptor of a click model; none where there is no such model.
pub(crate) fn clicks_part(id: &str) -> Option<&'static Descriptor> {
    crate::ranking::clicks::find(id).map(|descriptor| &descriptor.part)
}

/// The value as the parameter's kind reads it; what it can't read stays text, so that settling names it.
pub(crate) fn value(part: &Descriptor, name: &str, text: &str) -> Value {
    part.parameter(name).map_or_else(|| Value::Choice(text.to_owned()), |parameter| parameter.read(text))
}

fn values(part: &Descriptor, pairs: Vec<(String, String)>) -> Values {
    pairs.into_iter().map(|(name, text)| (name.clone(), value(part, &name, &text))).collect()
}
