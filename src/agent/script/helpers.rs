//! What a script can call: one list, of which the language is made and the editor's help is written.

use std::ops::{Range, RangeInclusive};

use super::budget::{charge, draw};
use super::saved::{self, MOST_ENTRIES};
use super::values::{Matrix, Result, Round, Vector};
use crate::agent::largest;
use crate::math::sampling;
use rhai::{Array, Dynamic, Engine, INT, Map};

/// Something that a script can call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Helper {
    /// How it is written.
    pub call: &'static str,
    /// What it gives, in one sentence.
    pub sentence: &'static str,
}

impl Helper {
    /// Its name: what stands before the brackets, and after a dot.
    pub fn name(&self) -> &'static str {
        let before = self.call.split('(').next().unwrap_or_default();
        before.rsplit('.').next().unwrap_or_default()
    }
}

macro_rules! helpers {
    ($($call:literal $sentence:literal => $register:expr;)*) => {
        /// Everything that a script can call, in the order of the help.
        pub const HELPERS: &[Helper] = &[$(Helper { call: $call, sentence: $sentence }),*];

        /// Makes the language know them.
        pub fn register(engine: &mut Engine) {
            $({
                let register: fn(&mut Engine) = $register;
                register(engine);
            })*
            operators(engine);
        }
    };
}

helpers! {
    "round.number" "Number of the round, from 1." => |engine| {
        engine.register_get("number", |round: &mut Round| round.number);
    };
    "round.context" "The numbers that describe this round's user, as a vector." => |engine| {
        engine.register_get("context", |round: &mut Round| round.context.clone());
    };
    "round.arms" "The arms on offer, as an array of their numbers, of which choose gives one." => |engine| {
        engine.register_get("arms", |round: &mut Round| round.list());
    };
    "round.features(arm)" "The numbers that describe an arm, as a vector; empty where the world describes none." => |engine| {
        engine.register_fn("features", |round: &mut Round, arm: INT| round.features_of(arm));
    };
    "argmax(scores)" "The place of the largest number, counted from 0; one of several equal ones at random." => |engine| {
        engine.register_fn("argmax", |scores: Array| argmax(&Vector::of(&scores)?));
        engine.register_fn("argmax", |scores: Vector| argmax(&scores));
    };
    "uniform()" "A random number from 0 to 1, from the agent's own stream, so that a seed repeats it." => |engine| {
        engine.register_fn("uniform", || draw(|stream| stream.uniform()));
    };
    "normal()" "A draw from the standard normal distribution." => |engine| {
        engine.register_fn("normal", || draw(|stream| stream.normal()));
    };
    "beta(a, b)" "A draw from the beta distribution, for a and b above 0." => |engine| {
        engine.register_fn("beta", beta);
    };
    "below(n)" "A random whole number from 0 to n - 1." => |engine| {
        engine.register_fn("below", |count: INT| match usize::try_from(count) {
            Ok(count) if count > 0 => draw(|stream| stream.below(count) as INT),
            _ => Err(format!("below({count}), but it must be 1 or more").into()),
        });
    };
    "zeros(n)" "A vector of n zeros." => |engine| {
        engine.register_fn("zeros", Vector::zeros);
    };
    "vector(array)" "A vector of the numbers of an array." => |engine| {
        engine.register_fn("vector", |numbers: Array| Vector::of(&numbers));
    };
    "join(a, b)" "One vector of the numbers of a, then those of b." => |engine| {
        engine.register_fn("join", |one: Vector, other: Vector| one.join(&other));
    };
    "fill(n, value)" "An array of n copies of a value, such as one matrix an arm." => |engine| {
        engine.register_fn("fill", fill);
    };
    "identity(n, scale)" "A matrix of n rows with scale on its diagonal. Matrices are symmetric." => |engine| {
        engine.register_fn("identity", |size: INT, scale: f64| Matrix::identity(size, scale));
        engine.register_fn("identity", |size: INT| Matrix::identity(size, 1.0));
    };
    "dot(a, b)" "The sum of the products of two vectors." => |engine| {
        engine.register_fn("dot", |one: &mut Vector, other: Vector| one.dot(&other));
    };
    "multiply(m, x)" "The product of a matrix and a vector." => |engine| {
        engine.register_fn("multiply", |matrix: &mut Matrix, x: Vector| matrix.multiply(&x));
    };
    "quadratic(m, x)" "x' M x: for the inverse of a ridge regression, the variance of its estimate." => |engine| {
        engine.register_fn("quadratic", |matrix: &mut Matrix, x: Vector| matrix.quadratic(&x));
    };
    "m.ridge_update(x)" "Changes the inverse of A into that of A + x x', without inverting anything." => |engine| {
        engine.register_fn("ridge_update", |matrix: &mut Matrix, x: Vector| matrix.ridge_update(&x));
    };
    "m.add_outer(x, scale)" "Adds scale times x x' to a matrix." => |engine| {
        engine.register_fn("add_outer", |matrix: &mut Matrix, x: Vector, scale: f64| matrix.add_outer(&x, scale));
    };
    "a.add(b, scale)" "Adds scale times the vector b to a." => |engine| {
        engine.register_fn("add", |one: &mut Vector, other: Vector, scale: f64| one.add(&other, scale));
    };
    "len(list)" "How many entries an array, a map or a vector has." => |engine| {
        engine.register_fn("len", |array: &mut Array| array.len() as INT);
        engine.register_fn("len", |map: &mut Map| map.len() as INT);
        engine.register_fn("len", |vector: &mut Vector| vector.0.len() as INT);
    };
    "array.push(value)" "Adds a value to the end of an array." => |engine| {
        engine.register_fn("push", |array: &mut Array, value: Dynamic| array.push(value));
    };
    "array.remove(place)" "Takes the value at a place out of an array and gives it." => |engine| {
        engine.register_fn("remove", remove);
    };
    "map.keys()" "The names in a map, in the order of the alphabet." => |engine| {
        engine.register_fn("keys", |map: &mut Map| -> Array {
            map.keys().map(|name| name.as_str().to_owned().into()).collect()
        });
    };
    "sqrt(x)" "The square root." => |engine| { engine.register_fn("sqrt", f64::sqrt); of_whole(engine, "sqrt", f64::sqrt); };
    "exp(x)" "e to the power x." => |engine| { engine.register_fn("exp", libm::exp); of_whole(engine, "exp", libm::exp); };
    "ln(x)" "The natural logarithm." => |engine| { engine.register_fn("ln", libm::log); of_whole(engine, "ln", libm::log); };
    "pow(x, y)" "x to the power y." => |engine| {
        engine.register_fn("pow", libm::pow);
        // The operator of the language takes the power of the machine; it is switched off, and this stands in its place.
        engine.register_fn("**", libm::pow);
        engine.register_fn("pow", |x: f64, y: INT| libm::pow(x, y as f64));
        engine.register_fn("pow", |x: INT, y: INT| libm::pow(x as f64, y as f64));
    };
    "abs(x)" "A number without its sign." => |engine| {
        engine.register_fn("abs", f64::abs);
        engine.register_fn("abs", |x: INT| x.saturating_abs());
    };
    "floor(x)" "The largest whole number that is not above x." => |engine| {
        engine.register_fn("floor", |x: f64| libm::floor(x) as INT);
    };
    "min(x, y)" "The smaller of two numbers." => |engine| {
        engine.register_fn("min", |x: f64, y: f64| if y < x { y } else { x });
        engine.register_fn("min", |x: INT, y: INT| x.min(y));
    };
    "max(x, y)" "The larger of two numbers." => |engine| {
        engine.register_fn("max", |x: f64, y: f64| if y > x { y } else { x });
        engine.register_fn("max", |x: INT, y: INT| x.max(y));
    };
    "float(x)" "A whole number as one with a fraction." => |engine| {
        engine.register_fn("float", |x: INT| x as f64);
        engine.register_fn("float", |x: f64| x);
    };
}

/// What has no name: signs, places of vectors, and what loops go through.
fn operators(engine: &mut Engine) {
    engine.register_type_with_name::<Vector>("vector");
    engine.register_type_with_name::<Matrix>("matrix");
    engine.register_type_with_name::<Round>("round");
    engine.register_fn("-", |x: f64| -x);
    engine.register_fn("-", |x: INT| {
        x.checked_neg().ok_or_else(|| Box::<rhai::EvalAltResult>::from("a whole number without an opposite"))
    });
    engine.register_fn("+", |x: f64| x);
    engine.register_fn("+", |x: INT| x);
    engine.register_fn("!", |on: bool| !on);
    engine.register_indexer_get(|vector: &mut Vector, place: INT| vector.get(place));
    engine.register_indexer_set(|vector: &mut Vector, place: INT, number: f64| vector.set(place, number));
    engine.register_iterator::<Array>();
    engine.register_iterator::<Range<INT>>();
    engine.register_iterator::<RangeInclusive<INT>>();
}

fn of_whole(engine: &mut Engine, name: &'static str, function: fn(f64) -> f64) {
    engine.register_fn(name, move |x: INT| function(x as f64));
}

fn argmax(scores: &Vector) -> Result<INT> {
    if scores.0.is_empty() {
        return Err("argmax of nothing: there must be a score for each arm".into());
    }
    charge(scores.0.len())?;
    draw(|stream| largest(&scores.0, stream) as INT)
}

fn beta(a: Dynamic, b: Dynamic) -> Result<f64> {
    let number =
        |value: &Dynamic| value.as_float().or_else(|_| value.as_int().map(|whole| whole as f64)).ok();
    match (number(&a), number(&b)) {
        (Some(a), Some(b)) if a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite() => {
            draw(|stream| sampling::beta(a, b, stream))
        }
        _ => Err(format!("beta({a}, {b}), but both must be numbers above 0").into()),
    }
}

fn fill(count: INT, value: Dynamic) -> Result<Array> {
    let count = usize::try_from(count).ok().filter(|count| *count <= MOST_ENTRIES);
    let count = count.ok_or_else(|| format!("an array has between 0 and {} entries", MOST_ENTRIES))?;
    // A list is copied as often, entry by entry.
    let entries = count.saturating_mul(saved::entries(&value));
    if entries > MOST_ENTRIES {
        return Err(format!("an array has at most {MOST_ENTRIES} entries in all").into());
    }
    charge(entries.saturating_mul(8))?;
    Ok(vec![value; count])
}

fn remove(array: &mut Array, place: INT) -> Result<Dynamic> {
    let found = usize::try_from(place).ok().filter(|place| *place < array.len());
    let found = found.ok_or_else(|| {
        Box::new(rhai::EvalAltResult::ErrorArrayBounds(array.len(), place, rhai::Position::NONE))
    })?;
    charge(array.len() * 4)?;
    Ok(array.remove(found))
}
