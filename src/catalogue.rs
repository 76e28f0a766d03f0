//! The catalogue: one list a kind of part, of which the page and the engine each take what is theirs.
//!
//! The page's program holds no code of any part, only what parts declare; the engine's program, which runs in the workers,
//! holds how they are made as well. Both come from the same list, so that a new part is one file and one line.

/// Makes two lists of one: what parts declare (`DESCRIPTOR` of each module named) and how they are made (`BUILDER`). What
/// reads only the first carries no code of any part: so does the page, whose program is apart from the engine's.
///
/// With the names of what is listed, three lists: for parts of which a third program has something, too.
///
/// Where the list says what the `starter` has, the engine that comes first (`src/bin/starter.rs`) has only that: what the
/// default experiment needs.
macro_rules! parts {
    (
        $(#[$about:meta])* $visible:vis static $descriptors:ident: $declared:ident = $descriptor:ident;
        $(#[$about_builders:meta])* $builders_visible:vis static $builders:ident: $built:ident = $builder:ident;
        $(#[$about_further:meta])* $further_visible:vis static $further:ident: $made:ident = $maker:ident;
        $($($segment:ident)::+),+ $(,)?
    ) => {
        $(#[$about])*
        $visible static $descriptors: &[&$declared] = &[$(&$($segment::)+$descriptor),+];
        $(#[$about_builders])*
        $builders_visible static $builders: &[&$built] = &[$(&$($segment::)+$builder),+];
        $(#[$about_further])*
        $further_visible static $further: &[&$made] = &[$(&$($segment::)+$maker),+];
    };
    (
        $(#[$about:meta])* $visible:vis static $descriptors:ident: $declared:ident;
        $(#[$about_builders:meta])* $builders_visible:vis static $builders:ident: $built:ident;
        starter: $($($first:ident)::+),*;
        $($($segment:ident)::+),+ $(,)?
    ) => {
        $(#[$about])*
        #[cfg(not(feature = "starter"))]
        $visible static $descriptors: &[&$declared] = &[$(&$($segment::)+DESCRIPTOR),+];
        $(#[$about_builders])*
        #[cfg(not(feature = "starter"))]
        $builders_visible static $builders: &[&$built] = &[$(&$($segment::)+BUILDER),+];
        $(#[$about])*
        #[cfg(feature = "starter")]
        $visible static $descriptors: &[&$declared] = &[$(&$($first::)+DESCRIPTOR),*];
        $(#[$about_builders])*
        #[cfg(feature = "starter")]
        $builders_visible static $builders: &[&$built] = &[$(&$($first::)+BUILDER),*];
    };
}
/// Makes the two ways to look a part up by its id in lists that [`parts!`] made, and the way from its descriptor to its builder.
macro_rules! lookups {
    ($descriptors:ident: $declared:ident, $builders:ident: $built:ident) => {
        /// What the part of that id says of itself.
        pub fn find(id: &str) -> Option<&'static $declared> {
            $descriptors.iter().copied().find(|descriptor| descriptor.part.id == id)
        }

        /// How the part of that id is made.
        pub fn builder(id: &str) -> Option<&'static $built> {
            $builders.iter().copied().find(|builder| builder.descriptor.part.id == id)
        }

        impl $declared {
            /// How it is made.
            ///
            /// # Panics
            /// Where it is in no list.
            pub fn builder(&self) -> &'static $built {
                builder(self.part.id).expect("what is declared is listed")
            }
        }
    };
}
pub(crate) use {lookups, parts};
