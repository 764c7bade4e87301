#!/bin/bash
# First program of a machine of the tests' own: hides what is the host's, then becomes systemd.
# Arguments: room (a folder), source (the checkout), packages (of Python), python (its folder).
set -euo pipefail
room=$1 source=$2 packages=$3 python=$4
mount --make-rprivate /
mkdir -p "$room"/{etc,lib,log,opt,media,run,tmp,root}
cp -a /etc/. "$room/etc/"
for place in bin python packages source; do mkdir -p "$room/opt/wbs/$place"; done
mount --bind "$python" "$room/opt/wbs/python"
mount --bind "$packages" "$room/opt/wbs/packages"
mount --bind "$source" "$room/opt/wbs/source"
cat > "$room/opt/wbs/bin/python" <<'END'
#!/bin/sh
# Python may lie in a home that the machine hides, and look for its library there.
export LD_LIBRARY_PATH=/opt/wbs/python/lib PYTHONPATH=/opt/wbs/source:/opt/wbs/packages PYTHONDONTWRITEBYTECODE=1
exec /opt/wbs/python/bin/python3 "$@"
END
cat > "$room/opt/wbs/bin/wbs" <<'END'
#!/bin/sh
exec /opt/wbs/bin/python -m wbs.cli "$@"
END
chmod 0755 "$room" "$room"/opt/wbs/bin/*
rm -rf "$room"/etc/systemd/system/* "$room"/etc/systemd/network "$room/etc/wbs"
# Nothing of the host is started, cleaned or mounted: the targets that would do so are empty here.
for target in sysinit basic network-online multi-user timers shutdown; do
  printf '[Unit]\nDefaultDependencies=no\n' > "$room/etc/systemd/system/$target.target"
done
mkdir -p "$room/etc/systemd/system/service.d"
printf '[Service]\nStandardOutput=append:/var/log/%%n\nStandardError=append:/var/log/%%n\n' \
  > "$room/etc/systemd/system/service.d/log.conf"
mount --rbind "$room/opt" /opt
mount --bind "$room/media" /media
mount --bind "$room/etc" /etc
mount --bind "$room/lib" /var/lib
mount --bind "$room/log" /var/log
mount --bind "$room/root" /root
mount -t tmpfs tmpfs /run
mount -t cgroup2 none /sys/fs/cgroup
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
mount -t tmpfs tmpfs /var/tmp
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /dev/shm
# Shared among its own namespaces, so that what systemd mounts for a service arrives there; private before the host.
mount --make-rshared /
cd /
exec env -i container=wbs-tests PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  SYSTEMD_UNIT_PATH=/etc/systemd/system:/lib/systemd/system \
  /lib/systemd/systemd --system --unit=multi-user.target --log-target=console --log-level=info --show-status=no
