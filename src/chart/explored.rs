//! Pictures of data: bars, boxes, curves and blocks, from numbers to primitives. What they mean is said by who has the numbers.

mod bars;
mod board;
mod boxes;
mod curves;
mod picture;
#[cfg(test)]
mod tests;

pub use picture::{DataBar, DataBox, DataMark, DataPicture, DataRow};

use board::Board;

use super::layout::{Layout, Size};
use super::theme::Theme;

/// A picture in the colours of a theme.
#[derive(Debug, Clone, PartialEq)]
pub struct DataChart {
    /// What is drawn.
    pub picture: DataPicture,
    /// What it is called.
    pub title: String,
    /// In which colours.
    pub theme: Theme,
}

impl DataChart {
    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        let mut board = Board::new(size.validated(false));
        match &self.picture {
            DataPicture::Bars { bars, across, marks, band } => {
                bars::bars(&mut board, bars, across, marks, *band)
            }
            DataPicture::Over { bars, line, names, across } => {
                bars::over(&mut board, bars, line, names, across)
            }
            DataPicture::Rows { rows, longest } => bars::rows(&mut board, rows, *longest),
            DataPicture::Lorenz { points, at, name, across } => {
                curves::lorenz(&mut board, points, *at, name, across);
            }
            DataPicture::Ranks { points, across, name } => curves::ranks(&mut board, points, across, name),
            DataPicture::Boxes { boxes } => boxes::boxes(&mut board, boxes),
            DataPicture::Blocks { columns, shares, across, down } => {
                boxes::blocks(&mut board, *columns, shares, across, down);
            }
        }
        board.layout(self.title.clone(), self.theme)
    }
}
