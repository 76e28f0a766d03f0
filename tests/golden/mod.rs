//! Links, which decode for ever to the same experiments, and the digests that they give by the present numerics. A line that
//! fails means that published links no longer give their bits: results may change only together with
//! [`NUMERICS`](bandit_playground::results::digest::NUMERICS), which says so to those who open a link with an older digest.
//! Last changed for numerics 2.

/// A link and its digest.
pub const GOLDEN: [(&str, &str); 12] = [
    ("#1horizon=400&seeds=2", "9851df30b9a0acdb"),
    (
        "#1w=movielens_mf;movies=40;noise=1;order=by_id;rank=7&c=lin_ucb;alpha=3&c=lin_ts;bias=on;gamma=0.98&c=oracle&horizon=300&seeds=2",
        "e4a3714712062303",
    ),
    (
        "#1w=movielens_per_arm;arms=8;factorization=observed_als;rank=5&c=lin_ucb;interactions=on;model=shared&c=epsilon_greedy;half_life=50&horizon=200&seeds=2",
        "f84de22880dbf5c5",
    ),
    ("#1w=stationary_linear&horizon=500&seeds=3&master_seed=7", "d2c5a8cafef0b67b"),
    ("#1w=wheel;delta=0.7&c=lin_ucb&c=k_nearest&c=random&horizon=400&seeds=2", "0b59dbaa17349491"),
    (
        "#1w=movielens_replay;movies=60;arms=8;reward=like&c=lin_ucb;model=shared&c=lin_ts&c=oracle&horizon=300&seeds=2&f=population=0.3;turnover=200",
        "b3dbd0be0b118c45",
    ),
    (
        "#1w=drifting_linear;arms=5&c=lin_ucb&c=epsilon_greedy&horizon=400&seeds=2&f=delay=5;delay_kind=geometric;batch=3;missing=0.2;extra_noise=0.5",
        "f7276e3a45f1dc29",
    ),
    (
        "#1w=gap_slates;change=drift;items=20&k=dependent_click;decay=0.8&c=cascade_ucb1&c=cascade_kl_ucb;start=none&c=cascade_ts&c=ts_cascade&c=cascade_ducb&c=cascade_swucb&c=dcm_kl_ucb&c=random_slate&horizon=400&seeds=2",
        "b80de4d9fe849edd",
    ),
    (
        "#1w=movielens_taste_slates;movies=40;rank=4&c=cascade_lin_ucb;c=0.5&c=cascade_lin_ts;sigma=0.5&c=c3_ucb&c=oracle_slate&horizon=300&seeds=2",
        "6a736aec253e2c83",
    ),
    (
        "#1w=movielens_genre_slates;users=all&k=coverage_cascade&c=cascade_lin_ts&c=popular_slate&horizon=200&seeds=2",
        "8a6d4d0a4cda0e30",
    ),
    (
        "#1w=gap_slates;items=12&c=cascade_ucb1&c=cascade_ts&c=cascade_ducb;gamma=0.98&c=cascade_swucb;window=60&c=top_rank&c=bubble_rank&c=ranked_exp3&f=batch=4;delay=20;delay_kind=geometric;missing=0.1&horizon=300&seeds=2",
        "66c570cfd6467e3e",
    ),
    (
        "#1w=bernoulli&c=ucb1&c=bernoulli_thompson;prior_failures=0.01;prior_successes=0.01&c=k_nearest&c=sliding_window_ucb;window=50&c=gradient_bandit;step=2&c=square_cb;gamma=0.98&c=exp3_mixture&f=delay=30;missing=0.2&horizon=400&seeds=2",
        "54e05965ae28f22f",
    ),
];
