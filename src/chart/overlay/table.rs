//! The numbers of the curves of a comparison.

use super::OverlayChart;
use crate::data::csv_text::{CsvValue, push_row};

impl OverlayChart {
    /// The table of what these charts draw, as CSV: one row a point, with the line that is drawn in the last column.
    pub fn csv(charts: &[OverlayChart]) -> String {
        let mut text = String::from("curve,metric,x,round,mean,low,high,drawn\n");
        for chart in charts {
            for curve in &chart.curves {
                for (point, drawn) in curve.points.iter().zip(&curve.line) {
                    let [label, metric] = [curve.label.as_str(), chart.metric.id].map(CsvValue::Text);
                    let round = CsvValue::Count(point.round);
                    let [x, mean, low, high, drawn] =
                        [chart.place(point), point.mean, point.low, point.high, *drawn].map(CsvValue::Number);
                    push_row(&mut text, &[label, metric, x, round, mean, low, high, drawn]);
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PLAIN, chart, curve};
    use super::*;
    use crate::metrics::{AVERAGE_REWARD, REGRET};

    #[test]
    fn the_table_is_what_is_drawn() {
        let curves = vec![curve("=A, b", 100.0, 3)];
        let charts = [&REGRET, &AVERAGE_REWARD].map(|metric| chart(metric, PLAIN, curves.clone()));
        let text = OverlayChart::csv(&charts);
        assert!(text.lines().skip(1).all(|line| line.starts_with("\"'=A, b\",\"")), "{text}");
        let rows: Vec<csv::StringRecord> =
            csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 6);
        assert_eq!(
            (&rows[2][0], &rows[2][1], &rows[2][2], &rows[2][3]),
            ("'=A, b", REGRET.id, "100.0", "30")
        );
        assert_eq!(rows[2][4], rows[2][7]);
        assert_eq!(rows[2][4].parse(), Ok(charts[0].curves[0].points[2].mean));
        assert_eq!(&rows[3][1], AVERAGE_REWARD.id);
    }
}
