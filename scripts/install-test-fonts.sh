#!/usr/bin/env bash
# Installs the fonts that the tests print with into .cache/fonts: Song, Hei,
# Fang-Song and Kai styles with simplified characters, and Latin faces for
# digits. They come from Debian's packages, unpacked without root, and are
# checked against pinned SHA-256 sums. Does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(texlive-lang-chinese fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-wqy-microhei fonts-liberation2)
sums='d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9  FandolFang-Regular.otf
42ca2de27b45e16a284768673b6205a5add9e17871ee0e7db9c0d03f061d96fd  FandolHei-Bold.otf
4afa97aa8751e0118617df88272b58d43691b5cffb7ea024c4580496e9f34d28  FandolHei-Regular.otf
ea7e7fb4f9b3ac694a68d43946e04d21deed6e8c29a7c2d3081e1a4138f2f827  FandolKai-Regular.otf
ffa76a70e128947a4dd22151d5ee829b23e24ce3cb6fe8ad49891cd1c2d9e9b9  FandolSong-Bold.otf
a3820003227d4abe31fe28b493200d94a849ccfd078b50a019264f70353020b0  FandolSong-Regular.otf
ba0e0dc3f7aca5b0afbc31e800531ee43be3aa79ae35b2ef1f6470a9547765c4  LiberationSans-Bold.ttf
8d91388f1d3604b3b8ae0e3ee2d140e50cd6122f9214514f4aca772540a4076d  LiberationSans-Regular.ttf
446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723  LiberationSerif-Bold.ttf
29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba  LiberationSerif-Regular.ttf
705ec2dba81eaee1208e4ed5d3ff23ab259292e8e0e163ea3de297ef1317007a  gbsn00lp.ttf
61519fb9bdda4a1a3aa02a12cbb76c2ef897ce879775d7ea2265d0a65fe54d16  gkai00mp.ttf
2420e8078af796b19a3f6ef13de527a1a91c1e7171eea115926c614ced1009b3  wqy-microhei.ttc'

complete() { (cd "$1" && echo "$sums" | sha256sum --check --status) 2>/dev/null; }

if complete .cache/fonts; then exit 0; fi
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "the fonts for the tests come from Debian's packages ${packages[*]}: put their files into .cache/fonts by hand" >&2
  exit 1
fi
echo "installing the fonts for the tests into .cache/fonts"
mkdir -p .cache/fonts
work=$(mktemp -d .cache/fonts.XXXXXX)
trap 'rm -rf "$work"' EXIT
# The lists of packages may be missing or old; apt-get must be root to fetch them.
fetch() { apt-get download -qq "${packages[@]}" >/dev/null 2>&1; }
(
  cd "$work"
  if ! fetch && ! { apt-get update -qq >/dev/null 2>&1 && fetch; }; then
    echo "apt-get could not download ${packages[*]}: run as root: apt-get update, then again: make tools" >&2
    exit 1
  fi
  for package in *.deb; do dpkg-deb --extract "$package" unpacked; done
)
while read -r _ name; do
  find "$work/unpacked" -type f -name "$name" -exec cp {} "$work/" \;
done <<<"$sums"
if ! complete "$work"; then
  echo "the fonts that Debian delivered do not have the pinned SHA-256; nothing was installed" >&2
  exit 1
fi
while read -r _ name; do
  chmod 0644 "$work/$name"
  mv -f "$work/$name" .cache/fonts/
done <<<"$sums"
