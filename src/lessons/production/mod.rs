//! What changes once a bandit serves people.
