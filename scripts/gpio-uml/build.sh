#!/bin/sh
# Builds the kernel of the GPIO tests from Debian's own source package: User-mode Linux, a kernel that is an ordinary program,
# with gpio-sim and gpio-keys. Needs an x86_64 Debian, as root where a package is missing; 2 to 3 minutes once, 6 MB are kept.
# Does nothing when the kept one was made from this script, this configuration and this source version.
#   HALLKEEPER_CACHE   where it is kept; ~/.cache/hallkeeper when left out
#   LINUX_SOURCE       the source package; the newest of 6.12 that apt knows when left out
# Ends with 2 when it can never work on this machine, with 1 when something failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${HALLKEEPER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hallkeeper}/gpio-uml
never() { echo "$1" >&2; exit 2; }
[ "$(uname -sm)" = 'Linux x86_64' ] || never 'the kernel of the GPIO tests is built on x86_64 Linux only'
command -v apt-cache >/dev/null || never 'not Debian: there is no apt to fetch the kernel source with'
mkdir -p "$cache"; cache=$(cd "$cache" && pwd)
exec 9>"$cache/lock"; flock 9

package=${LINUX_SOURCE:-linux-source-6.12}
candidate() { apt-cache policy "$package" | awk '/Candidate/{print $2}'; }
version=$(candidate)
case "$version" in ''|'(none)') [ "$(id -u)" != 0 ] || apt-get update >/dev/null 2>&1 || true; version=$(candidate);; esac
case "$version" in ''|'(none)') never "apt knows no $package (bookworm: from backports or security; run apt-get update, or set LINUX_SOURCE)";; esac
key=$(printf '%s ' "$version"; cat "$here/build.sh" "$here/kernel.config" "$here/keys.dts" | sha256sum | cut -c1-16)
[ -x "$cache/linux" ] && [ "$(cat "$cache/key" 2>/dev/null)" = "$key" ] && exit 0

missing=
for pair in gcc:gcc make:make flex:flex bison:bison bc:bc xz:xz-utils; do
  command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
done
if [ -n "$missing" ]; then
  [ "$(id -u)" = 0 ] || never "please install$missing"
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends libc6-dev $missing >"$cache/build.log" 2>&1 ||
    { tail -5 "$cache/build.log" >&2; exit 1; }
fi

work=$(mktemp -d "$cache/build.XXXXXX"); trap 'rm -rf "$work"' EXIT; trap 'exit 130' INT TERM
cd "$work"; mkdir out
apt-get download "$package" >"$cache/build.log" 2>&1 || { tail -5 "$cache/build.log" >&2; exit 1; }
dpkg-deb --fsys-tarfile ./*.deb | tar xO "./usr/src/$package.tar.xz" | tar xJ \
  --exclude='*/drivers/gpu/*.[ch]' --exclude='*/drivers/net/ethernet/*.[ch]' --exclude='*/drivers/net/wireless/*.[ch]' --exclude='*/drivers/media/*.[ch]' \
  --exclude='*/drivers/staging/*.[ch]' --exclude='*/sound/*.[ch]' --exclude='*/Documentation/*.rst' \
  --exclude='*/Documentation/*.yaml' --exclude='*/arch/*.dts' --exclude='*/arch/*.dtsi' --exclude='*/tools/testing/*.[ch]' \
  --exclude='*/tools/perf/*'
rm ./*.deb; cd "$package"
# This architecture has as many interrupt numbers as it uses itself; the lines of the simulated chips need some more.
sed -i 's/^\(#define NR_IRQS[ \t]*\)UM_LAST_SIGNAL_IRQ$/\1(UM_LAST_SIGNAL_IRQ + 96)/' arch/um/include/asm/irq.h
grep -q 'SIGNAL_IRQ + 96' arch/um/include/asm/irq.h || { echo "the interrupt numbers of $package stand elsewhere" >&2; exit 1; }
# Simulated edges come with the timer's tick: 1000 of them a second, so that an edge takes about a millisecond.
sed -i '/^config HZ$/,/default/s/default 100$/default 1000/' arch/um/Kconfig
# Input devices are left out of this architecture; keys on GPIO lines need nothing that it has not.
sed -i '/^menu "Input device support"/,/^config INPUT/{/depends on !UML/d}' drivers/input/Kconfig
make -s ARCH=um O=../out KCONFIG_ALLCONFIG="$here/kernel.config" allnoconfig >"$cache/build.log" 2>&1 || { tail -20 "$cache/build.log" >&2; exit 1; }
for wanted in GPIO_SYSFS=y GPIO_CDEV=y GPIO_SIM=y HOSTFS=y HZ=1000 INPUT_EVDEV=y KEYBOARD_GPIO=y OF=y; do
  grep -q "^CONFIG_$wanted$" ../out/.config || { echo "the kernel's configuration has lost $wanted" >&2; exit 1; }
done
make -s ARCH=um O=../out -j"$(nproc)" linux >"$cache/build.log" 2>&1 || { tail -20 "$cache/build.log" >&2; exit 1; }
../out/scripts/dtc/dtc -q -O dtb -o "$cache/keys.dtb" "$here/keys.dts"
strip -o "$cache/linux.new" ../out/linux; mv "$cache/linux.new" "$cache/linux"; printf '%s\n' "$key" >"$cache/key"; rm "$cache/build.log"
