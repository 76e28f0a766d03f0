//! Numbers as people read and type them.

/// A number with three or four digits that count: `0.0123`, `4.57`, `1,234`.
pub fn readable(number: f64) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    let size = number.abs();
    let decimals = match size {
        // What is left of sums that cancel is zero to a person.
        _ if size < 1e-9 => return "0".to_owned(),
        _ if size >= 1_000.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 1.0 => 2,
        _ if size >= 0.1 => 3,
        _ if size >= 0.001 => 4,
        _ => return format!("{number:.1e}"),
    };
    grouped(&format!("{number:.decimals$}"))
}

/// A whole number with thousands apart: `12,345`.
pub fn whole(number: u64) -> String {
    grouped(&number.to_string())
}

/// A share as a percentage.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "–".to_owned();
    }
    let percent = share * 100.0;
    if percent.abs() >= 10.0 { format!("{percent:.1} %") } else { format!("{percent:.2} %") }
}

fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (digits, fraction) = rest.find('.').map_or((rest, ""), |dot| rest.split_at(dot));
    let mut grouped = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

/// What a person typed into an exact field; none when it is no number. Thousands may be apart.
pub fn typed(text: &str) -> Option<f64> {
    let plain: String =
        text.trim().chars().filter(|c| !matches!(c, ' ' | '_' | '\u{a0}' | '\u{202f}')).collect();
    let without_commas = || plain.replace(',', "");
    let number: f64 = if has_thousands(&plain) { without_commas().parse() } else { plain.parse() }.ok()?;
    number.is_finite().then_some(number)
}

/// Whether every comma stands three digits before the next one or the end of the whole part.
fn has_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches('-');
    (1..=3).contains(&first.len()) && whole.contains(',') && groups.all(|group| group.len() == 3)
}

/// Some time, in words that fit its length.
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if !s.is_finite() => "–".to_owned(),
        s if s < 1.0 => "under 1 s".to_owned(),
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5_400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3_600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_that_count() {
        let shown = [0.0, -3.6e-16, 0.01234, 0.5, 4.567, 123.456, 12_345.6, -1_234.0, 0.00001].map(readable);
        assert_eq!(shown, ["0", "0", "0.0123", "0.500", "4.57", "123.5", "12,346", "-1,234", "1.0e-5"]);
        assert_eq!(readable(f64::NAN), "–");
        assert_eq!(percent(0.1234), "12.3 %");
        assert_eq!(percent(0.01234), "1.23 %");
    }

    #[test]
    fn thousands_stand_apart_and_can_be_typed_so() {
        assert_eq!(whole(1_234_567), "1,234,567");
        assert_eq!(typed(" 1,234,567 "), Some(1_234_567.0));
        assert_eq!(typed("5 000"), Some(5_000.0));
        assert_eq!(typed("-1,000.5"), Some(-1_000.5));
        assert_eq!(typed("1e3"), Some(1_000.0));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "many", "1,5", "inf", "NaN", "1,00,000", ","] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn time_is_told_in_fitting_units() {
        assert_eq!([0.2, 42.0, 600.0, 7_200.0].map(duration), ["under 1 s", "42 s", "10 min", "2.0 h"]);
    }
}
