//! Which systems of a side are solved how, and how much work that is.

/// Ratings of each user, or of each movie.
pub struct Lists {
    /// Where the ratings of each begin, and after the last where they end.
    offsets: Vec<usize>,
    /// Index on the other side.
    others: Vec<u32>,
    /// Stars above the mean.
    stars: Vec<f64>,
}

impl Lists {
    /// The ratings (own index, other index, stars above the mean) by own index, and by other index.
    pub fn new(count: usize, ratings: impl Iterator<Item = (usize, usize, f64)> + Clone) -> Lists {
        let mut offsets = vec![0; count + 1];
        ratings.clone().for_each(|(own, _, _)| offsets[own + 1] += 1);
        for index in 0..count {
            offsets[index + 1] += offsets[index];
        }
        let length = offsets[count];
        let mut pairs = vec![(0, 0.0); length];
        let mut next = offsets.clone();
        for (own, other, stars) in ratings {
            pairs[next[own]] = (other as u32, stars);
            next[own] += 1;
        }
        offsets.windows(2).for_each(|ends| pairs[ends[0]..ends[1]].sort_by_key(|(other, _)| *other));
        let (others, stars) = pairs.into_iter().unzip();
        Lists { offsets, others, stars }
    }

    /// How many users (or movies) there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many ratings one of them has.
    pub fn count(&self, index: usize) -> usize {
        self.offsets[index + 1] - self.offsets[index]
    }

    /// Others and stars of one of them.
    pub fn of(&self, index: usize) -> (&[u32], &[f64]) {
        let range = self.offsets[index]..self.offsets[index + 1];
        (&self.others[range.clone()], &self.stars[range])
    }
}

/// What is regressed and how strongly the solution is pulled to zero.
#[derive(Clone, Copy)]
pub struct Ridge {
    /// Numbers a vector.
    pub rank: usize,
    /// Weight of a squared vector, times the number of ratings.
    pub vector_weight: f64,
    /// Weight of a squared bias.
    pub bias_weight: f64,
}

/// Most numbers in the table of all products of two vectors of a side.
const LARGEST_TABLE: usize = 1 << 22;

/// Multiplications, roughly, to solve with an unknown for each of `n` ratings whose products are known.
pub fn dual_work(n: u64, size: u64) -> u64 {
    n * n * n / 6 + 2 * n * n + 2 * n * size
}

/// Multiplications to know the products of `n` vectors.
pub fn products_work(n: u64, size: u64) -> u64 {
    n * n * size / 2
}

/// Multiplications, roughly, to solve with `size` unknowns.
pub fn primal_work(n: u64, size: u64) -> u64 {
    sums_work(n, size) + size * size * size / 6 + 2 * size * size + 2 * n * size
}

/// Half of the products that are summed: they are made once for all systems, and to add is less than to multiply and add.
pub fn sums_work(n: u64, size: u64) -> u64 {
    n * size * size / 4
}

/// Which systems of a side are solved how. It depends on nothing but how many ratings each has.
pub struct Plan {
    /// Those with an unknown for each rating.
    pub dual: Vec<u32>,
    /// Those with an unknown for each feature.
    pub primal: Vec<u32>,
    /// Whether all products of two vectors of the other side are made once, because together the systems need more.
    pub table: bool,
    /// Multiplications, roughly.
    pub work: u64,
}

impl Plan {
    /// The plan with the least work.
    pub fn new(ridge: &Ridge, lists: &Lists, others: usize) -> Plan {
        let with = Plan::with(ridge, lists, others, true);
        let without = Plan::with(ridge, lists, others, false);
        let fits = others.saturating_mul(others) <= LARGEST_TABLE;
        if fits && with.work < without.work { with } else { without }
    }

    fn with(ridge: &Ridge, lists: &Lists, others: usize, table: bool) -> Plan {
        let size = ridge.rank as u64 + 1;
        // Else the system has no dual.
        let regular = ridge.vector_weight > 0.0 && ridge.bias_weight > 0.0;
        let work = if table { products_work(others as u64, size) } else { 0 };
        let mut plan = Plan { dual: Vec::new(), primal: Vec::new(), table, work };
        for index in 0..lists.len() {
            let n = lists.count(index) as u64;
            let dual = dual_work(n, size) + if table { 0 } else { products_work(n, size) };
            let primal = primal_work(n, size);
            if n > 0 && regular && dual < primal {
                plan.dual.push(index as u32);
                plan.work += dual;
            } else if n > 0 {
                plan.primal.push(index as u32);
                plan.work += primal;
            }
        }
        plan
    }
}
