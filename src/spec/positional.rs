//! Two forms of one type: with names for people, without for messages.

/// Implements `Serialize` and `Deserialize` for a type that derives both with `#[serde(remote = "Self")]`. JSON and other
/// formats for people get the derived form. It may leave out fields, which a format without names (postcard) could not
/// read back, so such formats get all fields, in the order given here. A field that is missing here does not compile.
macro_rules! positional {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    // The derived function, which comes before that of the trait.
                    return $type::serialize(self, serializer);
                }
                let $type { $($field),+ } = self;
                serde::Serialize::serialize(&($($field,)+), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            // Several messages have one, and in the workers' programs it would be repeated within each.
            #[inline(never)]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                if deserializer.is_human_readable() {
                    return $type::deserialize(deserializer);
                }
                let ($($field,)+) = serde::Deserialize::deserialize(deserializer)?;
                Ok($type { $($field),+ })
            }
        }
    };
}

pub(super) use positional;
