#!/bin/sh
# Runs a command in the root of a trial: first process of its own namespace, with
# the mounts that a Debian has. Usage: enter.sh ROOT COMMAND…
set -eu
root=$1
shift
mount --make-rprivate /
mount --bind "$root" "$root" # a chroot that is a mount point can be unshared again
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=0755 dev "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
  DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"
