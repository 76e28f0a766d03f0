//! Times.

/// Milliseconds since 1970 of a time such as `2019-11-24 00:00:17.004101+00:00`; none where it can't be understood.
pub fn time(text: &str) -> Option<i64> {
    let digits =
        |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok().filter(|number| *number >= 0);
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = text.get(19..)?;
    let end = rest.find(['+', '-', 'Z']).unwrap_or(rest.len());
    let fraction: f64 = if end > 1 { format!("0{}", &rest[..end]).parse().ok()? } else { 0.0 };
    let offset = match rest.get(end..)?.split_at_checked(1) {
        None | Some(("Z", "")) => 0,
        Some((sign, clock)) => {
            let (hours, minutes) = clock.split_once(':')?;
            let minutes: i64 = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if sign == "-" { -minutes } else { minutes }
        }
    };
    // Days since 1970 in the proleptic Gregorian calendar, in years that begin with March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 719_469;
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
    Some(seconds * 1_000 + (fraction * 1_000.0).round() as i64)
}
