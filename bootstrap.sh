#!/bin/sh
# sh bootstrap.sh [learner|grade|docs|dev]: makes .venv with what that role needs, at the versions of constraints.txt.
# Run by make; run again after anything went wrong, it goes on.
set -eu
umask 022  # jails run learners' code as nobody, who must be able to read what is installed here
cd "$(dirname "$0")"
role=${1:-dev}
place=$(pwd -P)/.venv

say() { echo "bootstrap: $*"; }
stop() { echo "bootstrap: $*" >&2; exit 1; }
fits() { "$1" -c 'import sys; sys.exit(not (3, 11, 5) <= sys.version_info[:3] < (3, 14))' 2>/dev/null; }

uv=$(command -v uv || true)
python=
for candidate in "${PYTHON:-}" python3.12 python3.11 python3.13 python3; do
    if [ -n "$candidate" ] && fits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -n "${PYTHON:-}" ] && [ "$python" != "$PYTHON" ]; then
    stop "$PYTHON is no Python from 3.11.5 to 3.13; name another one: make PYTHON=/path/to/python3.12"
fi
if [ -z "$python" ] && [ -z "$uv" ]; then
    stop "Python 3.11.5 to 3.13 is needed (Debian 12's own is 3.11.2); install uv, which brings one (https://docs.astral.sh/uv), or name yours: make PYTHON=/path/to/python3.12"
fi

# What is left of an earlier install.
if [ -d .venv ] && ! fits .venv/bin/python; then
    say "the Python of .venv is gone or of another version; making it anew"
    rm -rf .venv
fi
rm -f .venv/ready .venv/ready-*

if [ ! -d .venv ]; then
    if [ -n "$uv" ]; then
        say "making .venv with uv"
        "$uv" venv --quiet --seed --python "${python:->=3.11.5,<3.14}" .venv || { rm -rf .venv; stop "uv could not make .venv (see above); put that right, then run make again"; }
    else
        if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
            if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
                say "installing $package"
                apt-get update -qq && apt-get install -y -qq "$package" || stop "$package could not be installed; install it, or uv (https://docs.astral.sh/uv), then run make again"
            else
                stop "$python cannot make virtual environments; install what it lacks first: sudo apt-get install $package"
            fi
        fi
        say "making .venv with $("$python" --version)"
        "$python" -m venv .venv || { rm -rf .venv; stop "$python could not make .venv (see above); make room, or name another: make PYTHON=/path/to/python3.12"; }
    fi
fi
printf '#!/bin/sh\n' >.venv/bin/try && chmod +x .venv/bin/try || stop "$place cannot be written; make room or permission for it, then run make again"
.venv/bin/try 2>/dev/null || stop "$place is on a file system mounted noexec, where no program starts; move the clone to another one"
rm .venv/bin/try

# Puts right what a move or an interrupted install has left: scripts that name the old place, packages half there.
.venv/bin/python - "$place" <<'END'
import sys
from importlib.metadata import distributions
from pathlib import Path
from shutil import rmtree

venv = Path(sys.argv[1])
note = venv / "place"
old, new = (note.read_bytes() if note.is_file() else b""), bytes(venv)
if old and old != new:
    print(f"bootstrap: .venv was moved here from {old.decode(errors='replace')}; its scripts are written anew")
    launcher = b"#!/bin/sh\n'''exec' \"" + new + b"/bin/python\" \"$0\" \"$@\"\n' '''\n"
    for path in (venv / "bin").iterdir():
        if path.is_file() and not path.is_symlink() and old in (text := path.read_bytes()):
            if text.startswith(b"#!" + old):
                text = launcher + text.partition(b"\n")[2]
            path.write_bytes(text.replace(old, new))
if (venv / "installing").exists():
    for found in distributions():
        if not found.files or not all(file.locate().exists() for file in found.files if file.suffix != ".pyc"):
            print(f"bootstrap: {found.name} was not wholly installed; once more")
            rmtree(found._path, ignore_errors=True)
note.write_bytes(new)
(venv / "installing").touch()
END

case $role in learner) extras= ;; *) extras="[$role]" ;; esac
if [ -n "$uv" ]; then
    set -- "$uv" pip install --python .venv/bin/python
else
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    set -- .venv/bin/python -m pip install --disable-pip-version-check
fi
say "installing what '$role' needs into .venv; the first time takes some minutes, as PyTorch is large"
# The installer's words are shown and kept; its exit status comes back on descriptor 3.
exec 4>&1
status=$({ { "$@" -c constraints.txt -e ".$extras" 2>&1 && echo 0 >&3 || echo $? >&3; } \
    | grep --line-buffered -v "^Requirement already satisfied" | tee .venv/install.log >&4; } 3>&1)
if [ "$status" != 0 ]; then
    if grep -q "No space left on device" .venv/install.log || [ "$(df -Pk .venv | awk 'NR == 2 { print $4 }')" -lt 100000 ]; then
        stop "the disk of $place is full; make room (README says how much), then run make again: it goes on"
    elif grep -qiE "NewConnectionError|Temporary failure|resolve|dns error|unreachable|failed to connect|Max retries|timed out" .venv/install.log; then
        stop "the package index cannot be reached; with a network (or PIP_INDEX_URL, UV_INDEX_URL) run make again: it goes on"
    fi
    stop "the packages could not be installed: $(tail -n 1 .venv/install.log) (all of it: .venv/install.log); then run make again"
fi
rm -f .venv/installing

# Grading runs learners' code in bubblewrap. Learners need none of it, so its absence stops nothing here.
if [ "$role" != learner ] && [ "$(uname)" = Linux ] && ! command -v bwrap >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing bubblewrap"
        apt-get update -qq && apt-get install -y -qq bubblewrap || say "bwrap could not be installed"
    else
        say "to grade hand-ins, install bwrap: sudo apt-get install bubblewrap"
    fi
fi
case $role in dev) touch .venv/ready .venv/ready-learner .venv/ready-grade .venv/ready-docs ;; esac
touch ".venv/ready-$role"
say "ready"
