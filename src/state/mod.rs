//! What a policy has learned, as bytes and back.
//!
//! [`State::state`] visits everything of a value that changes while it runs, in one order. The same code writes and
//! reads: with a [`StateIo`] that writes it appends each number to the bytes, with one that reads it replaces each
//! number by what the bytes hold. So the two can't disagree, and a value is read into one that was built with the
//! same settings: what is settled when it is built is not in the bytes, and a length that doesn't fit it is an error.
//!
//! Most types say what their state is by `state_fields!`, which names every field: a field that is added later and
//! named neither as state nor as fixed does not compile.
//!
//! All numbers are little-endian: `f64` as its bits, `usize` as `u64`, a `bool` and the presence of an [`Option`] as
//! one byte, a list as its length and its entries.

mod io;

pub use io::{Blank, LATEST_ROUND, State, StateError, StateIo, is_order};

/// Says which fields of a struct are its [`State`], in which order, and which are `fixed`: settled when it is built,
/// or scratch that is overwritten before it is read. `valid` says what a state that was read must keep to, so that
/// nothing that a file holds makes an index run over.
macro_rules! state_fields {
    (impl<$param:ident: $bound:path> $name:ident<$argument:ident> $($rest:tt)*) => {
        $crate::state::state_fields! { @of [impl<$param: $bound>] [$name<$argument>] $($rest)* }
    };
    (
        @of [$($impl:tt)*] [$name:ty]
        { $($field:ident),* $(,)? }
        $(fixed { $($fixed:ident),* $(,)? })?
        $(valid($whole:ident) $valid:block)?
    ) => {
        $($impl)* $crate::state::State for $name {
            #[allow(unused_variables)]
            #[cfg(policies)]
            fn state(
                &mut self,
                io: &mut $crate::state::StateIo<'_>,
            ) -> Result<(), $crate::state::StateError> {
                let Self { $($field,)* $($($fixed: _,)*)? } = self;
                $($crate::state::State::state($field, io)?;)*
                $(
                    let $whole = &*self;
                    io.check(|| $valid)?;
                )?
                Ok(())
            }
        }
    };
    ($name:ident $($rest:tt)*) => {
        $crate::state::state_fields! { @of [impl] [$name] $($rest)* }
    };
}
pub(crate) use state_fields;
