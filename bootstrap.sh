#!/bin/sh
# Makes .venv with everything in settings.ini at the versions of constraints.txt. Run by make; safe to run again.
set -eu
cd "$(dirname "$0")"

for candidate in ${PYTHON:-} python3.12 python3.11 python3.13 python3; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "${python:-}" ]; then
    echo "bootstrap: Python 3.11, 3.12 or 3.13 is needed; install one, or name it: make PYTHON=/path/to/python3.12 $*" >&2
    exit 1
fi

if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq "$package"
    else
        echo "bootstrap: $python cannot make virtual environments; install it first: sudo apt-get install $package" >&2
        exit 1
    fi
fi

# Grading runs learners' code in bubblewrap. Learners need none of it, so its absence stops nothing here.
if [ "$(uname)" = Linux ] && ! command -v bwrap >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq bubblewrap || echo "bootstrap: bwrap could not be installed" >&2
    else
        echo "bootstrap: to grade hand-ins, install bwrap: sudo apt-get install bubblewrap" >&2
    fi
fi

echo "bootstrap: installing into .venv with $("$python" --version); the first time takes some minutes (PyTorch is large)"
rm -f .venv/ready
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
touch .venv/ready
