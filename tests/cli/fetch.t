#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Getting a kernel from a repository of our own: what was cut off goes on, what is wrong is named.
. "$(dirname "$0")/../lib.sh"

for tool in dpkg-deb dpkg-scanpackages python3 apt-get; do
	command -v $tool >/dev/null || skip_rest "$tool is not installed"
done
[ -x /usr/lib/apt/apt-helper ] || skip_rest "this is not a Debian system"

repo=$TMP/www/debian
release=9.9.1-cloud-amd64
# A package: name, what it depends on, then files with their sizes in bytes.
package() {
	local name=$1 depends=$2 dir=$TMP/deb
	shift 2
	rm -rf "$dir"
	mkdir -p "$dir/DEBIAN" "$repo/pool"
	printf 'Package: %s\nVersion: 1-1\nArchitecture: amd64\nMaintainer: nobody <nobody@localhost>\n' "$name" >"$dir/DEBIAN/control"
	[ -z "$depends" ] || echo "Depends: $depends" >>"$dir/DEBIAN/control"
	echo "Description: for a test" >>"$dir/DEBIAN/control"
	while [ $# -gt 0 ]; do
		mkdir -p "$dir/$(dirname "$1")"
		head -c "$2" /dev/urandom >"$dir/$1"
		shift 2
	done
	dpkg-deb -Znone -b "$dir" "$repo/pool" >/dev/null
}
# Image and headers share a package, as Debian's do since 7.1.
package linux-base-$release "" usr/share/linux-base/x 10
package linux-image-$release "linux-base-$release (= 1-1)" boot/vmlinuz-$release 3000000 boot/config-$release 10
package linux-headers-$release "linux-base-$release (= 1-1), linux-headers-9.9.1-common (= 1-1), linux-kbuild-9.9" usr/src/linux-headers-$release/Makefile 10
package linux-image-9.9.2-rt-amd64 "" boot/vmlinuz-9.9.2-rt-amd64 10
package linux-headers-9.9.2-rt-amd64 "" usr/src/linux-headers-9.9.2-rt-amd64/Makefile 10
package linux-headers-9.9.1-common "" usr/src/linux-headers-9.9.1-common/Makefile 10
package linux-kbuild-9.9 "" usr/lib/linux-kbuild-9.9/x 10
index() {
	local dists=$repo/dists/bookworm/main/binary-amd64
	mkdir -p "$dists"
	(cd "$repo" && dpkg-scanpackages -m pool 2>/dev/null) >"$dists/Packages"
	printf 'Suite: bookworm\nCodename: bookworm\nDate: %s\nArchitectures: amd64\nComponents: main\nSHA256:\n %s %s main/binary-amd64/Packages\n' \
		"$(date -u -R)" "$(sha256sum <"$dists/Packages" | cut -d' ' -f1)" "$(stat -c %s "$dists/Packages")" \
		>"$repo/dists/bookworm/Release"
}
index

# Serves ranges, and hangs up in the middle of the image as often as $TMP/cut says.
cat >"$TMP/server.py" <<'PY'
import email.utils, http.server, os, sys
root, log, cut = sys.argv[1:4]
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        path = root + self.path.replace("%2b", "+").replace("%7e", "~")
        if not os.path.isfile(path):
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        data, when = open(path, "rb").read(), email.utils.formatdate(int(os.stat(path).st_mtime), usegmt=True)
        asked, same = self.headers.get("Range"), self.headers.get("If-Range") in (None, when)
        start = int(asked[6:].split("-")[0]) if asked and same else 0
        start = start if start < len(data) else 0
        with open(log, "a") as f:
            f.write(f"{206 if start else 200} {os.path.basename(path)}\n")
        self.send_response(206 if start else 200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Last-Modified", when)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        times = int(open(cut).read())
        if times and "linux-image" in path:
            open(cut, "w").write(str(times - 1))
            self.wfile.write(data[start:start + 700000])
            self.wfile.flush()
            self.close_connection = True
            return
        self.wfile.write(data[start:])
    def log_message(self, *a):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
PY
echo 0 >"$TMP/cut"
python3 "$TMP/server.py" "$TMP/www" "$TMP/requests" "$TMP/cut" >"$TMP/port" &
server=$!
trap 'kill $server; rm -rf "$TMP"' EXIT
until [ -s "$TMP/port" ]; do sleep 0.1; done
cat >"$TMP/apt.conf" <<CONF
Dir::Etc::sourcelist "$TMP/sources.list";
Dir::Etc::sourceparts "/dev/null";
Acquire::http::Proxy::127.0.0.1 "DIRECT";
CONF
echo "deb [trusted=yes] http://127.0.0.1:$(cat "$TMP/port")/debian bookworm main" >"$TMP/sources.list"
export APT_CONFIG=$TMP/apt.conf
# Each try has a cache of its own, unless it says so.
fetch() { XDG_CACHE_HOME=$1 timeout 120 "$PB" run --dry-run --kernel "${2:-9.9}" --filter 'workload=nop/*'; }
store=probebench/kernels/$release

runs 0 "a kernel is fetched" fetch "$TMP/a"
says "fetching linux-image-$release" "and says so"
holds "image and headers are unpacked" test -s "$TMP/a/$store/boot/vmlinuz-$release" -a -s "$TMP/a/$store/usr/src/linux-headers-$release/Makefile"
holds "and the packages are gone" test ! -e "$TMP/a/probebench/downloads/${release}_1-1"

runs 0 "a newer one of another flavour is had by its name" fetch "$TMP/a" 9.9-rt
says "fetching linux-image-9.9.2-rt-amd64" "and only then"

# More often than apt itself tries again.
echo 8 >"$TMP/cut"
runs 5 "a server that hangs up again and again" fetch "$TMP/b"
says "kept for the next time" "is said to have been one"
holds "the other packages are there already" test -s "$TMP/b/probebench/downloads/${release}_1-1/linux-kbuild-9.9_1-1_amd64.deb"
part=$(stat -c %s "$TMP/b/probebench/downloads/${release}_1-1/linux-image-${release}_1-1_amd64.deb" 2>/dev/null || echo 0)
holds "and a part of the image ($part bytes)" test "$part" -gt 0 -a "$part" -lt 3000000
echo 0 >"$TMP/cut"
: >"$TMP/requests"
runs 0 "the next run goes on" fetch "$TMP/b"
holds "from where it stopped" grep -q "^206 linux-image" "$TMP/requests"
holds "and fetches nothing twice" sh -c "! grep -q kbuild '$TMP/requests'"

# A file that has the right size and is not the right one.
mkdir -p "$TMP/c/probebench/downloads/${release}_1-1"
tr '\0-\377' '\1-\377\0' <"$repo/pool/linux-kbuild-9.9_1-1_amd64.deb" >"$TMP/c/probebench/downloads/${release}_1-1/linux-kbuild-9.9_1-1_amd64.deb"
runs 0 "a damaged package of an earlier run is fetched again" fetch "$TMP/c"
says "the index says" "and named"

cp "$repo/pool/linux-kbuild-9.9_1-1_amd64.deb" "$TMP/good"
tr '\0-\377' '\1-\377\0' <"$TMP/good" >"$repo/pool/linux-kbuild-9.9_1-1_amd64.deb"
runs 5 "a package that is not what the index says" fetch "$TMP/d"
says "Hash Sum mismatch" "is refused with the reason"
holds "and no kernel is left" test ! -e "$TMP/d/$store"
cp "$TMP/good" "$repo/pool/linux-kbuild-9.9_1-1_amd64.deb"

rm "$repo/pool/linux-kbuild-9.9_1-1_amd64.deb"
index
runs 5 "a package that the index does not have" fetch "$TMP/e"
says "linux-kbuild-9.9" "is named"
cp "$TMP/good" "$repo/pool/linux-kbuild-9.9_1-1_amd64.deb"
index

mkdir "$TMP/full"
if unshare --mount true 2>/dev/null; then
	full() { unshare --mount sh -c "mount -t tmpfs -o size=20m none '$TMP/full' && XDG_CACHE_HOME='$TMP/full' '$PB' run --dry-run --kernel 9.9.1"; }
	runs 5 "a disk that is too small" full
	says "MB free but this needs" "is named with what is missing"
else
	tap 0 "a disk that is too small # skip needs a mount namespace"
fi
done_testing
