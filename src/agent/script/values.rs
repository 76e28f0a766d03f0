//! What a script computes with beside numbers: vectors, symmetric matrices, and the round.
//!
//! Copies share their numbers until one of them is changed, so that a script may pass them around at no cost.

use std::sync::Arc;

use super::budget::charge;
use crate::agent::View;
use crate::math::packed::{add_outer, form_weights, multiply, packed_length};
use crate::math::vector::{add_scaled, dot};
use rhai::{Array, EvalAltResult, INT};

/// What a helper gives, or why it can't.
pub type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

/// Most numbers of a vector or matrix.
pub const MOST_NUMBERS: usize = 1 << 20;

/// A list of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(pub Arc<Vec<f64>>);

/// A symmetric matrix, as its upper triangle row by row (see [`crate::math::packed`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Rows, and columns.
    pub size: usize,
    /// size (size + 1) / 2 numbers.
    pub entries: Arc<Vec<f64>>,
}

/// What is said where two lengths must be equal.
fn unequal(what: &str, one: usize, other: usize) -> Box<EvalAltResult> {
    format!("{what} has {one} numbers and the other {other}: both must have as many").into()
}

/// A number of entries that a script asked for.
pub fn length(count: INT) -> Result<usize> {
    let length = usize::try_from(count).ok().filter(|length| *length <= MOST_NUMBERS);
    let length =
        length.ok_or_else(|| format!("a length of {count}, but it must lie between 0 and {MOST_NUMBERS}"))?;
    charge(length)?;
    Ok(length)
}

impl Vector {
    /// A vector of these numbers.
    pub fn new(numbers: Vec<f64>) -> Vector {
        Vector(Arc::new(numbers))
    }

    /// So many zeros.
    pub fn zeros(count: INT) -> Result<Vector> {
        Ok(Vector::new(vec![0.0; length(count)?]))
    }

    /// The numbers of an array.
    pub fn of(array: &Array) -> Result<Vector> {
        charge(array.len())?;
        let number = |value: &rhai::Dynamic| {
            let number = value.as_float().or_else(|_| value.as_int().map(|whole| whole as f64));
            number
                .map_err(|kind| format!("numbers are needed, but there is a value of the kind {kind}").into())
        };
        Ok(Vector::new(array.iter().map(number).collect::<Result<_>>()?))
    }

    /// The index of a number, counted from the end where it is negative, as in arrays.
    fn place(&self, index: INT) -> Result<usize> {
        let place = if index < 0 { index + self.0.len() as INT } else { index };
        usize::try_from(place)
            .ok()
            .filter(|place| *place < self.0.len())
            .ok_or_else(|| EvalAltResult::ErrorArrayBounds(self.0.len(), index, rhai::Position::NONE).into())
    }

    /// One number.
    pub fn get(&self, index: INT) -> Result<f64> {
        Ok(self.0[self.place(index)?])
    }

    /// Sets one number.
    pub fn set(&mut self, index: INT, number: f64) -> Result<()> {
        let place = self.place(index)?;
        charge(self.0.len())?;
        Arc::make_mut(&mut self.0)[place] = number;
        Ok(())
    }

    /// The sum of products.
    pub fn dot(&self, other: &Vector) -> Result<f64> {
        if self.0.len() != other.0.len() {
            return Err(unequal("a vector", self.0.len(), other.0.len()));
        }
        charge(self.0.len())?;
        Ok(dot(&self.0, &other.0))
    }

    /// Adds `scale` times another.
    pub fn add(&mut self, other: &Vector, scale: f64) -> Result<()> {
        if self.0.len() != other.0.len() {
            return Err(unequal("a vector", self.0.len(), other.0.len()));
        }
        charge(2 * self.0.len())?;
        add_scaled(Arc::make_mut(&mut self.0).as_mut_slice(), &other.0, scale);
        Ok(())
    }

    /// Its numbers, then those of another.
    pub fn join(&self, other: &Vector) -> Result<Vector> {
        length((self.0.len() + other.0.len()) as INT)?;
        Ok(Vector::new([self.0.as_slice(), other.0.as_slice()].concat()))
    }
}

impl Matrix {
    /// `scale` on the diagonal, zeros beside it.
    pub fn identity(size: INT, scale: f64) -> Result<Matrix> {
        let size = usize::try_from(size).ok().filter(|size| *size <= 1_024);
        let size = size.ok_or("a matrix has between 0 and 1024 rows")?;
        let mut entries = vec![0.0; length(packed_length(size) as INT)?];
        let mut diagonal = 0;
        for row in 0..size {
            entries[diagonal] = scale;
            diagonal += size - row;
        }
        Ok(Matrix { size, entries: Arc::new(entries) })
    }

    fn check(&self, vector: &Vector) -> Result<()> {
        if self.size == vector.0.len() {
            return charge(2 * self.entries.len());
        }
        let (rows, numbers) = (self.size, vector.0.len());
        Err(format!("a matrix with {rows} rows and a vector with {numbers} numbers: both must have as many")
            .into())
    }

    /// M x.
    pub fn multiply(&self, x: &Vector) -> Result<Vector> {
        self.check(x)?;
        let mut product = vec![0.0; self.size];
        multiply(&self.entries, &x.0, &mut product);
        Ok(Vector::new(product))
    }

    /// x' M x.
    pub fn quadratic(&self, x: &Vector) -> Result<f64> {
        self.check(x)?;
        let mut weights = vec![0.0; self.entries.len()];
        form_weights(&x.0, &mut weights);
        Ok(dot(&weights, &self.entries))
    }

    /// Adds `scale` x x'.
    pub fn add_outer(&mut self, x: &Vector, scale: f64) -> Result<()> {
        self.check(x)?;
        add_outer(Arc::make_mut(&mut self.entries).as_mut_slice(), &x.0, scale);
        Ok(())
    }

    /// From the inverse of A to the inverse of A + x x' (Sherman and Morrison 1950), in O(d^2).
    pub fn ridge_update(&mut self, x: &Vector) -> Result<()> {
        let gain = self.multiply(x)?;
        let denominator = 1.0 + dot(&gain.0, &x.0);
        self.add_outer(&gain, -1.0 / denominator)
    }
}

/// What a script sees of a round.
#[derive(Debug, Clone)]
pub struct Round {
    /// Its number, from 1.
    pub number: INT,
    /// What describes the user.
    pub context: Vector,
    /// The arms on offer.
    pub arms: Arc<Vec<u32>>,
    /// Numbers that describe the arms, those of one after those of another.
    pub features: Arc<Vec<f64>>,
}

impl Round {
    /// The round of a view.
    pub fn new(view: &View<'_>) -> Round {
        Round {
            number: view.round as INT,
            context: Vector::new(view.context.to_vec()),
            arms: Arc::new(view.items.to_vec()),
            features: Arc::new(view.arm_features.to_vec()),
        }
    }

    /// The arms as an array.
    pub fn list(&self) -> Array {
        self.arms.iter().map(|arm| INT::from(*arm).into()).collect()
    }

    /// The index of an arm among those on offer.
    pub fn slot(&self, arm: INT) -> Result<usize> {
        let slot = self.arms.iter().position(|offered| INT::from(*offered) == arm);
        slot.ok_or_else(|| {
            format!("there is no arm {arm} in this round: round.arms lists those there are").into()
        })
    }

    /// The numbers that describe an arm.
    pub fn features_of(&self, arm: INT) -> Result<Vector> {
        let slot = self.slot(arm)?;
        let width = self.features.len() / self.arms.len().max(1);
        charge(width)?;
        Ok(Vector::new(self.features[slot * width..(slot + 1) * width].to_vec()))
    }
}
