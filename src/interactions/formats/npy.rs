//! NumPy's arrays as files (`.npy`, format 1.0 to 3.0): a line that describes the array, and its numbers.
//!
//! The format: NumPy Enhancement Proposal 1, and `numpy.lib.format`.

/// The first bytes.
const MAGIC: &[u8] = b"\x93NUMPY";

/// The data begin at a multiple of this.
const ALIGNMENT: usize = 64;

/// Numbers of an array, row-major.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    Floats(Vec<f64>),
    Integers(Vec<i64>),
    Bytes(Vec<u8>),
}

/// An array.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    pub shape: Vec<usize>,
    pub values: Values,
}

impl Array {
    /// A list of whole numbers.
    pub fn integers(values: Vec<i64>) -> Array {
        Array { shape: vec![values.len()], values: Values::Integers(values) }
    }

    /// Floats of this shape.
    pub fn floats(shape: Vec<usize>, values: Vec<f64>) -> Array {
        Array { shape, values: Values::Floats(values) }
    }

    /// Its numbers as floats.
    pub fn into_floats(self) -> Vec<f64> {
        match self.values {
            Values::Floats(values) => values,
            Values::Integers(values) => values.into_iter().map(|value| value as f64).collect(),
            Values::Bytes(values) => values.into_iter().map(f64::from).collect(),
        }
    }

    /// Its numbers as whole numbers; none where one has a fraction.
    pub fn into_integers(self) -> Option<Vec<i64>> {
        match self.values {
            Values::Integers(values) => Some(values),
            Values::Bytes(values) => Some(values.into_iter().map(i64::from).collect()),
            Values::Floats(values) => {
                let whole = |value: f64| (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64);
                values.into_iter().map(whole).collect()
            }
        }
    }

    /// The bytes of its file.
    pub fn bytes(&self) -> Vec<u8> {
        let kind = match self.values {
            Values::Floats(_) => "<f8",
            Values::Integers(_) => "<i8",
            Values::Bytes(_) => "|u1",
        };
        let sizes: String = self.shape.iter().map(|size| format!("{size},")).collect();
        let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({sizes}), }}");
        let start = MAGIC.len() + 4;
        let unpadded = start + header.len() + 1;
        header.extend(std::iter::repeat_n(' ', unpadded.next_multiple_of(ALIGNMENT) - unpadded));
        header.push('\n');
        let mut bytes = MAGIC.to_vec();
        bytes.extend([1, 0]);
        // As long as its few sizes make it.
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        match &self.values {
            Values::Floats(values) => values.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
            Values::Integers(values) => values.iter().for_each(|value| bytes.extend(value.to_le_bytes())),
            Values::Bytes(values) => bytes.extend(values),
        }
        bytes
    }

    /// Reads a file; none where it holds Python's objects, such as None.
    ///
    /// # Errors
    /// What is wrong with it, as a clause.
    pub fn read(bytes: &[u8]) -> Result<Option<Array>, String> {
        let damaged = || "it is no NumPy array, or it is damaged".to_owned();
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (length, rest) = match rest {
            [1, _, one, two, rest @ ..] => (usize::from(u16::from_le_bytes([*one, *two])), rest),
            [2 | 3, _, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest),
            _ => return Err(damaged()),
        };
        let (header, data) = rest.split_at_checked(length).ok_or_else(damaged)?;
        let header = std::str::from_utf8(header).map_err(|_| damaged())?;
        let kind = text_of(header, "descr").ok_or("its elements are records, not numbers")?;
        if kind.ends_with('O') || kind.contains("|O") {
            return Ok(None);
        }
        let shape = shape_of(header).ok_or_else(damaged)?;
        let count = shape.iter().try_fold(1_usize, |count, size| count.checked_mul(*size));
        let count = count.ok_or_else(damaged)?;
        let values = numbers(kind, data, count)?;
        let is_transposed = header.contains("'fortran_order': True") && shape.len() > 1;
        let array = Array { shape, values };
        Ok(Some(if is_transposed { array.row_major() } else { array }))
    }

    /// The same array, whose numbers came column by column.
    fn row_major(self) -> Array {
        let Array { shape, values } = self;
        // Of each place of the row-major order, the place where its number stands.
        let place = |index: usize| {
            let (mut rest, mut place, mut step) = (index, 0, shape.iter().product::<usize>());
            for size in shape.iter().rev() {
                step /= size;
                place += rest % size * step;
                rest /= size;
            }
            place
        };
        let values = match values {
            Values::Floats(values) => {
                Values::Floats((0..values.len()).map(|index| values[place(index)]).collect())
            }
            Values::Integers(values) => {
                Values::Integers((0..values.len()).map(|index| values[place(index)]).collect())
            }
            Values::Bytes(values) => {
                Values::Bytes((0..values.len()).map(|index| values[place(index)]).collect())
            }
        };
        Array { shape, values }
    }
}

fn text_of<'h>(header: &'h str, key: &str) -> Option<&'h str> {
    let (_, rest) = header.split_once(&format!("'{key}':"))?;
    let rest = rest.trim_start().strip_prefix('\'')?;
    rest.split_once('\'').map(|(text, _)| text)
}

fn shape_of(header: &str) -> Option<Vec<usize>> {
    let (_, rest) = header.split_once("'shape':")?;
    let (sizes, _) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    sizes.split(',').map(str::trim).filter(|size| !size.is_empty()).map(|size| size.parse().ok()).collect()
}

fn numbers(kind: &str, data: &[u8], count: usize) -> Result<Values, String> {
    let is_big = kind.starts_with('>');
    let letters = kind.trim_start_matches(['<', '>', '|', '=']);
    macro_rules! of {
        ($type:ty, $values:ident, $as:ty) => {{
            const SIZE: usize = size_of::<$type>();
            let data = data.get(..count.saturating_mul(SIZE));
            let data = data.ok_or("it ends before all of its numbers")?;
            let (words, _) = data.as_chunks::<SIZE>();
            let number = |word: &[u8; SIZE]| {
                (if is_big { <$type>::from_be_bytes(*word) } else { <$type>::from_le_bytes(*word) }) as $as
            };
            Ok(Values::$values(words.iter().map(number).collect()))
        }};
    }
    match letters {
        "f8" => of!(f64, Floats, f64),
        "f4" => of!(f32, Floats, f64),
        "i8" => of!(i64, Integers, i64),
        "i4" => of!(i32, Integers, i64),
        "i2" => of!(i16, Integers, i64),
        "i1" => of!(i8, Integers, i64),
        "u8" => of!(u64, Integers, i64),
        "u4" => of!(u32, Integers, i64),
        "u2" => of!(u16, Integers, i64),
        "u1" | "b1" => of!(u8, Bytes, u8),
        _ => Err(format!("its elements are of kind {kind}, but must be whole numbers, booleans or floats")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_come_back() {
        let arrays = [
            Array::floats(vec![2, 3], vec![1.5, -0.0, 2.0, f64::INFINITY, 1e-300, 3.0]),
            Array::integers(vec![-1, i64::MAX, 0]),
            Array { shape: vec![], values: Values::Integers(vec![7]) },
            Array { shape: vec![3], values: Values::Bytes(vec![1, 2, 255]) },
            Array::floats(vec![0, 4], vec![]),
        ];
        for array in arrays {
            let bytes = array.bytes();
            assert_eq!(bytes.len() % 8 % 8, if matches!(array.values, Values::Bytes(_)) { 3 } else { 0 });
            assert_eq!(Array::read(&bytes), Ok(Some(array)));
        }
    }

    /// As `numpy.save` writes `np.asfortranarray([[1, 2, 3], [4, 5, 6]], dtype=">i2")`, and an array with None.
    #[test]
    fn other_orders_are_understood_and_objects_are_not_read() {
        let file = |header: &str, data: &[u8]| {
            let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
            bytes.extend((header.len() as u16).to_le_bytes());
            bytes.extend(header.as_bytes());
            bytes.extend(data);
            bytes
        };
        let transposed = file(
            "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }\n",
            &[0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6],
        );
        let read = Array::read(&transposed).expect("it is right").expect("it has numbers");
        assert_eq!(
            (read.shape.clone(), read.into_floats()),
            (vec![2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
        );
        let objects = file("{'descr': '|O', 'fortran_order': False, 'shape': (), }\n", b"pickle");
        assert_eq!(Array::read(&objects), Ok(None));
        let short = file("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n", &[0; 9]);
        assert_eq!(Array::read(&short), Err("it ends before all of its numbers".to_owned()));
        let huge =
            file("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }\n", &[0; 9]);
        assert!(Array::read(&huge).is_err());
    }
}
