#!/bin/sh
# Prints the path of a Chromium without a window, for the browser tests: $CHROMIUM, or one that is installed,
# or one that this gets from Debian's packages into the folder given, by apt and with apt's checks, without
# changing the system and without being root.
#
#   chromium.sh FOLDER
set -eu

if [ -n "${CHROMIUM:-}" ]; then
    command -v "$CHROMIUM" && exit
    echo "CHROMIUM is $CHROMIUM, which cannot be run." >&2
    exit 1
fi
for name in chromium-headless-shell chromium; do
    command -v "$name" && exit
done

# It says its version even where it cannot show a page.
starts() {
    "$1" --no-sandbox --disable-gpu --dump-dom about:blank >/dev/null
}

mkdir -p "$1"
folder=$(cd "$1" && pwd)
wrapper=$folder/chromium
if [ -x "$wrapper" ] && starts "$wrapper"; then
    echo "$wrapper"
    exit
fi

fail() {
    echo "The browser tests need Chromium. None is installed, and $1" >&2
    echo "Install it (apt-get install chromium-headless-shell), or set CHROMIUM to where it is." >&2
    exit 1
}

command -v apt-get >&2 && command -v dpkg-deb >&2 || fail "there is no apt-get to get one with."

# Lists and packages of its own; no lock of the system's is needed, nor the user that apt downloads as.
mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
private_apt() {
    apt-get -q -y -o Dir::State::Lists="$folder/lists" -o Dir::Cache="$folder/cache" -o Debug::NoLocking=1 \
        -o APT::Sandbox::User= -o APT::Install-Recommends=0 -o Acquire::Retries=3 "$@" >&2
}
private_apt update || fail "apt-get could not read Debian's package lists (see above)."
# The browser looks for chromium-common's files beside itself, so a copy is needed even where that is installed.
private_apt install --download-only --reinstall chromium-headless-shell chromium-common fonts-liberation ||
    fail "apt-get could not download it (see above)."

root=$folder/root
rm -rf "$root"
mkdir "$root"
for package in "$folder"/cache/archives/*.deb; do
    case ${package##*/} in
    libc6_* | libc-bin_*) ;; # The system's loader only works with the system's C library.
    *) dpkg-deb -x "$package" "$root" || fail "${package##*/} could not be unpacked (see above)." ;;
    esac
done

triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo "$(uname -m)-linux-gnu")
cat >"$folder/fonts.conf" <<FONTS
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>$root/usr/share/fonts</dir>
  <cachedir>$folder/fonts</cachedir>
  <include ignore_missing="yes">$root/usr/share/fontconfig/conf.avail/30-metric-aliases.conf</include>
  <include ignore_missing="yes">$root/usr/share/fontconfig/conf.avail/60-latin.conf</include>
</fontconfig>
FONTS
cat >"$wrapper.new" <<WRAPPER
#!/bin/sh
LD_LIBRARY_PATH='$root/usr/lib/$triplet:$root/lib/$triplet:$root/usr/lib/$triplet/pulseaudio'
FONTCONFIG_FILE='$folder/fonts.conf'
export LD_LIBRARY_PATH FONTCONFIG_FILE
exec '$root/usr/lib/chromium/chromium-headless-shell' "\$@"
WRAPPER
chmod +x "$wrapper.new"
starts "$wrapper.new" || fail "the one that apt-get got does not start (see above)."
mv "$wrapper.new" "$wrapper"
rm -rf "$folder/cache" "$folder/lists"
echo "$wrapper"
