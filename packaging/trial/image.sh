#!/bin/sh
# Does what the container image does, in the root in which the package has
# installed the same files: the same entry point, folders, rights and read-only
# root. Runs in the root of a trial.
set -eu
# shellcheck source=packaging/trial/steps.sh
. /trial/image/steps.sh

apt-get -qq install -y --no-install-recommends tini >/trial/log 2>&1 || fail "apt-get install tini"
install -m 0755 /trial/image/gouji /usr/local/bin/gouji
rm -f /etc/gouji/gouji.yaml
export GOUJI_DATA_DIR=/data GOUJI_FOLDERS=/inbox GOUJI_SERVER_LISTEN="$address" HOME=/root

# contain runs the image with the rights that compose.yaml leaves it, as the
# first process of its namespace.
contain() {
  # shellcheck disable=SC2016 # the inner shell expands
  exec unshare --pid --mount --fork --kill-child sh -euc '
    mount --rbind / /mnt
    mount -o remount,bind,ro /mnt
    mount -t proc proc /mnt/proc
    mount -t tmpfs -o mode=1777 tmp /mnt/tmp
    for folder in data inbox archive failed; do mount --bind "/trial/volumes/$folder" "/mnt/$folder"; done
    exec chroot /mnt setpriv --bounding-set=-all,+chown,+setuid,+setgid --inh-caps=-all --no-new-privs -- "$@"' sh "$@"
}
start() {
  (contain "$@") >/trial/log 2>&1 &
  outer=$!
  until_true env PUID=0 PGID=0 gouji doctor --quick
  first=$(tr -d " " <"/proc/$outer/task/$outer/children")
}
stop() {
  kill -TERM "$first"
  wait "$outer" || fail "the container ended with $?"
}

# fresh makes folders as Docker makes those that are missing: root's and empty.
fresh() {
  rm -rf /trial/volumes
  install -d -m 0755 /trial/volumes/data /trial/volumes/inbox /trial/volumes/archive /trial/volumes/failed
}
install -d /data /inbox /archive /failed

fresh
export PUID=1234 PGID=1235
start gouji
[ "$(cat "/proc/$first/comm")" = tini ] || fail "the first process is $(cat "/proc/$first/comm")"
for folder in data inbox archive failed; do
  [ "$(file_of /trial/volumes/$folder)" = 1234:1235 ] || fail "the fresh $folder was not handed over"
done
[ "$(file_of "/proc/$first")" = 1234:1235 ] || fail "it runs as $(file_of "/proc/$first")"
cp /trial/report.txt /trial/volumes/inbox/report.txt
until_true sh -c 'find /trial/volumes/archive -name report.txt | grep -q .'
[ -z "$(find /trial/volumes/data /trial/volumes/archive ! -uid 1234 ! -name report.txt)" ] || fail "something is not 1234's"
stop
grep -q "gouji stops" /trial/log || fail "it did not end in order"
echo "first start on fresh folders, read-only root, user 1234:1235, SIGTERM in order: well"

start gouji serve
until_true found
stop
echo "second start over the old data: well"

# The inbox and the archive of somebody else, closed to others.
chown 2000:2000 /trial/volumes/inbox /trial/volumes/archive
chmod 0750 /trial/volumes/inbox /trial/volumes/archive
start gouji serve
grep -A1 "监视文件夹 watched folder: /inbox" /trial/log | grep -q 'chown 1234 "/inbox"' || fail "nothing is said about the inbox"
[ "$(file_of /trial/volumes/inbox)" = 2000:2000 ] || fail "the inbox of somebody else was taken"
stop
echo "an inbox of somebody else: said so, not taken:"
grep -m1 -A1 "/inbox" /trial/log | sed 's/^/    /'

# The data of somebody else.
chown 2000:2000 /trial/volumes/data
chmod 0700 /trial/volumes/data
if (contain gouji serve) >/trial/log 2>&1; then fail "it served over data of somebody else"; fi
grep -q "数据目录 data folder: /data" /trial/log || fail "nothing is said about the data"
[ "$(file_of /trial/volumes/data)" = 2000:2000 ] || fail "the data of somebody else were taken"
echo "data of somebody else: ended, with the reason:"
sed 's/^/    /' /trial/log | head -n 4

# docker run --user
fresh
chmod 0777 /trial/volumes/*
start setpriv --reuid=4321 --regid=4321 --clear-groups -- gouji serve
[ "$(file_of "/proc/$first")" = 4321:4321 ] || fail "--user runs as $(file_of "/proc/$first")"
stop
echo "started with --user 4321: well"
