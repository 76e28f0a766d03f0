//! Everything that is tested natively through the public interface, in one program, so that it is linked once. Cases from
//! other libraries are in `tests/reference.rs`, the page in `tests/browser`.

mod architecture;
mod catalogue;
mod claims;
mod command;
mod conformance;
mod dependencies;
mod engine;
mod environments;
mod experiments;
mod factorization;
mod files;
mod forgetting;
mod golden;
mod least_squares;
mod linear;
mod link;
mod link_mangled;
mod messages;
mod mixtures;
mod movielens_files;
mod neural;
mod objectives;
mod off_policy;
mod policies;
mod rankers;
mod ranking;
mod scorers;
mod session;
mod share;
mod sharing;
mod stories;
mod table;
mod unknown_ids;
mod warm_start;
mod without_context;
