//! Numbers as people read and type them.

use super::scale::compact;

/// Digits that [`apart`] adds at most.
const MOST_FURTHER: usize = 6;

/// A text of ours with a capital letter. Ours begin with letters of ASCII: tables of all others would be a hundredth of the page.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| [first.to_ascii_uppercase()].into_iter().chain(letters).collect())
}

/// A number with three or four digits that count: `0.0123`, `4.57`, `1,234`. The hyphen of an exponent is one at which no
/// line is broken (U+2011).
pub fn readable(number: f64) -> String {
    with_further(number, 0)
}

/// The same with as many further digits, up to six, as tell it from those of the others that are not equal to it. Another
/// number that is shown so beside this one has the same digits only where [`look_the_same`].
pub fn apart(number: f64, others: &[f64]) -> String {
    let near = |other: &&f64| {
        let size = number.abs().max(other.abs());
        size < 1e-9 || (number - **other).abs() <= 0.1 * size
    };
    let near: Vec<f64> =
        others.iter().filter(near).copied().filter(|other| !look_the_same(number, *other)).collect();
    let tells = |further: &usize| {
        let shown = with_further(number, *further);
        near.iter().all(|other| with_further(*other, *further) != shown)
    };
    with_further(number, (0..MOST_FURTHER).find(tells).unwrap_or(MOST_FURTHER))
}

/// Whether two numbers are equal, or so near to each other that [`apart`] shows them with the same digits.
pub fn look_the_same(one: f64, other: f64) -> bool {
    one == other
        || (one.is_finite()
            && other.is_finite()
            && with_further(one, MOST_FURTHER) == with_further(other, MOST_FURTHER))
}

fn with_further(number: f64, further: usize) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    // What is left of sums that cancel is zero to a person.
    if number == 0.0 || (number.abs() < 1e-9 && further == 0) {
        return "0".to_owned();
    }
    let written = |decimals: Option<usize>| match decimals {
        Some(decimals) => format!("{number:.*}", decimals + further),
        None => format!("{number:.*e}", 1 + further),
    };
    let decimals = decimals(number.abs());
    let text = written(decimals);
    // 0.9996 is rounded to 1 and shown as 1 is: the same digits would else stand for several numbers.
    let rounded = text.parse().map_or(decimals, |rounded: f64| self::decimals(rounded.abs()));
    let text = if rounded == decimals { text } else { written(rounded) };
    if rounded.is_some() { grouped(&text) } else { text.replace("e-", "e\u{2011}") }
}

/// A number and by how much it may be wrong, with the digits that this leaves: `316 ± 90`, `1,404 ± 72`, `0.120 ± 0.031`.
pub fn uncertain(number: f64, half: f64) -> String {
    let size = half.abs();
    if !number.is_finite() || !size.is_finite() {
        return "–".to_owned();
    }
    if size < 1e-9 {
        return format!("{} ± 0", readable(number));
    }
    // Two digits of the uncertainty count.
    let decimals = (1.0 - libm::floor(libm::log10(size))).clamp(0.0, 12.0) as usize;
    let written = |number: f64| grouped(&format!("{number:.decimals$}"));
    format!("{} ± {}", written(number), written(size))
}

/// Digits after the point; none where an exponent is needed.
fn decimals(size: f64) -> Option<usize> {
    match size {
        _ if size >= 1_000.0 => Some(0),
        _ if size >= 100.0 => Some(1),
        _ if size >= 1.0 => Some(2),
        _ if size >= 0.1 => Some(3),
        _ if size >= 0.001 => Some(4),
        _ => None,
    }
}

/// So many of a thing: `1 row`, `1,234 rows`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", whole(number), if number == 1 { one } else { many })
}

/// A whole number with thousands apart: `12,345`.
pub fn whole(number: u64) -> String {
    grouped(&number.to_string())
}

/// A number where there is room for few letters: two decimals below 100, a unit from 10,000 on.
pub fn short(number: f64) -> String {
    let size = number.abs();
    if !number.is_finite() {
        "–".to_owned()
    } else if size >= 9_999.5 {
        compact(number)
    } else if size >= 99.995 {
        format!("{number:.0}")
    } else {
        let text = format!("{number:.2}");
        // What is rounded to zero has no sign.
        if text == "-0.00" { "0.00".to_owned() } else { text }
    }
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

/// What a person typed into an exact field; none when it is not a number. Thousands may be apart.
pub fn typed(text: &str) -> Option<f64> {
    let plain: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '\u{a0}' | '\u{202f}'))
        .map(|c| if c == '\u{2011}' { '-' } else { c })
        .collect();
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
    use proptest::prelude::*;

    #[test]
    fn numbers_keep_the_digits_that_count() {
        let shown = [0.0, -3.6e-16, 0.01234, 0.5, 4.567, 123.456, 12_345.6, -1_234.0, 0.00001].map(readable);
        assert_eq!(
            shown,
            ["0", "0", "0.0123", "0.500", "4.57", "123.5", "12,346", "-1,234", "1.0e\u{2011}5"]
        );
        assert_eq!(readable(f64::NAN), "–");
        assert_eq!(percent(0.1234), "12.3 %");
        assert_eq!(percent(0.01234), "1.23 %");
    }

    #[test]
    fn an_uncertain_number_has_the_digits_that_are_known() {
        let shown =
            [(315.7, 90.2), (1_403.6, 71.8), (15_575.4, 1_234.5), (0.12, 0.031), (25.31, 7.24), (3.5, 0.0)];
        assert_eq!(
            shown.map(|(number, half)| uncertain(number, half)),
            ["316 ± 90", "1,404 ± 72", "15,575 ± 1,234", "0.120 ± 0.031", "25.3 ± 7.2", "3.50 ± 0"]
        );
        assert_eq!(uncertain(1.0, f64::NAN), "–");
    }

    #[test]
    fn what_is_rounded_up_is_shown_as_what_it_is_rounded_to() {
        let shown = [0.9996, 99.996, 999.96, 0.099_996, 0.000_999_9, -0.9996].map(readable);
        assert_eq!(shown, ["1.00", "100.0", "1,000", "0.100", "0.0010", "-1.00"]);
    }

    #[test]
    fn as_many_digits_as_tell_numbers_apart() {
        assert_eq!(apart(0.512, &[0.3, 0.512]), "0.512");
        assert_eq!(apart(1.0, &[0.999_96, 0.2]), "1.0000");
        assert_eq!(apart(0.999_96, &[1.0, 0.2]), "0.99996");
        assert_eq!(apart(2e-12, &[1e-30]), "2.00e\u{2011}12");
        assert!(look_the_same(1.0, 1.0 - 1e-15) && !look_the_same(1.0, 1.0 - 1e-6));
        assert_eq!(apart(1.0, &[1.0 - 1e-15]), "1.00");
        assert_eq!(typed(&readable(-5.8e-7)), Some(-5.8e-7));
    }

    #[test]
    fn numbers_of_any_size_are_short() {
        assert_eq!(
            [4.912, -0.67, 123.4, 99.996, 20_000.0].map(short),
            ["4.91", "-0.67", "123", "100", "20k"]
        );
    }

    #[test]
    fn one_is_counted_as_one() {
        assert_eq!(
            [0, 1, 2_000].map(|count| counted(count, "row", "rows")),
            ["0 rows", "1 row", "2,000 rows"]
        );
    }

    proptest! {
        /// Two numbers are shown with the same digits only where they look the same, and never as the same number written
        /// in two ways.
        #[test]
        fn different_numbers_look_different(exponent in -14_i32..6, digits in 1.0..10.0_f64, step in -12_i32..1) {
            let one = digits * 10.0_f64.powi(exponent);
            let other = one * (1.0 - 10.0_f64.powi(step));
            let (shown, beside) = (apart(one, &[other]), apart(other, &[one]));
            if look_the_same(one, other) {
                prop_assert_eq!(shown, beside);
            } else {
                prop_assert_ne!(typed(&shown), typed(&beside), "{} {}", shown, beside);
            }
        }
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
