//! How columns are declared in a file.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{ColumnDescriptor, Type};

use super::{Kind, ParquetError};

/// A file of these columns, any value of which may be missing.
pub(super) fn schema(fields: &[(&str, Kind)]) -> Result<Arc<Type>> {
    let columns = fields.iter().map(|(name, kind)| declared(name, *kind).map(Arc::new));
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(columns.collect::<Result<_>>()?).build()?))
}

fn declared(name: &str, kind: Kind) -> Result<Type> {
    let primitive =
        |name, physical| Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    match kind {
        Kind::Number => primitive(name, Physical::DOUBLE).build(),
        Kind::Integer => primitive(name, Physical::INT64).build(),
        Kind::Switch => primitive(name, Physical::BOOLEAN).build(),
        Kind::Text => {
            primitive(name, Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build()
        }
        Kind::List => {
            // The three levels of the format's LogicalTypes.md, "Lists"; no number in a list is missing.
            let element = Type::primitive_type_builder("element", Physical::DOUBLE)
                .with_repetition(Repetition::REQUIRED)
                .build()?;
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![Arc::new(element)])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(list)])
                .build()
        }
    }
}

/// How a leaf of a file becomes a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    pub name: String,
    pub kind: Kind,
    pub form: Form,
    /// The definition level below which a row has no value, or no list.
    pub present: i16,
    /// The definition level of a value.
    pub whole: i16,
    /// Whether it is a list.
    pub repeated: bool,
}

/// What the bits of a value mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// As they are.
    Plain,
    /// A whole number that is never negative.
    Unsigned,
    /// A decimal number with so many digits behind the point.
    Decimal(i32),
    /// Time since 1970, so many of them a millisecond.
    Time(i64),
}

/// The column of a leaf.
pub(super) fn leaf(root: &Type, leaf: &ColumnDescriptor) -> std::result::Result<Leaf, ParquetError> {
    let refused = |holds: &str| ParquetError::Kind { column: leaf.path().string(), holds: holds.to_owned() };
    let repetition =
        |part: &Type| part.get_basic_info().has_repetition().then(|| part.get_basic_info().repetition());
    let optional = i16::from(repetition(root) == Some(Repetition::OPTIONAL));
    let repeated = if root.is_primitive() {
        repetition(root) == Some(Repetition::REPEATED)
    } else {
        let [inner] = root.get_fields() else { return Err(refused("named fields")) };
        if repetition(inner) != Some(Repetition::REPEATED) {
            return Err(refused("named fields"));
        }
        let is_list =
            inner.is_primitive() || matches!(inner.get_fields(), [element] if element.is_primitive());
        if !is_list {
            return Err(refused("lists of something else than numbers"));
        }
        true
    };
    let (value, form) = primitive(leaf).map_err(|holds| refused(&holds))?;
    let kind = match (repeated, value) {
        (false, kind) => kind,
        (true, Kind::Number | Kind::Integer) => Kind::List,
        (true, _) => return Err(refused("lists of something else than numbers")),
    };
    let name = root.name().to_owned();
    Ok(Leaf { name, kind, form, present: optional, whole: leaf.max_def_level(), repeated })
}

fn primitive(leaf: &ColumnDescriptor) -> std::result::Result<(Kind, Form), String> {
    let (logical, converted) = (leaf.logical_type_ref(), leaf.converted_type());
    let unsigned = match logical {
        Some(LogicalType::Integer(integer)) => !integer.is_signed,
        _ => {
            matches!(
                converted,
                ConvertedType::UINT_8
                    | ConvertedType::UINT_16
                    | ConvertedType::UINT_32
                    | ConvertedType::UINT_64
            )
        }
    };
    let time = match (logical, converted) {
        (Some(LogicalType::Timestamp(time)), _) => Some(match time.unit {
            TimeUnit::MILLIS => 1,
            TimeUnit::MICROS => 1_000,
            TimeUnit::NANOS => 1_000_000,
        }),
        (_, ConvertedType::TIMESTAMP_MILLIS) => Some(1),
        (_, ConvertedType::TIMESTAMP_MICROS) => Some(1_000),
        _ => None,
    };
    let is_decimal = matches!(logical, Some(LogicalType::Decimal(_))) || converted == ConvertedType::DECIMAL;
    let is_plain = matches!(logical, None | Some(LogicalType::Integer(_))) && time.is_none();
    match leaf.physical_type() {
        Physical::BOOLEAN => Ok((Kind::Switch, Form::Plain)),
        Physical::FLOAT | Physical::DOUBLE => Ok((Kind::Number, Form::Plain)),
        Physical::INT32 | Physical::INT64 if is_decimal => {
            Ok((Kind::Number, Form::Decimal(leaf.type_scale())))
        }
        Physical::INT32 | Physical::INT64 if unsigned => Ok((Kind::Integer, Form::Unsigned)),
        Physical::INT64 if time.is_some() => Ok((Kind::Integer, Form::Time(time.unwrap_or(1)))),
        Physical::INT32 | Physical::INT64 if is_plain && is_whole(converted) => {
            Ok((Kind::Integer, Form::Plain))
        }
        Physical::BYTE_ARRAY
            if !is_decimal
                && matches!(
                    logical,
                    None | Some(LogicalType::String | LogicalType::Enum | LogicalType::Json)
                ) =>
        {
            Ok((Kind::Text, Form::Plain))
        }
        physical => Err(match logical {
            Some(logical) => format!("{logical:?}"),
            None => physical.to_string(),
        }),
    }
}

fn is_whole(converted: ConvertedType) -> bool {
    matches!(
        converted,
        ConvertedType::NONE
            | ConvertedType::INT_8
            | ConvertedType::INT_16
            | ConvertedType::INT_32
            | ConvertedType::INT_64
    )
}
