//! stub
#![allow(missing_docs)]
pub struct Movie {
    pub id: u32,
    pub title: String,
    pub year: Option<u16>,
    pub genres: Vec<u8>,
}
pub struct Demo;
impl Demo {
    pub fn words(&self) -> Vec<String> {
        vec![]
    }
}
pub struct User {
    pub id: u32,
    pub demographics: Option<Demo>,
}
pub struct Dataset;
impl Dataset {
    pub fn movies(&self) -> &[Movie] {
        &[]
    }
    pub fn users(&self) -> &[User] {
        &[]
    }
    pub fn genre_name(&self, _g: u8) -> Option<&str> {
        None
    }
    pub fn ratings_of(&self, _u: usize) -> &[u8] {
        &[]
    }
    pub fn top_genres(&self, _u: usize, _n: usize) -> Vec<String> {
        vec![]
    }
    pub fn favourite_movies(&self, _u: usize, _n: usize) -> Vec<usize> {
        vec![]
    }
}
pub struct FeatureTable;
impl FeatureTable {
    pub fn row(&self, _u: usize) -> &[f64] {
        &[]
    }
}
pub fn demographic_features(_: &Dataset) -> Option<FeatureTable> {
    None
}
pub mod factorization {
    use super::Dataset;
    pub enum MovieOrder {
        ById,
        MostRated,
    }
    pub struct Factorization {
        pub users: Vec<usize>,
        pub movies: Vec<usize>,
        pub user_biases: Vec<f64>,
        pub movie_biases: Vec<f64>,
        pub held_out_rmse: Option<f64>,
    }
    impl Factorization {
        pub fn rating(&self, _u: usize, _m: usize) -> f64 {
            0.0
        }
        pub fn user_vector(&self, _: usize) -> &[f64] {
            &[]
        }
        pub fn movie_vector(&self, _: usize) -> &[f64] {
            &[]
        }
    }
    #[derive(Default)]
    pub struct O;
    pub fn zero_filled_svd(_: &Dataset, _: MovieOrder, _: usize, _: usize) -> Result<Factorization, String> {
        Err("".into())
    }
    pub fn alternating_least_squares(
        _: &Dataset,
        _: MovieOrder,
        _: usize,
        _: usize,
        _: &O,
    ) -> Result<Factorization, String> {
        Err("".into())
    }
}
#[derive(serde::Serialize)] pub struct Summary { pub users: usize }
impl Dataset { pub fn summary(&self) -> Summary { Summary { users: 0 } } pub fn fingerprint_text(&self) -> String { String::new() } pub fn name(&self) -> &str { "" } }
pub struct NamedFile { pub name: String, pub bytes: Vec<u8> }
#[derive(Default)] pub struct Limits { pub keep_most_active_users: Option<usize>, pub maximum_ratings: usize }
pub struct ReadProgress { pub stage: &'static str, pub fraction: f64 }
#[derive(Debug, thiserror::Error)] #[error("x")] pub struct DataError;
impl DataError { pub fn details(&self) -> Vec<String> { vec![] } pub fn most_active_users(&self) -> Option<usize> { None } }
pub fn read_files(_: Vec<NamedFile>, _: &Limits, _: &mut dyn FnMut(ReadProgress)) -> Result<Dataset, DataError> { Err(DataError) }
pub mod bundle { use super::*; pub fn decode(_: &[u8]) -> Result<Dataset, DataError> { Err(DataError) } pub fn encode(_: &Dataset) -> Vec<u8> { vec![] } pub fn is_bundle(_: &[u8]) -> bool { false } }
