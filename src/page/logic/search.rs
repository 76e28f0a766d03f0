//! Finding a part in the catalogue.

use crate::descriptor::Descriptor;

/// Whether a part has every word of the query in its title, id, sentence or citation, in any letter case.
pub fn matches(part: &Descriptor, query: &str) -> bool {
    let text = format!("{} {} {} {}", part.title, part.id, part.sentence, part.citation).to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::AGENTS;

    fn found(query: &str) -> Vec<&'static str> {
        AGENTS
            .iter()
            .map(|agent| agent.part)
            .filter(|part| matches(part, query))
            .map(|part| part.id)
            .collect()
    }

    #[test]
    fn every_word_must_be_there_in_any_order_and_case() {
        assert!(found("").len() == AGENTS.len());
        assert!(found("thompson LINEAR").contains(&"lin_ts"));
        assert!(found("LinUCB Li Chu Langford").contains(&"lin_ucb"));
        assert!(!found("LinUCB Li Chu Langford").contains(&"lin_ts"));
        assert_eq!(found("kl-ucb garivier"), ["kl_ucb"]);
        assert!(found("no such thing").is_empty());
    }
}
