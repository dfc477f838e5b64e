# What ./run, ./test and their helpers share. Sourced, never run.

say() { printf '\n==> %s\n' "$*" >&2; }

fail() {
  printf '\n%s: %s\n' "$(basename "$0")" "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# Debian's own tools, whatever version manager stands before them on PATH.
prefer_system_tools() { PATH="/usr/bin:/bin:/usr/sbin:/sbin:$PATH"; }

# Prints the packages of the given lists that are not installed.
missing_packages() {
  local list package unless command
  local -a wanted=()
  for list in "$@"; do
    while read -r package unless command; do
      case "$package" in '' | '#'*) continue ;; esac
      [ "$unless" = unless ] && command -v "$command" >/dev/null && continue
      wanted+=("$package")
    done <"$ROOT/scripts/packages/$list.txt"
  done
  # One query for all. It answers in milliseconds and says nothing about packages it has never heard of.
  local installed
  installed=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' "${wanted[@]}" 2>/dev/null | awk '$1 == "ii" { print $2 }' || true)
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort) <(printf '%s\n' "$installed" | sort)
}

# install_packages LIST...: installs what the lists name and the machine lacks.
install_packages() {
  command -v dpkg-query >/dev/null || fail 'this is not Debian, and only Debian 12 packages are known here.' \
    "Install the equivalents of scripts/packages/*.txt and build with: cmake --preset release && cmake --build --preset release"
  local -a missing as_root=()
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail 'Debian packages are missing, and neither root nor sudo is at hand.' \
      'Run this as root, then try again:' "apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  # An outdated list of packages is worth a try: the index may be unreachable and the packages cached.
  "${as_root[@]}" apt-get update || say 'apt-get update failed; trying with the package lists that are there'
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}" ||
    fail 'apt-get could not install the packages above.' 'Poolhouse is built from Debian 12 (bookworm) packages; this machine says:' \
      "$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-unknown system}")"
}

# build PRESET TARGET...: configures when the presets have changed, then builds what changed.
build() {
  local preset=$1
  shift
  [ "$ROOT/build/$preset/build.ninja" -nt "$ROOT/CMakePresets.json" ] || cmake -S "$ROOT" --preset "$preset" >&2
  cmake --build "$ROOT/build/$preset" --target "$@" >&2
}
