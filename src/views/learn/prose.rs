//! Paragraphs of lessons: terms that are explained where they stand, and formulas as MathML.

use leptos::html;
use leptos::prelude::*;

use crate::lessons::text::{Inline, read};
use crate::lessons::{Formula, MathNode};
use crate::ui::glossary::TERMS;
use crate::ui::live::effect;
use crate::ui::word::Word;

/// Of the elements of formulas.
const NAMESPACE: &str = "http://www.w3.org/1998/Math/MathML";

/// A paragraph.
pub fn paragraph(text: &'static str) -> AnyView {
    view! { <p>{inline(text)}</p> }.into_any()
}

/// A text within another element. One that can't be read stands as it is, which no lesson has.
pub fn inline(text: &'static str) -> Vec<AnyView> {
    let Ok(pieces) = read(text) else { return vec![text.into_any()] };
    let piece = |piece: Inline<'static>| match piece {
        Inline::Text(words) => words.into_any(),
        Inline::Term { words, term } => match TERMS.iter().find(|known| known.title == term) {
            Some(term) => view! { <Word term word=words.to_owned() /> }.into_any(),
            None => words.into_any(),
        },
        Inline::Formula(formula) => math(formula),
    };
    pieces.into_iter().map(piece).collect()
}

/// A formula. A browser without MathML shows its letters in a row, and a screen reader says what the label says.
fn math(formula: Formula) -> AnyView {
    let place: NodeRef<html::Span> = NodeRef::new();
    let label = formula.plain();
    effect(move || {
        let Some(place) = place.get() else { return };
        if let Some(element) = element(&formula.tree()) {
            // It can only fail where the element is an ancestor of itself.
            let _ = place.append_child(&element);
        }
    });
    view! { <span class="formula" role="math" aria-label=label node_ref=place></span> }.into_any()
}

fn element(node: &MathNode) -> Option<web_sys::Element> {
    let element = document().create_element_ns(Some(NAMESPACE), node.name).ok()?;
    if let Some((name, value)) = node.attribute {
        element.set_attribute(name, value).ok()?;
    }
    if node.text.is_empty() {
        for child in &node.children {
            let child = self::element(child)?;
            element.append_child(&child).ok()?;
        }
    } else {
        element.set_text_content(Some(&node.text));
    }
    Some(element)
}
