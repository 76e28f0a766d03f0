//! Times.

/// Milliseconds since 1970 as a time that [`time`] reads: `2019-11-24 00:00:17.004+00:00`.
pub fn text(time: i64) -> String {
    let (seconds, fraction) = (time.div_euclid(1_000), time.rem_euclid(1_000));
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years that begin with March, counted from one 400 years before 1 March 0000, so that nothing is negative.
    let day_of_era = (days + 719_468).rem_euclid(146_097);
    let era = (days + 719_468).div_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + 400 * era + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{fraction:03}+00:00")
}

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_known_time() {
        assert_eq!(text(1_574_553_617_004), "2019-11-24 00:00:17.004+00:00");
        assert_eq!(text(951_782_400_000), "2000-02-29 00:00:00.000+00:00");
    }

    proptest! {
        /// Every millisecond of the years 0000 to 9999.
        #[test]
        fn times_come_back(milliseconds in -62_167_219_200_000_i64..253_402_300_800_000) {
            prop_assert_eq!(time(&text(milliseconds)), Some(milliseconds));
        }
    }
}
