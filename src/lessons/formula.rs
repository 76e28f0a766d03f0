//! Formulas as small texts, read into a tree that is typeset as MathML or written as plain text.
//!
//! The notation is a small part of AsciiMath: letters and numbers, the names of Greek letters and functions, `_` and `^` with
//! one piece or a group in braces, `a/b`, `sqrt{x}`, `hat{x}`, and words in double quotes. A hundred lines do for that what a
//! library for all of LaTeX does in many times the size of the program that shows lessons.

use std::fmt::Write;

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// One after the other.
    Row(Vec<Formula>),
    /// A letter.
    Letter(String),
    /// A number.
    Number(String),
    /// An operator or a comma.
    Operator(&'static str),
    /// Words, or the name of a function.
    Words(String),
    /// With something below it, something above it, or both. `Operator("∑")` and functions such as max have limits there.
    Script(Box<Formula>, Option<Box<Formula>>, Option<Box<Formula>>),
    /// One over the other.
    Fraction(Box<Formula>, Box<Formula>),
    /// In round brackets.
    Brackets(Box<Formula>),
    /// A square root.
    Root(Box<Formula>),
    /// With a hat: an estimate.
    Hat(Box<Formula>),
}

/// An element of MathML: with a text, or with further elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MathNode {
    /// What it is called.
    pub name: &'static str,
    /// The attribute that it has, if any.
    pub attribute: Option<(&'static str, &'static str)>,
    /// What it says; empty where it has children.
    pub text: String,
    /// What is in it.
    pub children: Vec<MathNode>,
}

impl MathNode {
    fn of(name: &'static str, children: Vec<MathNode>) -> MathNode {
        MathNode { name, attribute: None, text: String::new(), children }
    }

    fn text(name: &'static str, text: &str) -> MathNode {
        MathNode { name, attribute: None, text: text.to_owned(), children: Vec::new() }
    }
}

/// What is wrong in a formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    /// A character without a meaning here.
    #[error("the formula has no meaning from \"{0}\" on")]
    Unknown(String),
    /// Something is missing at the end.
    #[error("the formula ends too early: something must follow {0}")]
    Cut(&'static str),
}

#[rustfmt::skip]
const LETTERS: [(&str, &str); 15] = [
    ("alpha", "α"), ("beta", "β"), ("gamma", "γ"), ("delta", "δ"), ("epsilon", "ε"), ("theta", "θ"), ("lambda", "λ"), ("mu", "μ"),
    ("pi", "π"), ("sigma", "σ"), ("tau", "τ"), ("phi", "φ"), ("rho", "ρ"), ("eta", "η"), ("kappa", "κ"),
];

/// Functions; what is below the first three stands under them.
const FUNCTIONS: [&str; 6] = ["argmax", "max", "min", "log", "exp", "cos"];

#[rustfmt::skip]
const OPERATORS: [(&str, &str); 18] = [
    ("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("->", "→"), ("...", "…"), ("+-", "±"), ("~", "∼"), ("+", "+"), ("-", "−"), ("=", "="), ("<", "<"),
    (">", ">"), ("*", "∗"), (",", ","), ("|", "|"), ("'", "⊤"), ("sum", "∑"), ("cdot", "·"),
];

/// Signs with a space on both sides, where something stands before them.
const RELATIONS: [&str; 12] = ["±", "∼", "+", "−", "=", "<", ">", "≤", "≥", "≠", "→", "·"];

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// A character that has no meaning, or an end too early.
    pub fn parse(text: &str) -> Result<Formula, FormulaError> {
        let mut rest = text;
        let row = row(&mut rest)?;
        if rest.is_empty() { Ok(row) } else { Err(FormulaError::Unknown(rest.to_owned())) }
    }

    /// As MathML: the element `math` with everything in it.
    pub fn tree(&self) -> MathNode {
        MathNode::of("math", vec![self.node()])
    }

    /// As a line of text.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        self.write_plain(&mut text);
        text
    }

    fn has_limits(&self) -> bool {
        match self {
            Formula::Operator(sign) => *sign == "∑",
            Formula::Words(name) => FUNCTIONS[..3].contains(&name.as_str()),
            _ => false,
        }
    }

    /// Whether what follows is added up.
    fn is_sum(&self) -> bool {
        matches!(self, Formula::Script(base, ..) if **base == Formula::Operator("∑"))
    }

    fn node(&self) -> MathNode {
        let of =
            |name, parts: &[&Formula]| MathNode::of(name, parts.iter().map(|part| part.node()).collect());
        match self {
            Formula::Row(parts) => MathNode::of("mrow", parts.iter().map(Formula::node).collect()),
            Formula::Fraction(above, below) => of("mfrac", &[above, below]),
            Formula::Root(inside) => of("msqrt", &[inside]),
            Formula::Brackets(inside) => {
                let (open, close) = (MathNode::text("mo", "("), MathNode::text("mo", ")"));
                MathNode::of("mrow", vec![open, inside.node(), close])
            }
            Formula::Hat(inside) => {
                let hat = MathNode::of("mover", vec![inside.node(), MathNode::text("mo", "^")]);
                MathNode { attribute: Some(("accent", "true")), ..hat }
            }
            Formula::Script(base, below, above) => match (base.has_limits(), below, above) {
                (true, Some(below), Some(above)) => of("munderover", &[base, below, above]),
                (true, Some(below), None) => of("munder", &[base, below]),
                (true, None, Some(above)) => of("mover", &[base, above]),
                (false, Some(below), Some(above)) => of("msubsup", &[base, below, above]),
                (false, Some(below), None) => of("msub", &[base, below]),
                (false, None, Some(above)) => of("msup", &[base, above]),
                (_, None, None) => base.node(),
            },
            Formula::Letter(letter) => MathNode::text("mi", letter),
            Formula::Number(number) => MathNode::text("mn", number),
            Formula::Operator(sign) => MathNode::text("mo", sign),
            Formula::Words(words) if FUNCTIONS.contains(&words.as_str()) => {
                // The invisible sign that applies a function, and thin spaces, which not every browser puts around it.
                let thin =
                    || MathNode { attribute: Some(("width", "0.17em")), ..MathNode::text("mspace", "") };
                let name = MathNode::text("mi", words);
                let (before, after) = (thin(), thin());
                MathNode::of("mrow", vec![before, name, MathNode::text("mo", "\u{2061}"), after])
            }
            Formula::Words(words) => MathNode::text("mtext", words),
        }
    }

    fn write_plain(&self, text: &mut String) {
        match self {
            Formula::Row(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    let before = text.chars().next_back();
                    let is_between = index > 0 || *part == Formula::Operator("±");
                    let is_apart =
                        before.is_some_and(|last| last.is_alphanumeric() || matches!(last, ')' | '⊤'));
                    // c(S) is a function's value, and no product.
                    let is_argument = matches!(part, Formula::Brackets(_))
                        && parts[..index].last().is_some_and(|function| !function.is_sum());
                    let (start, end) = match part {
                        Formula::Operator(sign) if RELATIONS.contains(sign) && is_between => {
                            (if index > 0 { " " } else { "" }, " ")
                        }
                        Formula::Operator(",") => ("", " "),
                        Formula::Operator(sign) if *sign != "∑" => ("", ""),
                        _ => (if is_apart && !is_argument { " " } else { "" }, ""),
                    };
                    text.push_str(start);
                    part.write_plain(text);
                    text.push_str(end);
                }
            }
            Formula::Letter(word) | Formula::Number(word) | Formula::Words(word) => text.push_str(word),
            Formula::Operator(sign) => text.push_str(sign),
            Formula::Script(base, below, above) => {
                base.write_plain(text);
                for (mark, script) in [("_", below), ("^", above)] {
                    let Some(script) = script else { continue };
                    text.push_str(if **script == Formula::Operator("⊤") { "" } else { mark });
                    if matches!(**script, Formula::Script(..)) {
                        text.push('(');
                        script.write_plain(text);
                        text.push(')');
                    } else {
                        script.write_atom(text);
                    }
                }
            }
            Formula::Fraction(above, below) => {
                above.write_atom(text);
                text.push_str(" / ");
                below.write_atom(text);
            }
            Formula::Brackets(inside) => {
                text.push('(');
                inside.write_plain(text);
                text.push(')');
            }
            Formula::Root(inside) => {
                text.push('√');
                inside.write_atom(text);
            }
            Formula::Hat(inside) => {
                inside.write_atom(text);
                text.push('\u{302}');
            }
        }
    }

    /// In brackets where it is more than one piece.
    fn write_atom(&self, text: &mut String) {
        let mut own = String::new();
        self.write_plain(&mut own);
        let one = !matches!(self, Formula::Row(_) | Formula::Fraction(..));
        let _ = if one { write!(text, "{own}") } else { write!(text, "({own})") };
    }
}

/// Pieces up to the end or a closing brace.
fn row(rest: &mut &str) -> Result<Formula, FormulaError> {
    let mut parts = Vec::new();
    loop {
        *rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with(['}', ')']) {
            break;
        }
        if take(rest, "/") {
            let above = parts.pop().ok_or(FormulaError::Unknown("/".to_owned()))?;
            *rest = rest.trim_start();
            parts.push(Formula::Fraction(Box::new(above), Box::new(scripted(rest)?)));
        } else {
            parts.push(scripted(rest)?);
        }
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Formula::Row(parts) })
}

/// A piece with what stands below and above it.
fn scripted(rest: &mut &str) -> Result<Formula, FormulaError> {
    let base = piece(rest)?;
    let (mut below, mut above) = (None, None);
    loop {
        if below.is_none() && take(rest, "_") {
            below = Some(Box::new(piece(rest)?));
        } else if above.is_none() && take(rest, "^") {
            above = Some(Box::new(piece(rest)?));
        } else if above.is_none() && take(rest, "'") {
            above = Some(Box::new(Formula::Operator("⊤")));
        } else {
            break;
        }
    }
    Ok(if below.is_none() && above.is_none() { base } else { Formula::Script(Box::new(base), below, above) })
}

fn piece(rest: &mut &str) -> Result<Formula, FormulaError> {
    if take(rest, "{") {
        let inside = row(rest)?;
        return if take(rest, "}") { Ok(inside) } else { Err(FormulaError::Cut("an opening brace")) };
    }
    if take(rest, "(") {
        let inside = row(rest)?;
        let closed = Ok(Formula::Brackets(Box::new(inside)));
        return if take(rest, ")") { closed } else { Err(FormulaError::Cut("an opening bracket")) };
    }
    if take(rest, "\"") {
        let (words, after) = rest.split_once('"').ok_or(FormulaError::Cut("a quotation mark"))?;
        *rest = after;
        return Ok(Formula::Words(words.to_owned()));
    }
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        let number = cut(rest, |c| c.is_ascii_digit() || c == '.');
        return Ok(Formula::Number(number.to_owned()));
    }
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let name = cut(rest, |c| c.is_ascii_alphabetic());
        let known = |list: &[(&str, &'static str)]| {
            list.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign)
        };
        return match name {
            "sqrt" => Ok(Formula::Root(Box::new(piece(rest)?))),
            "hat" => Ok(Formula::Hat(Box::new(piece(rest)?))),
            _ if FUNCTIONS.contains(&name) => Ok(Formula::Words(name.to_owned())),
            _ if name.len() == 1 => Ok(Formula::Letter(name.to_owned())),
            _ => match (known(&LETTERS), known(&OPERATORS)) {
                (Some(letter), _) => Ok(Formula::Letter(letter.to_owned())),
                (_, Some(sign)) => Ok(Formula::Operator(sign)),
                _ => Err(FormulaError::Unknown(name.to_owned())),
            },
        };
    }
    match OPERATORS.iter().find(|(written, _)| take(rest, written)) {
        Some((_, sign)) => Ok(Formula::Operator(sign)),
        None if rest.is_empty() => Err(FormulaError::Cut("the last sign")),
        None => Err(FormulaError::Unknown((*rest).to_owned())),
    }
}

/// Whether the text goes on like that, which is then read.
fn take(rest: &mut &str, wanted: &str) -> bool {
    let after = rest.strip_prefix(wanted);
    *rest = after.unwrap_or(rest);
    after.is_some()
}

/// The letters up to the first that is not of these.
fn cut<'a>(rest: &mut &'a str, is_of: fn(char) -> bool) -> &'a str {
    let end = rest.find(|c| !is_of(c)).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> (String, String) {
        let formula = Formula::parse(text).expect("it is a formula");
        (formula.plain(), markup(&formula.tree()))
    }

    fn markup(node: &MathNode) -> String {
        let inside: String = node.children.iter().map(markup).collect();
        format!("<{0}>{1}{inside}</{0}>", node.name, node.text)
    }

    #[test]
    fn formulas_are_typeset_and_written() {
        let (plain, mathml) = both("R_T = sum_{t=1}^T (mu^* - mu_{a,t})");
        assert_eq!(plain, "R_T = ∑_(t = 1)^T (μ^∗ − μ_(a, t))");
        assert!(
            mathml.contains("<munderover><mo>∑</mo><mrow><mi>t</mi><mo>=</mo><mn>1</mn></mrow>"),
            "{mathml}"
        );
        assert!(mathml.starts_with("<math><mrow><msub><mi>R</mi><mi>T</mi></msub>"), "{mathml}");
        let (plain, mathml) = both("hat{mu}_a + alpha sqrt{x' A^{-1} x}");
        assert_eq!(plain, "μ\u{302}_a + α √(x⊤ A^(−1) x)");
        assert!(mathml.contains("<msup><mi>x</mi><mo>⊤</mo></msup>"), "{mathml}");
        assert_eq!(both("mu_{a_t} / n_a").0, "μ_(a_t) / n_a");
        assert_eq!(both("min(1, 50/t)").0, "min(1, 50 / t)");
        assert_eq!(both("c(S + e) - c(S)").0, "c(S + e) − c(S)");
        assert_eq!(both("+- t/(1 - x)").0, "± t / (1 − x)");
        let (plain, mathml) = both("(a' x)^2");
        assert_eq!(plain, "(a⊤ x)^2");
        assert!(mathml.starts_with("<math><msup><mrow><mo>(</mo>"), "{mathml}");
        let (plain, mathml) = both("argmax_a \"clicks\"/n < 2.5");
        assert_eq!(plain, "argmax_a clicks / n < 2.5");
        assert!(mathml.contains("<mi>argmax</mi>") && mathml.contains("<mo><</mo>"), "{mathml}");
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        assert_eq!(Formula::parse("x_"), Err(FormulaError::Cut("the last sign")));
        assert_eq!(Formula::parse("sqrt{x"), Err(FormulaError::Cut("an opening brace")));
        assert_eq!(Formula::parse("(x"), Err(FormulaError::Cut("an opening bracket")));
        assert_eq!(Formula::parse("x)"), Err(FormulaError::Unknown(")".to_owned())));
        assert_eq!(Formula::parse("\"x"), Err(FormulaError::Cut("a quotation mark")));
        assert_eq!(Formula::parse("a}b"), Err(FormulaError::Unknown("}b".to_owned())));
        assert_eq!(Formula::parse("$"), Err(FormulaError::Unknown("$".to_owned())));
        assert_eq!(Formula::parse("regret"), Err(FormulaError::Unknown("regret".to_owned())));
        assert_eq!(Formula::parse("/2"), Err(FormulaError::Unknown("/".to_owned())));
    }
}
