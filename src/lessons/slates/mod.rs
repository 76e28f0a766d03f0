//! Several films at once, and what clicks mean.
