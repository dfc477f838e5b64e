# The Node.js that the tests use, and their packages. Sourced after lib.sh.

# The clients that are tested want Node 20 or newer; Debian 12 has 18.
NODE_MAJOR_MIN=20
NODE_PACKAGE=node@22.23.3

node_is_new_enough() {
  local major
  major=$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null) && [ "$major" -ge "$NODE_MAJOR_MIN" ]
}

# The machine's own node, if it will do.
newest_node_on_path() {
  local candidate
  while read -r candidate; do
    if node_is_new_enough "$candidate"; then printf '%s\n' "$candidate"; return; fi
  done < <(type -ap node)
  return 1
}

# A node that will do: the machine's, or else the npm package `node` in .cache/.
node_for_tests() {
  local own=$ROOT/.cache/node/node_modules/node/bin/node
  newest_node_on_path && return
  if ! node_is_new_enough "$own"; then
    say "Taking Node.js from npm (${NODE_PACKAGE}), because the machine's is older than $NODE_MAJOR_MIN"
    mkdir -p "$ROOT/.cache/node"
    npm install --prefix "$ROOT/.cache/node" --no-audit --no-fund --no-save "$NODE_PACKAGE" >&2 ||
      fail "npm could not install $NODE_PACKAGE." 'The tests need a package registry, or Node.js 20 or newer on PATH.'
    node_is_new_enough "$own" || fail "$own does not run on this machine." 'Install Node.js 20 or newer and try again.'
  fi
  printf '%s\n' "$own"
}

# The packages of tests/e2e, once for each state of the lock file.
install_node_packages() {
  local folder=$ROOT/tests/e2e
  local mark=$folder/node_modules/.package-lock.json
  [ -f "$mark" ] && [ ! "$folder/package-lock.json" -nt "$mark" ] && return
  say 'Installing the npm packages of the end-to-end tests'
  (cd "$folder" && PATH="$(dirname "$NODE"):$PATH" npm ci --ignore-scripts --no-audit --no-fund >&2) ||
    fail 'npm could not install the packages of tests/e2e.' 'A package registry must be reachable the first time.'
}
