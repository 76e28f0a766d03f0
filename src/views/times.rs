//! Times as people say them, in the time zone of the browser.

use js_sys::Date;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// "today 14:02", "24 Nov 09:30", "3 Jan 2025": a time (Unix, milliseconds).
pub fn when(created: u64) -> String {
    let at = |milliseconds: f64| Date::new(&milliseconds.into());
    let (then, now) = (at(created as f64), at(Date::now()));
    let day = |date: &Date| (date.get_full_year(), date.get_month(), date.get_date());
    let clock = format!("{:02}:{:02}", then.get_hours(), then.get_minutes());
    if day(&then) == day(&now) {
        return format!("today {clock}");
    }
    let month = MONTHS.get(then.get_month() as usize).copied().unwrap_or_default();
    if then.get_full_year() == now.get_full_year() {
        return format!("{} {month} {clock}", then.get_date());
    }
    format!("{} {month} {}", then.get_date(), then.get_full_year())
}
