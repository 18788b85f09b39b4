#!/bin/sh
# Installs the package, serves with it, installs it again over its data, and
# removes it. Runs in the root of a trial.
set -eu
# shellcheck source=packaging/trial/steps.sh
. /trial/image/steps.sh

gouji() { runuser -u gouji -- gouji --server.listen "$address" "$@"; }
serve() {
  (cd /var/lib/gouji && exec setpriv --reuid=gouji --regid=gouji --clear-groups -- gouji serve --server.listen "$address") >/trial/log 2>&1 &
  daemon=$!
  until_true gouji doctor --quick
}
stop() {
  kill -TERM "$daemon"
  wait "$daemon" || fail "serve ended with $?"
}

apt-get -qq update
apt-get -qq install -y --no-install-recommends /trial/gouji.deb >/trial/log 2>&1 || fail "apt-get install"
rm -f /trial/log
gouji doctor || fail "doctor"
gouji version
[ "$(stat -c %U:%a /var/lib/gouji)" = gouji:700 ] || fail "mode of the data folder"
[ "$(stat -c %G:%a /etc/gouji/gouji.yaml)" = gouji:640 ] || fail "mode of the settings"

serve
cp /trial/report.txt /srv/gouji/inbox/report.txt # root's, as anybody's report
until_true sh -c 'find /srv/gouji/archive -name report.txt | grep -q .'
until_true found
stop
echo "a report went from the inbox to the archive, and SIGTERM ended the service with 0"

echo "# ours" >>/etc/gouji/gouji.yaml
apt-get -qq install -y --reinstall --no-install-recommends -o Dpkg::Options::=--force-confold /trial/gouji.deb >/trial/log 2>&1 || fail "installing again"
grep -q '^# ours' /etc/gouji/gouji.yaml || fail "the settings were overwritten"
serve
found || fail "the second start lost what was read"
stop
echo "a second start over the old data found everything"

rm -rf /var/lib/gouji/meilisearch
serve
until_true found
stop
echo "without its index it was made again from what is kept"

apt-get -qq purge -y gouji >/trial/log 2>&1 || fail "purge"
[ -d /var/lib/gouji/spool ] || fail "purge removed reports"
[ ! -e /etc/gouji/gouji.yaml ] || fail "purge left the settings"
apt-get -qq install -y --no-install-recommends /trial/gouji.deb >/trial/log 2>&1 || fail "installing after a purge"
echo "purge left the data, and it was installed again"
