//! What is wrong with the code of an agent.

/// What is wrong with a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    /// Line, from 1; none where it is of no line.
    pub line: Option<usize>,
    /// Column, from 1; none where it is of a whole line.
    pub column: Option<usize>,
    /// The round that was under way; 0 before the first.
    pub round: u64,
    /// What is wrong, without line and round.
    pub sentence: String,
}

impl std::error::Error for ScriptError {}

impl std::fmt::Display for ScriptError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(line) = self.line {
            write!(formatter, "Line {line}: ")?;
        }
        formatter.write_str(&self.sentence)?;
        if self.round > 0 {
            write!(formatter, " in round {}", self.round)?;
        }
        Ok(())
    }
}

impl ScriptError {
    /// An error of no line.
    pub fn whole(sentence: impl Into<String>) -> ScriptError {
        ScriptError { line: None, column: None, round: 0, sentence: sentence.into() }
    }

    /// The same of a round.
    pub fn of_round(self, round: u64) -> ScriptError {
        ScriptError { round, ..self }
    }
}
