//! JSON as YAML, in block style: what other tools read is what their people can read.

use serde_json::Value;

/// A value as YAML. Texts are always in quotation marks, so that none is taken for a number or a date.
pub fn yaml(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

fn block(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = if is_plain(name) { name.clone() } else { Value::from(name.as_str()).to_string() };
                text.push_str(&format!("{indent}{name}:"));
                entry(value, depth + 1, text);
            }
        }
        Value::Array(entries) => {
            for value in entries {
                text.push_str(&format!("{indent}-"));
                entry(value, depth + 1, text);
            }
        }
        scalar => text.push_str(&format!("{indent}{scalar}\n")),
    }
}

fn entry(value: &Value, depth: usize, text: &mut String) {
    let is_empty = match value {
        Value::Object(fields) => fields.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        _ => true,
    };
    if is_empty {
        // Scalars, and `{}` and `[]`, are in YAML as they are in JSON.
        text.push_str(&format!(" {value}\n"));
    } else {
        text.push('\n');
        block(value, depth, text);
    }
}

/// Whether a name needs no quotation marks: words of YAML 1.1 that mean true or false do.
fn is_plain(name: &str) -> bool {
    let begins = name.chars().next().is_some_and(|letter| letter.is_ascii_alphabetic());
    let is_word =
        name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.'));
    let means = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    begins && is_word && !means.contains(&name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_by_hand() {
        let value = serde_json::json!({"a": {"b": [1, "two: 2", {}], "on": true}, "c": []});
        assert_eq!(yaml(&value), "a:\n  b:\n    - 1\n    - \"two: 2\"\n    - {}\n  \"on\": true\nc: []\n");
    }
}
