#!/bin/sh
# usage: run.sh [-t SECONDS] COMMAND [ARGUMENT...]
# Runs the command as root inside the kernel that build.sh has made, with the host's own files under an overlay: what it writes
# vanishes, but for the current folder. Ends with the command's status; 125: the kernel ended before it.
#   GPIO_LABEL        label of the simulated chip; pinctrl-bcm2711 when left out
#   KERNEL_ARGUMENTS  e.g. time-travel: sleeping costs nothing, and times are exact
# Inside, $SIM is the chip: `echo pull-up >$SIM/sim_gpio17/pull` moves a line, `cat $SIM/sim_gpio27/value` shows one;
# $KEYS is the chip whose lines 0 and 1 are the keys 2 and 3 of an input device.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
seconds=120
while getopts t: option; do case $option in t) seconds=$OPTARG;; *) exit 2;; esac; done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
cache=${HALLKEEPER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hallkeeper}/gpio-uml
[ -x "$cache/linux" ] || { echo "there is no $cache/linux: run build.sh" >&2; exit 2; }
# The memory of the kernel is a file that must be on a file system from which programs may run.
memory=/dev/shm; [ -w "$memory" ] || memory=/tmp
# What both sides know of each other; not under /dev, which the guest covers with its own.
shared=$(mktemp -d /tmp/gpio-uml.XXXXXX); trap 'rm -rf "$shared"' EXIT; trap 'exit 130' INT TERM
quoted() { printf "'"; printf %s "$1" | sed "s/'/'\\\\''/g"; printf "' "; }
{
  printf 'cd '; quoted "$PWD"; printf '\nexport HOME=/root PATH='; quoted "$PATH"; printf '\n'
  for word in "$@"; do quoted "$word"; done; printf '\n'
} >"$shared/command"
printf %s "$PWD" >"$shared/folder"; printf %s "${GPIO_LABEL:-pinctrl-bcm2711}" >"$shared/label"
cp "$here/init.sh" "$shared/init"; chmod +x "$shared/init"; echo 125 >"$shared/status"
env -i HOME="$shared" TMPDIR="$memory" timeout -k 5 "$seconds" "$cache/linux" mem=1G umid="gpio$$" dtb="$cache/keys.dtb" \
  rootfstype=hostfs rootflags=/ ro init="$shared/init" con=null con0=fd:0,fd:1 ${KERNEL_LOG:-quiet loglevel=3} \
  "SHARED=$shared" ${KERNEL_ARGUMENTS:-} </dev/null || true
status=$(cat "$shared/status"); exit "$status"
