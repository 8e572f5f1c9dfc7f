"A real JupyterHub and its proxy on this machine; its learners are other accounts, and cannot read the course."

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from autograder.lessons import REPOSITORY

TOKEN = "test-" + os.urandom(8).hex()
COURSE = ("autograder", "course_lib", "docs/hub", "lessons", "solutions")  # what of the repository a course needs
FILES = ("settings.ini", "setup.py", "bootstrap.sh", "constraints.txt", "environment.yml", "LICENSE")
PATIENCE = 240.0  # seconds

CONFIG = """\
exec(compile(open({config!r}).read(), {config!r}, "exec"))
from jupyterhub.spawner import SimpleLocalProcessSpawner, set_user_setuid


class AsAccount(SimpleLocalProcessSpawner):
    "As the account of that name, whose home is a folder of the test's."

    home_dir_template = {homes!r} + "/{{username}}"

    def make_preexec_fn(self, name):
        return set_user_setuid(name, chdir=False)


c.JupyterHub.spawner_class = AsAccount
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.bind_url = {address!r}
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.JupyterHub.cookie_secret_file = {folder!r} + "/cookie_secret"
c.JupyterHub.db_url = "sqlite:///" + {folder!r} + "/hub.sqlite"
c.ConfigurableHTTPProxy.pid_file = {folder!r} + "/proxy.pid"
c.JupyterHub.cleanup_servers = True
c.Spawner.cmd = {command!r}
c.Spawner.start_timeout = c.Spawner.http_timeout = 240
c.Spawner.environment |= {environment!r}
c.JupyterHub.load_groups = {{"formgrade-initialization": {{"users": [{grader!r}]}}}}
c.JupyterHub.services[0] |= {service!r}
del c.JupyterHub.services[0]["user"]  # as whoever runs the test
c.JupyterHub.services.append({{"name": "test", "api_token": {token!r}}})
SCOPES = ["admin:users", "admin:servers", "access:servers", "tokens"]
c.JupyterHub.load_roles.append({{"name": "test", "scopes": SCOPES, "services": ["test"]}})
"""


def lacking() -> str:
    "What this machine lacks for the test; '' if nothing."
    if os.geteuid() != 0:
        return "needs root, to start servers as two other accounts"
    if find_spec("jupyterhub") is None:
        return "needs JupyterHub beside the course: pip install jupyterhub"
    if shutil.which("configurable-http-proxy") is None:
        return "needs JupyterHub's proxy on the PATH: npm install -g configurable-http-proxy"
    if len(accounts()) < 3:
        return "needs three system accounts, such as games, news and lp"
    return "" if python_for_others() else "needs a Python of this version that other accounts can run"


def accounts() -> list[str]:
    "Accounts that no person has: two learners and a grader."
    known = {account.pw_name for account in pwd.getpwall()}
    return [name for name in ("games", "news", "lp", "mail", "uucp") if name in known][:3]


def python_for_others() -> Path | None:
    "A Python like this one, that accounts without rights can start."
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for path in (Path(sys.base_prefix) / "bin" / name, Path("/usr/bin") / name, Path("/usr/local/bin") / name):
        if path.is_file() and run_as(accounts()[0], [str(path), "-c", ""], check=False).returncode == 0:
            return path
    return None


def run_as(account, command, check=True, **how):
    "Runs a command as an account, with none of our rights."
    user = pwd.getpwnam(account)
    how = {"capture_output": True, "text": True, "cwd": "/", "timeout": 300, **how}
    try:
        done = subprocess.run(command, user=user.pw_uid, group=user.pw_gid, extra_groups=[], umask=0o077, **how)
    except PermissionError as error:
        done = subprocess.CompletedProcess(command, 126, "", str(error))
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Hub:
    "Folders, environments, and the hub itself."

    def __init__(self, folder: Path):
        self.folder, self.course = folder, folder / "teacher" / "course"
        self.kit, self.exchange, self.homes = folder / "kit", folder / "exchange", folder / "homes"
        self.environment = folder / "environment"  # the learners'
        self.teachers = {"PYTHONPATH": str(self.course), "COURSE_EXCHANGE": str(self.exchange), "OMP_NUM_THREADS": "1"}

    def set_up(self, *lessons):
        "The teacher's folder, closed to others; the kit; the learners' environment with the kit; the exchange; homes."
        self.course.parent.mkdir(mode=0o700)
        for name in COURSE:
            shutil.copytree(REPOSITORY / name, self.course / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in FILES:
            shutil.copy(REPOSITORY / name, self.course / name)
        self.exchange.mkdir()
        self.exchange.chmod(0o777)  # nbgrader asks for it
        self.teacher("release", *lessons)
        self.teacher("kit", str(self.kit))
        self._learners_environment()
        for account in accounts()[:2]:
            home = self.homes / account
            home.mkdir(parents=True, mode=0o700)
            os.chown(home, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
        return self

    def _learners_environment(self):
        "An environment that has what ours has, but for our own packages: in their place it has the kit."
        subprocess.run([str(python_for_others()), "-m", "venv", "--without-pip", str(self.environment)], check=True)
        (packages,) = self.environment.glob("lib/python*/site-packages")
        ours = next(path for path in map(Path, sys.path) if (path / "jupyterhub").is_dir())
        (packages / "shared.pth").write_text(f"{ours}\n")
        for name in ("etc", "share"):  # where JupyterLab finds extensions and kernels
            (self.environment / name).symlink_to(Path(sys.prefix) / name)
        (wheel,) = self.kit.glob("*.whl")
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(packages)]
        subprocess.run([*command, str(wheel)], check=True)
        program = self.environment / "bin" / "course"
        text = "import sys\nfrom autograder.student.cli import main\nsys.exit(main())\n"
        program.write_text(f"#!{self.environment}/bin/python\n{text}")
        program.chmod(0o755)

    def teacher(self, *arguments, status=0):
        "One of the teacher's commands."
        environment = {**os.environ, **self.teachers}
        command = [sys.executable, "-m", "autograder.cli", *arguments]
        done = subprocess.run(command, cwd=self.course, env=environment, capture_output=True, text=True, umask=0o022)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def __enter__(self):
        self.address = f"http://127.0.0.1:{free_port()}"
        private = self.folder / "hub"
        private.mkdir(mode=0o700)
        text = CONFIG.format(
            config=str(self.course / "docs" / "hub" / "jupyterhub_config.py"),
            homes=str(self.homes),
            address=self.address,
            hub_port=free_port(),
            proxy_port=free_port(),
            folder=str(private),
            command=[str(self.environment / "bin" / "course"), "hub"],
            environment={"COURSE_EXCHANGE": str(self.exchange), "COURSE_DATA": "offline", "OMP_NUM_THREADS": "1"},
            token=TOKEN,
            grader=accounts()[2],
            service={
                "url": f"http://127.0.0.1:{free_port()}",
                "cwd": str(self.course),
                "command": [sys.executable, "-m", "autograder.cli", "formgrader", "--allow-root"],
                "environment": self.teachers,
                "timeout": PATIENCE,
            },
        )
        (private / "config.py").write_text(text)
        self.log = (private / "log").open("w+")
        command = [sys.executable, "-m", "jupyterhub", "-f", str(private / "config.py")]
        self._process = subprocess.Popen(command, cwd=private, stdout=self.log, stderr=self.log)
        try:
            self.until(lambda: self.ask("GET", "/hub/api/"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._process.terminate()  # with its proxy and the servers
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
        with suppress(OSError, ValueError):  # a hub that failed leaves its proxy, and says where
            os.kill(int((self.folder / "hub" / "proxy.pid").read_text()), signal.SIGTERM)
        self.log.close()

    def until(self, ask):
        began = time.monotonic()
        while True:
            try:
                return ask()
            except OSError:  # urllib's errors are
                if time.monotonic() - began > PATIENCE or self._process.poll() is not None:
                    self.log.seek(0)
                    raise AssertionError(self.log.read()[-6000:]) from None
                time.sleep(0.5)

    def token_of(self, account):
        "With which a learner's or grader's browser would come."
        with suppress(urllib.error.HTTPError):  # is there already
            self.ask("POST", f"/hub/api/users/{account}")
        return self.ask("POST", f"/hub/api/users/{account}/tokens", {})["token"]

    def ask(self, method, path, data=None, token=TOKEN):
        "What the hub, a learner's server or a service answers, as data."
        request = urllib.request.Request(self.address + urllib.parse.quote(path, safe="/?=&"), method=method)
        request.add_header("Authorization", f"token {token}")
        if data is not None:
            request.data = json.dumps(data).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def start_server(self, account):
        "As when a learner logs in."
        self.ask("POST", f"/hub/api/users/{account}")
        self.ask("POST", f"/hub/api/users/{account}/server", {})
        self.until(lambda: self.ask("GET", f"/user/{account}/api/status"))
