//! A link as a QR code, as plain data that a page can draw.

use qrcode::{Color, EcLevel, QrCode};
use serde::{Deserialize, Serialize};

/// Longest text that gets a code, in bytes: a longer one would have so many squares that cameras can't tell them apart.
pub const LONGEST: usize = 1_200;

/// Up to this many bytes a code may be damaged by 15 %, beyond by 7 %.
const SPARING: usize = 400;

/// Squares of light around a code, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Squares on a side, with the quiet zone around.
    pub side: usize,
    /// The dark squares as the path of an SVG, one unit a square.
    pub path: String,
}

/// The code of a text; none where the text is longer than [`LONGEST`].
pub fn code(text: &str) -> Option<Code> {
    if text.len() > LONGEST {
        return None;
    }
    let level = if text.len() > SPARING { EcLevel::L } else { EcLevel::M };
    let code = QrCode::with_error_correction_level(text, level).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, squares) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        for run in squares.chunk_by(|one, other| one == other) {
            if run[0] == Color::Dark {
                let (x, y, wide) = (column + QUIET, row + QUIET, run.len());
                path += &format!("M{x} {y}h{wide}v1h-{wide}z");
            }
            column += run.len();
        }
    }
    Some(Code { side: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Four pixels a square.
    const ZOOM: usize = 4;

    /// What a reader finds in the picture of a code.
    fn read(code: &Code) -> String {
        let mut dark = vec![false; code.side * code.side];
        for run in code.path.split('M').filter(|run| !run.is_empty()) {
            let numbers: Vec<usize> = run
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .take(3)
                .collect();
            (0..numbers[2]).for_each(|step| dark[numbers[1] * code.side + numbers[0] + step] = true);
        }
        let side = code.side * ZOOM;
        let pixel = |x: usize, y: usize| if dark[y / ZOOM * code.side + x / ZOOM] { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, pixel);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code is seen");
        grids[0].decode().expect("it can be read").1
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_reader_reads_it_back(text in "https://[a-z]{3,20}/#1[a-z0-9=;&%.]{0,1100}") {
            let code = code(&text).expect("it is short enough");
            prop_assert_eq!(read(&code), text);
        }
    }

    #[test]
    fn the_longest_has_a_code_and_a_longer_one_has_none() {
        let text = "é".repeat(LONGEST / 2);
        assert_eq!(read(&code(&text).expect("it fits")), text);
        assert_eq!(code(&format!("{text}x")), None);
    }
}
