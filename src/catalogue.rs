//! The catalogue: one list a kind of part, of which the page and the engine each take what is theirs.
//!
//! The page's program holds no code of any part, only what parts declare; the engine's program, which runs in the workers,
//! holds how they are made as well. Both come from the same list, so that a new part is one file and one line.

/// Makes two lists of one: what parts declare (`DESCRIPTOR` of each module named) and how they are made (`BUILDER`). What
/// reads only the first carries no code of any part: so does the page, whose program is apart from the engine's.
macro_rules! parts {
    (
        $(#[$about:meta])* $visible:vis static $descriptors:ident: $declared:ident;
        $(#[$about_builders:meta])* $builders_visible:vis static $builders:ident: $built:ident;
        $($($segment:ident)::+),+ $(,)?
    ) => {
        $(#[$about])*
        $visible static $descriptors: &[&$declared] = &[$(&$($segment::)+DESCRIPTOR),+];
        $(#[$about_builders])*
        $builders_visible static $builders: &[&$built] = &[$(&$($segment::)+BUILDER),+];
    };
}
pub(crate) use parts;
