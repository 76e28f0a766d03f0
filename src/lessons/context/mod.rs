//! Users, films, and what a model of them can say.
