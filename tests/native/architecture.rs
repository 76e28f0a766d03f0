//! The map in `src/lib.rs` is true: no file imports from a folder further down its table, no files import each other in
//! a circle, and no file is too long to be read at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bandit_playground::data::DATA_KINDS;
use petgraph::algo::{has_path_connecting, tarjan_scc};
use petgraph::graphmap::DiGraphMap;
use proc_macro2::{TokenStream, TokenTree};
use syn::{Item, UseTree, Visibility};

/// Most lines of a file of `src`.
const LONGEST_FILE: usize = 400;

/// A module that is a file of its own: the names from the crate's root, empty for `lib.rs`.
type Module = Vec<String>;

/// What a file of `src` has that others can import, and what it imports itself.
#[derive(Default)]
struct Source {
    path: PathBuf,
    /// Name here -> path as written there, of every `pub use`.
    exports: BTreeMap<String, Vec<String>>,
    /// Modules whose whole content is exported.
    glob_exports: Vec<Vec<String>>,
    /// Paths as written, of private `use` and of expressions.
    imports: BTreeSet<Vec<String>>,
    /// Names that private `use` brings in -> path as written.
    names: BTreeMap<String, Vec<String>>,
    /// All single names in its code.
    words: BTreeSet<String>,
    /// All literals in its code, as written.
    literals: BTreeSet<String>,
}

type Sources = BTreeMap<Module, Source>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn module_of(path: &Path) -> Module {
    let relative = path.strip_prefix(root()).expect("it lies in src").with_extension("");
    let mut names: Module = relative.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib")) {
        names.pop();
    }
    names
}

/// Whether the item is compiled for tests only.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string() == "test")
    })
}

fn leaves(tree: &UseTree, before: &[String], each: &mut impl FnMut(Vec<String>, String)) {
    let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<String>>();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &with(path.ident.to_string()), each),
        UseTree::Group(group) => group.items.iter().for_each(|item| leaves(item, before, each)),
        UseTree::Glob(_) => each(before.to_vec(), "*".to_owned()),
        UseTree::Name(name) if name.ident == "self" => {
            each(before.to_vec(), before.last().cloned().unwrap_or_default())
        }
        UseTree::Name(name) => each(with(name.ident.to_string()), name.ident.to_string()),
        UseTree::Rename(name) => each(with(name.ident.to_string()), name.rename.to_string()),
    }
}

/// Every path of two names or more in the code, inside macros too.
fn paths_in(tokens: TokenStream, found: &mut BTreeSet<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if colons != 2 {
                    path.clear();
                }
                path.push(name.to_string());
                colons = 0;
                if path.len() > 1 {
                    found.insert(path.clone());
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
            TokenTree::Group(group) => {
                paths_in(group.stream(), found);
                path.clear();
            }
            _ => path.clear(),
        }
    }
}

fn read(path: &Path) -> Source {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let file = syn::parse_file(&text).expect("the file is Rust");
    let mut source = Source { path: path.to_owned(), ..Source::default() };
    for item in &file.items {
        match item {
            Item::Use(item) if is_test(&item.attrs) => {}
            Item::Use(item) => leaves(&item.tree, &[], &mut |path, name| {
                let exported = !matches!(item.vis, Visibility::Inherited);
                if name == "*" {
                    match exported {
                        true => source.glob_exports.push(path),
                        false => drop(source.imports.insert(path)),
                    }
                } else if exported {
                    source.exports.insert(name, path);
                } else {
                    source.imports.insert(path.clone());
                    source.names.insert(name, path);
                }
            }),
            Item::Mod(item) if is_test(&item.attrs) || item.content.is_none() => {}
            Item::Fn(item) if is_test(&item.attrs) => {}
            Item::Macro(item) if is_test(&item.attrs) => {}
            other => {
                let tokens = quote::ToTokens::to_token_stream(other);
                words_in(tokens.clone(), &mut source.words);
                literals_in(tokens.clone(), &mut source.literals);
                paths_in(tokens, &mut source.imports);
            }
        }
    }
    source
}

/// Every name in the code, inside macros too.
fn words_in(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => drop(found.insert(name.to_string())),
            TokenTree::Group(group) => words_in(group.stream(), found),
            _ => {}
        }
    }
}

/// Every literal in the code, inside macros too.
fn literals_in(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => drop(found.insert(literal.to_string())),
            TokenTree::Group(group) => literals_in(group.stream(), found),
            _ => {}
        }
    }
}

/// Modules that are compiled for tests only.
fn test_modules(sources: &mut Sources) {
    let mut tests = Vec::new();
    for (module, source) in &*sources {
        let text = std::fs::read_to_string(&source.path).expect("the file can be read");
        let file = syn::parse_file(&text).expect("the file is Rust");
        for item in &file.items {
            if let Item::Mod(item) = item
                && is_test(&item.attrs)
            {
                tests.push(module.iter().cloned().chain([item.ident.to_string()]).collect::<Module>());
            }
        }
    }
    sources.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
}

fn sources() -> &'static Sources {
    static SOURCES: LazyLock<Sources> = LazyLock::new(read_sources);
    &SOURCES
}

fn read_sources() -> Sources {
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    let mut sources: Sources = files
        .iter()
        .filter(|path| {
            !path.ends_with("src/main.rs") && !path.components().any(|part| part.as_os_str() == "bin")
        })
        .map(|path| (module_of(path), read(path)))
        .collect();
    test_modules(&mut sources);
    sources
}

/// The module whose file defines what this path, written in the file of `from`, names; none for other crates and for
/// local names.
fn definition(sources: &Sources, from: &Module, path: &[String], depth: usize) -> Option<Module> {
    if depth > 20 {
        return None;
    }
    let mut here = from.clone();
    let mut rest = path;
    match rest.first().map(String::as_str)? {
        "crate" | "bandit_playground" => {
            here.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                here.pop();
                rest = &rest[1..];
            }
        }
        first => {
            let child: Module = here.iter().cloned().chain([first.to_owned()]).collect();
            if !sources.contains_key(&child) {
                let source = sources.get(&here)?;
                // A name that a `use` of this file brought in, which may be a module.
                let written = source.names.get(first).or_else(|| source.exports.get(first))?;
                let whole: Vec<String> = written.iter().chain(&rest[1..]).cloned().collect();
                return (written.first().map(String::as_str) != Some(first))
                    .then(|| definition(sources, from, &whole, depth + 1))
                    .flatten();
            }
        }
    }
    for (index, name) in rest.iter().enumerate() {
        let child: Module = here.iter().cloned().chain([name.clone()]).collect();
        if sources.contains_key(&child) {
            here = child;
            continue;
        }
        let source = sources.get(&here)?;
        if let Some(written) = source.exports.get(name) {
            let whole: Vec<String> = written.iter().chain(&rest[index + 1..]).cloned().collect();
            return definition(sources, &here, &whole, depth + 1).or(Some(here));
        }
        for glob in &source.glob_exports {
            let whole: Vec<String> = glob.iter().chain(&rest[index..]).cloned().collect();
            let found = definition(sources, &here, &whole, depth + 1);
            if found.is_some() {
                return found;
            }
        }
        break;
    }
    sources.contains_key(&here).then_some(here)
}

/// Which file imports from which.
fn edges(sources: &Sources) -> BTreeSet<(&Module, Module)> {
    let mut edges = BTreeSet::new();
    for (module, source) in sources {
        // What a file passes on to others is no import of its own, unless its code names it.
        let passed_on = source.exports.iter().filter(|(name, _)| source.words.contains(*name));
        for path in source.imports.iter().chain(passed_on.map(|(_, path)| path)) {
            if let Some(target) = definition(sources, module, path, 0)
                && target != *module
                && !target.is_empty()
            {
                edges.insert((module, target));
            }
        }
    }
    edges
}

/// The folders in the order of the table in `src/lib.rs`: further down may import from further up.
fn order() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("lib.rs")).expect("lib.rs can be read");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
    let names = rows.filter_map(|row| row.split('|').next()).flat_map(|cell| cell.split(','));
    names.filter_map(|name| Some(name.split('`').nth(1)?.to_owned())).collect()
}

#[test]
fn the_map_names_every_module_of_the_crate() {
    let sources = sources();
    let found: BTreeSet<&String> = sources.keys().filter_map(|module| module.first()).collect();
    let order = order();
    assert_eq!(found, order.iter().collect::<BTreeSet<_>>(), "the table in src/lib.rs");
    assert_eq!(order.len(), found.len(), "each once");
}

/// The picture in `CONTRIBUTING.md`: an arrow goes from a module to one that imports from it, every import is an arrow or follows
/// from several, and no arrow follows from others.
#[test]
fn the_picture_of_the_map_shows_the_imports() {
    let text = std::fs::read_to_string(root().with_file_name("CONTRIBUTING.md")).expect("it can be read");
    let picture = text.split("```mermaid").nth(1).and_then(|rest| rest.split("```").next());
    let arrows =
        picture.expect("it has a picture").lines().filter_map(|line| line.trim().split_once(" --> "));
    let drawn: BTreeSet<(String, String)> = arrows.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    let mut imports = DiGraphMap::<&str, ()>::new();
    let edges = edges(sources());
    for (from, to) in &edges {
        if let (Some(from), Some(to)) = (from.first(), to.first())
            && from != to
        {
            imports.add_edge(to, from, ());
        }
    }
    // What is reached without the arrow itself follows from other arrows.
    let follows = |from: &str, to: &str| {
        let mut others = imports.clone();
        others.remove_edge(from, to);
        has_path_connecting(&others, from, to, None)
    };
    let needed = imports.all_edges().filter(|(from, to, ())| !follows(from, to));
    let needed: BTreeSet<(String, String)> = needed.map(|(a, b, ())| (a.to_owned(), b.to_owned())).collect();
    let (missing, wrong): (Vec<_>, Vec<_>) =
        (needed.difference(&drawn).collect(), drawn.difference(&needed).collect());
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "missing arrows: {missing:?}; arrows to take out: {wrong:?}"
    );
}

#[test]
fn nothing_imports_upwards() {
    let (sources, order) = (sources(), order());
    let rank = |module: &Module| order.iter().position(|name| Some(name) == module.first());
    let wrong: Vec<String> = edges(sources)
        .iter()
        .filter(|(from, to)| rank(from) < rank(to))
        .map(|(from, to)| format!("{} imports from {}", from.join("::"), to.join("::")))
        .collect();
    assert!(wrong.is_empty(), "against the order of the table in src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let sources = sources();
    let edges = edges(sources);
    assert!(edges.len() > sources.len(), "{} imports found in {} files", edges.len(), sources.len());
    let mut graph = DiGraphMap::<&Module, ()>::new();
    for (from, to) in &edges {
        graph.add_edge(from, sources.get_key_value(to).expect("it is a module").0, ());
    }
    let circles: Vec<String> = tarjan_scc(&graph)
        .into_iter()
        .filter(|circle| circle.len() > 1)
        .map(|circle| {
            let inside = edges.iter().filter(|(from, to)| circle.contains(from) && circle.contains(&to));
            let lines = inside.map(|(from, to)| format!("  {} -> {}", from.join("::"), to.join("::")));
            format!("{} files:\n{}", circle.len(), lines.collect::<Vec<_>>().join("\n"))
        })
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    let lines = |path: &PathBuf| std::fs::read_to_string(path).expect("the file can be read").lines().count();
    let long: Vec<String> = files
        .iter()
        .filter(|path| lines(path) > LONGEST_FILE)
        .map(|path| format!("{} has {} lines", path.display(), lines(path)))
        .collect();
    assert!(long.is_empty(), "more than {LONGEST_FILE}: {}", long.join(", "));
}

/// Modules that are for all kinds of data, and that read their list.
const FOR_ALL_KINDS: [&str; 6] = ["spec", "simulation", "session", "worker", "command", "page"];

/// Files of those modules that are for one kind of data.
const FOR_ONE_KIND: [&[&str]; 8] = [
    // `bundle` packs ratings.
    &["command", "bundle"],
    // What the Data view and the command `data` say of ratings.
    &["worker", "exploring"],
    &["command", "explored"],
    // What the page shows of ratings, and the panel in which the columns of a table are chosen.
    &["page", "actions", "ratings"],
    &["page", "actions", "table"],
    &["page", "logic", "own_table"],
    &["page", "panels", "ratings"],
    &["page", "panels", "own_table"],
];

/// The files of one kind of data: its own in the list, its type in memory, and what is made of that.
fn of_one_kind(module: &Module) -> bool {
    let names: Vec<&str> = module.iter().map(String::as_str).collect();
    matches!(
        names.as_slice(),
        ["data", "kinds", _, ..]
            | ["data", "table" | "dataset" | "bundle" | "features" | "factorization", ..]
    )
}

/// What is for all kinds of data neither imports what is of one kind nor knows its id.
#[test]
fn what_is_for_all_kinds_of_data_names_none() {
    let sources = sources();
    let is_general = |module: &Module| {
        module.first().is_some_and(|first| FOR_ALL_KINDS.contains(&first.as_str()))
            && !FOR_ONE_KIND.iter().any(|own| module.iter().eq(*own))
    };
    let imports = edges(sources);
    let wrong: Vec<String> = imports
        .iter()
        .filter(|(from, to)| is_general(from) && of_one_kind(to))
        .map(|(from, to)| format!("{} imports from {}", from.join("::"), to.join("::")))
        .collect();
    assert!(wrong.is_empty(), "for all kinds of data, but of one:\n{}", wrong.join("\n"));
    for own in FOR_ONE_KIND {
        let own: Module = own.iter().map(|name| (*name).to_owned()).collect();
        assert!(sources.contains_key(&own), "{own:?} is a file");
    }
    for (module, source) in sources.iter().filter(|(module, _)| is_general(module) && module[0] != "page") {
        for kind in DATA_KINDS {
            let id = format!("\"{}\"", kind.part.id);
            assert!(!source.literals.contains(&id), "{} knows {id}", module.join("::"));
        }
    }
}

/// Modules that the page's program consists of, above what all programs share.
const OF_THE_PAGE: [&str; 6] = ["results", "chart", "session", "stories", "lessons", "page"];

/// The page's program has no code that reads or writes JSON: the reader's does that for it.
#[test]
fn the_page_knows_no_json() {
    let words = ["serde_json", "from_json"];
    let names = |source: &Source, word: &str| {
        source.words.contains(word) || source.imports.iter().flatten().any(|name| name == word)
    };
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|(module, _)| module.first().is_some_and(|first| OF_THE_PAGE.contains(&first.as_str())))
        .flat_map(|(module, source)| words.map(|word| (module, word, names(source, word))))
        .filter(|(.., is_there)| *is_there)
        .map(|(module, word, _)| format!("{} names {word}", module.join("::")))
        .collect();
    assert!(wrong.is_empty(), "ask the reader's program instead (src/worker/json.rs): {}", wrong.join(", "));
    let knows = |module: &[&str]| {
        let module: Module = module.iter().map(|name| (*name).to_owned()).collect();
        sources().get(&module).is_some_and(|source| names(source, "serde_json"))
    };
    assert!(knows(&["worker", "json"]) && knows(&["spec", "experiment"]), "words are found");
}

/// The lines of documentation of an item.
fn documentation(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(syn::MetaNameValue {
            path,
            value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }),
            ..
        }) if path.is_ident("doc") => Some(line.value()),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What others implement shows how it is used: every public trait has an example that runs, or names the one of another trait. Those
/// that only files of the crate can name are `pub(crate)`.
#[test]
fn every_public_trait_has_an_example() {
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    let mut seen = 0;
    let mut without = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path).expect("the file can be read");
        for item in syn::parse_file(&text).expect("it compiles").items {
            let Item::Trait(item) = item else { continue };
            if !matches!(item.vis, Visibility::Public(_)) {
                continue;
            }
            seen += 1;
            let told = documentation(&item.attrs).split_whitespace().collect::<Vec<_>>().join(" ");
            if !told.contains("```") && !told.contains("see the example of [`") {
                without.push(format!("{} in {}", item.ident, path.display()));
            }
        }
    }
    assert!(seen > 15, "public traits are found: {seen}");
    assert!(without.is_empty(), "no example: {}", without.join(", "));
}
