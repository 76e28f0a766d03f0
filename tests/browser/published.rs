//! What hosts and other sites read of the built page: headers, cards, icons, the address.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn dist() -> PathBuf {
    std::env::var_os("PLAYGROUND_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from)
}

/// Width and height that a PNG file states.
fn size(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n", "{}", path.display());
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

/// Paths of all files of a folder.
fn files(folder: &Path, below: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the built page").map(|entry| entry.expect("an entry"));
    entries
        .flat_map(|entry| {
            let name = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() { files(&entry.path(), &format!("{name}/")) } else { vec![name] }
        })
        .collect()
}

/// What the step that writes the address makes of a page.
fn addressed(page: &str, address: &str) -> Result<String, String> {
    let step = "
        import { addressed } from './scripts/lib/finish/address.mjs';
        try { process.stdout.write(addressed(process.argv[1], process.argv[2])); }
        catch (error) { process.stderr.write(error.message); process.exit(1); }";
    let output = Command::new("node")
        .args(["--input-type=module", "-e", step, page, address])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("node, which the page is built with");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[test]
#[ignore = "needs the built page: scripts/test runs it"]
fn only_names_with_a_hash_are_kept_for_ever() {
    let headers = fs::read_to_string(dist().join("_headers")).expect("_headers");
    let lines: Vec<&str> = headers.lines().map(str::trim).collect();
    let rules: Vec<(&str, &str)> = lines
        .chunks(2)
        .map(|rule| {
            (
                rule[0].strip_prefix('/').expect("a path"),
                rule[1].strip_prefix("Cache-Control: ").expect("a value"),
            )
        })
        .collect();
    let forever: BTreeSet<&str> =
        rules.iter().filter(|(_, value)| value.contains("immutable")).map(|(path, _)| *path).collect();
    let all = files(&dist(), "");
    for path in &forever {
        assert!(all.iter().any(|file| file == path), "{path} is not there");
    }
    // The five programs, those of the workers' scripts, the page's own, the views' styles, the icon, the ratings.
    let hash = |file: &str| {
        file.split(['-', '.', '_']).any(|part| {
            (8..=16).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_hexdigit())
        })
    };
    let hashed: BTreeSet<&str> = all.iter().map(String::as_str).filter(|file| hash(file)).collect();
    assert_eq!(forever, hashed);
    for kind in [".wasm", ".js", ".bundle"] {
        let plain: Vec<_> = all.iter().filter(|file| file.ends_with(kind) && !hash(file)).collect();
        assert!(plain.is_empty() || plain == ["sw.js"], "{plain:?}");
    }
    for (path, value) in [("", "no-cache"), ("index.html", "no-cache"), ("sw.js", "no-cache")] {
        assert!(rules.contains(&(path, value)), "{path:?} of {rules:?}");
    }
}

#[test]
#[ignore = "needs the built page: scripts/test runs it"]
fn icons_and_the_picture_of_cards_have_the_sizes_that_are_said() {
    let manifest = fs::read_to_string(dist().join("manifest.webmanifest")).expect("the manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    for icon in manifest["icons"].as_array().expect("a list") {
        let path = dist().join(icon["src"].as_str().expect("a path"));
        let (width, height) = size(&path);
        assert_eq!(icon["sizes"], format!("{width}x{height}"), "{}", path.display());
    }
    assert_eq!(size(&dist().join("icons/apple-touch-180.png")), (180, 180));
    assert_eq!(size(&dist().join("og.png")), (1200, 630));
    // The system's bars have the colour of the page's head.
    let page = fs::read_to_string("index.html").expect("index.html");
    let style = fs::read_to_string("static/base.css").expect("base.css");
    let panels: Vec<&str> =
        style.split("--panel: ").skip(1).map(|rest| rest.split(';').next().unwrap_or_default()).collect();
    for (scheme, panel) in ["light", "dark"].into_iter().zip(panels) {
        let tag = format!("content=\"{panel}\" media=\"(prefers-color-scheme: {scheme})\"");
        assert!(page.contains(&tag), "{tag}");
    }
}

#[test]
#[ignore = "needs the built page: scripts/test runs it"]
fn the_address_is_written_where_the_builder_says_it() {
    let page = fs::read_to_string("index.html").expect("index.html");
    assert_eq!(addressed(&page, "").as_deref(), Ok(page.as_str()));
    assert!(!page.contains("canonical") && !page.contains("og:url"));
    for address in ["https://example.org/playground/", "https://example.org/playground"] {
        let text = addressed(&page, address).expect("an address");
        for part in [
            "<link rel=\"canonical\" href=\"https://example.org/playground/\">",
            "<meta property=\"og:url\" content=\"https://example.org/playground/\">",
            "content=\"https://example.org/playground/og.png\"",
        ] {
            assert_eq!(text.matches(part).count(), 1, "{part}");
        }
    }
    for address in
        ["example.org", "https://example.org/\"><script>", "https://example.org/?a", "ftp://example.org/"]
    {
        let error = addressed(&page, address).expect_err(address);
        assert!(error.contains("must be the page's address, such as https://"), "{error}");
    }
}
