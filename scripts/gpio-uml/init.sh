#!/bin/sh
# The first process inside the kernel of the GPIO tests; SHARED, from the kernel's command line, is run.sh's folder. Runs twice: first
# on the host's files, which it covers with an overlay, then inside the overlay.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
folder=$(cat "$SHARED/folder")
if [ "${INSIDE:-no}" = no ]; then
  mount -t tmpfs covers /mnt; mkdir -p /mnt/new /mnt/work /mnt/root; root=/mnt/root
  mount -t overlay covered -o lowerdir=/,upperdir=/mnt/new,workdir=/mnt/work $root || { echo 'no overlay'; poweroff -f; }
  mkdir -p $root/proc $root/sys $root/dev $root/run
  mount -t proc proc $root/proc; mount -t sysfs sysfs $root/sys; mount -t devtmpfs dev $root/dev; mount -t tmpfs run $root/run
  mkdir -p $root/dev/pts $root/dev/shm; mount -t devpts devpts $root/dev/pts; mount -t tmpfs shm $root/dev/shm
  mount -t configfs config $root/sys/kernel/config; mount -t debugfs debug $root/sys/kernel/debug
  mount -t tmpfs tmp $root/tmp
  for kept in "$SHARED" "$folder"; do mkdir -p "$root$kept"; mount -t hostfs host -o "$kept" "$root$kept"; done
  INSIDE=yes exec chroot $root /bin/sh "$SHARED/init"
fi
ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null
chip=/sys/kernel/config/gpio-sim/pi
mkdir -p $chip/bank0; cat "$SHARED/label" >$chip/bank0/label; echo 58 >$chip/bank0/num_lines
line=2; while [ $line -le 27 ]; do mkdir $chip/bank0/line$line; echo GPIO$line >$chip/bank0/line$line/name; line=$((line + 1)); done
echo 1 >$chip/live
SIM=/sys/devices/platform/$(cat $chip/dev_name)/$(cat $chip/bank0/chip_name)
KEYS=$(dirname "$(find /sys/devices/platform/sim -name sim_gpio0 2>/dev/null | head -1)")
export SIM KEYS
sh "$SHARED/command"; echo $? >"$SHARED/status"
sync; poweroff -f 2>/dev/null || halt -f -p
