//! What a script remembers: how large it is, and as bytes.

use super::values::{MOST_NUMBERS, Matrix, Vector};
use crate::environment::Shape;
use crate::math::packed::packed_length;
use rhai::{Array, Dynamic, INT, Map};

/// Most entries of all arrays, and of all maps, of one value.
pub const MOST_ENTRIES: usize = 10_000;

/// Most bytes of a text.
pub const LONGEST_TEXT: usize = 4_096;

/// How deep lists may be within lists.
const DEEPEST: usize = 16;

/// Bytes of an entry without its numbers.
const ENTRY: u64 = 64;

/// The most bytes that an agent may remember in an environment of this shape: room for three matrices an item, of as many rows as there
/// are features and one more, and a megabyte.
pub fn most_bytes(shape: &Shape) -> u64 {
    let rows = (shape.context as u64).saturating_add(shape.arm_features as u64).saturating_add(1);
    let matrix = rows.saturating_mul(rows).saturating_mul(8 / 2).saturating_add(2 * ENTRY);
    matrix.saturating_mul(3).saturating_mul(shape.items as u64).saturating_add(1 << 20)
}

/// How many values a value is made of.
pub fn entries(value: &Dynamic) -> usize {
    if let Some(array) = value.read_lock::<Array>() {
        return 1 + array.iter().map(entries).sum::<usize>();
    }
    value.read_lock::<Map>().map_or(1, |map| 1 + map.values().map(entries).sum::<usize>())
}

/// How many bytes a value takes.
///
/// # Errors
/// A kind of value that can't be kept.
pub fn bytes(value: &Dynamic) -> Result<u64, String> {
    bytes_within(value, 0)
}

fn bytes_within(value: &Dynamic, depth: usize) -> Result<u64, String> {
    if depth > DEEPEST {
        return Err(format!("lists within lists more than {DEEPEST} deep"));
    }
    let sum = |values: &mut dyn Iterator<Item = &Dynamic>| -> Result<u64, String> {
        let mut sum = ENTRY;
        for value in values {
            sum += bytes_within(value, depth + 1)?;
        }
        Ok(sum)
    };
    if let Some(array) = value.read_lock::<Array>() {
        return sum(&mut array.iter());
    }
    if let Some(map) = value.read_lock::<Map>() {
        let names: u64 = map.keys().map(|name| name.len() as u64).sum();
        return Ok(names + sum(&mut map.values())?);
    }
    if let Some(vector) = value.read_lock::<Vector>() {
        return Ok(ENTRY + 8 * vector.0.len() as u64);
    }
    if let Some(matrix) = value.read_lock::<Matrix>() {
        return Ok(ENTRY + 8 * matrix.entries.len() as u64);
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return Ok(ENTRY + text.len() as u64);
    }
    if value.is_unit() || value.is_bool() || value.is_int() || value.is_float() || value.is_char() {
        return Ok(ENTRY);
    }
    Err(format!("a value of the kind {}", value.type_name()))
}

/// Appends a value to bytes: its kind, then what it holds. What can't be kept is left out; a script that kept it has failed before.
pub fn write(value: &Dynamic, bytes: &mut Vec<u8>) {
    let count = |bytes: &mut Vec<u8>, count: usize| bytes.extend((count as u32).to_le_bytes());
    let numbers = |bytes: &mut Vec<u8>, numbers: &[f64]| {
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    };
    if let Some(array) = value.read_lock::<Array>() {
        bytes.push(b'a');
        count(bytes, array.len());
        array.iter().for_each(|value| write(value, bytes));
    } else if let Some(map) = value.read_lock::<Map>() {
        bytes.push(b'm');
        count(bytes, map.len());
        for (name, value) in map.iter() {
            count(bytes, name.len());
            bytes.extend(name.as_bytes());
            write(value, bytes);
        }
    } else if let Some(vector) = value.read_lock::<Vector>() {
        bytes.push(b'v');
        count(bytes, vector.0.len());
        numbers(bytes, &vector.0);
    } else if let Some(matrix) = value.read_lock::<Matrix>() {
        bytes.push(b'x');
        count(bytes, matrix.size);
        numbers(bytes, &matrix.entries);
    } else if let Ok(text) = value.as_immutable_string_ref() {
        bytes.push(b't');
        count(bytes, text.len());
        bytes.extend(text.as_bytes());
    } else if let Ok(number) = value.as_float() {
        bytes.push(b'f');
        numbers(bytes, &[number]);
    } else if let Ok(number) = value.as_int() {
        bytes.push(b'i');
        bytes.extend(number.to_le_bytes());
    } else if let Ok(on) = value.as_bool() {
        bytes.push(if on { b'1' } else { b'0' });
    } else if let Ok(letter) = value.as_char() {
        bytes.push(b'c');
        count(bytes, letter as usize);
    } else {
        bytes.push(b'u');
    }
}

/// Reads a value that [`write()`] wrote; none where the bytes are anything else.
pub fn read(bytes: &[u8]) -> Option<Dynamic> {
    let mut reader = Reader { left: bytes, entries: 0 };
    let value = reader.value(0)?;
    reader.left.is_empty().then_some(value)
}

struct Reader<'a> {
    left: &'a [u8],
    entries: usize,
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, left) = self.left.split_at_checked(count)?;
        self.left = left;
        Some(taken)
    }

    fn count(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }

    fn numbers(&mut self, count: usize) -> Option<Vec<f64>> {
        let (numbers, _) = self.take(count.checked_mul(8)?)?.as_chunks::<8>();
        Some(numbers.iter().map(|number| f64::from_le_bytes(*number)).collect())
    }

    fn text(&mut self) -> Option<String> {
        let length = self.count().filter(|length| *length <= LONGEST_TEXT)?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    fn value(&mut self, depth: usize) -> Option<Dynamic> {
        self.entries += 1;
        if depth > DEEPEST || self.entries > 2 * MOST_ENTRIES {
            return None;
        }
        Some(match self.take(1)?.first()? {
            b'a' => {
                let mut array = Array::new();
                for _ in 0..self.count()? {
                    array.push(self.value(depth + 1)?);
                }
                array.into()
            }
            b'm' => {
                let mut map = Map::new();
                for _ in 0..self.count()? {
                    let name = self.text()?;
                    map.insert(name.as_str().into(), self.value(depth + 1)?);
                }
                map.into()
            }
            b'v' => {
                let count = self.count().filter(|count| *count <= MOST_NUMBERS)?;
                Dynamic::from(Vector::new(self.numbers(count)?))
            }
            b'x' => {
                let size = self.count().filter(|size| *size <= 1_024)?;
                Dynamic::from(Matrix { size, entries: self.numbers(packed_length(size))?.into() })
            }
            b't' => self.text()?.into(),
            b'f' => self.numbers(1)?.first().copied()?.into(),
            b'i' => INT::from_le_bytes(self.take(8)?.try_into().ok()?).into(),
            b'1' => true.into(),
            b'0' => false.into(),
            b'c' => char::from_u32(self.count()? as u32)?.into(),
            b'u' => Dynamic::UNIT,
            _ => return None,
        })
    }
}
