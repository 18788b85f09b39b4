# shellcheck shell=sh
# What both trials use. The search page listens on 127.0.0.1:18080.
export address=127.0.0.1:18080

fail() {
  echo "FAILED: $*" >&2
  if [ -f /trial/log ]; then tail -n 30 /trial/log >&2; fi
  exit 1
}

# until_true repeats a command, for a minute at most.
until_true() {
  tries=0
  until "$@" >/trial/last 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 120 ]; then cat /trial/last >&2; fail "never: $*"; fi
    sleep 0.5
  done
}

# found looks for the report in the search index.
found() { gouji search 岚溪 | grep -q 岚溪县人民政府办公室2020年; }

# file_of is the owner of a path, as numbers.
file_of() { stat -c %u:%g "$1"; }
