//! The layout of a file.

/// What every file begins with.
pub const MAGIC: [u8; 8] = *b"BPPOLICY";

/// Version of the layout. A program reads its own and all earlier ones.
pub const FORMAT: u32 = 1;
