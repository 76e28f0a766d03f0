//! Paragraphs with terms and formulas in them.
//!
//! `[regret]` is a term of the page's list, `[misses|regret]` the same in other words, and `$mu_a$` a [`Formula`].

use super::formula::{Formula, FormulaError};

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline<'a> {
    /// Words as they are.
    Text(&'a str),
    /// A term that the page explains.
    Term {
        /// What stands in the text.
        words: &'a str,
        /// Title of the term, whose case does not matter.
        term: &'a str,
    },
    /// A formula.
    Formula(Formula),
}

/// What is wrong in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// A bracket or dollar sign without its other one.
    #[error("\"{0}\" is not closed")]
    Open(String),
    /// A formula that can't be read.
    #[error("{0}")]
    Formula(#[from] FormulaError),
}

/// The pieces of a paragraph.
///
/// # Errors
/// A bracket or dollar sign that is not closed, or a formula that can't be read.
pub fn read(paragraph: &str) -> Result<Vec<Inline<'_>>, TextError> {
    let mut pieces = Vec::new();
    let mut rest = paragraph;
    while let Some(start) = rest.find(['[', '$']) {
        let (before, from) = rest.split_at(start);
        if !before.is_empty() {
            pieces.push(Inline::Text(before));
        }
        let close = if from.starts_with('[') { ']' } else { '$' };
        let (inside, after) = from[1..].split_once(close).ok_or_else(|| TextError::Open(from.to_owned()))?;
        pieces.push(if close == ']' {
            let (words, term) = inside.split_once('|').unwrap_or((inside, inside));
            Inline::Term { words, term }
        } else {
            Inline::Formula(Formula::parse(inside)?)
        });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Inline::Text(rest));
    }
    Ok(pieces)
}

/// A paragraph as plain text. What can't be read stays as it is, which no lesson has.
pub fn plain(paragraph: &str) -> String {
    let Ok(pieces) = read(paragraph) else { return paragraph.to_owned() };
    let text = pieces.into_iter().map(|piece| match piece {
        Inline::Text(words) | Inline::Term { words, .. } => words.to_owned(),
        Inline::Formula(formula) => formula.plain(),
    });
    text.collect()
}

/// Number of words; a formula is one.
pub fn words(paragraph: &str) -> usize {
    let mut text = String::new();
    for piece in read(paragraph).unwrap_or_default() {
        match piece {
            Inline::Text(words) | Inline::Term { words, .. } => text.push_str(words),
            Inline::Formula(_) => text.push('x'),
        }
    }
    text.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_and_formulas_are_found() {
        let text = "An [arm] that $mu_a$ [misses|regret].";
        let pieces = read(text).expect("it is right");
        assert_eq!(pieces.len(), 7);
        assert_eq!(pieces[1], Inline::Term { words: "arm", term: "arm" });
        assert_eq!(pieces[5], Inline::Term { words: "misses", term: "regret" });
        assert_eq!(plain(text), "An arm that μ_a misses.");
        assert_eq!(words(text), 5);
        assert_eq!(read("an [arm"), Err(TextError::Open("[arm".to_owned())));
        assert!(matches!(read("$x_$"), Err(TextError::Formula(_))));
    }
}
