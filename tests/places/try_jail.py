"Run in a clone's own Python: starts a jail, self-test and all, and prints what learners' code finds in it."

import sys

from autograder.jail.bubblewrap import Bubblewrap
from autograder.jail.inside.limits import Limits

LOOK = """\
import json, os, tempfile
import torch, numpy, matplotlib.pyplot
reachable = [path for path in {paths!r} if os.path.isdir(path) and os.listdir(path)]
folders = [d for d in ("/tmp", "/home", "/root", "/var/tmp", "/run", "/dev/shm", "/opt", "/mnt") if os.path.isdir(d)]
listed = {{d: sorted(os.listdir(d)) for d in folders}}
data = os.environ["COURSE_DATA"]
with tempfile.TemporaryFile() as file:
    file.write(b"1" * 10**6)
print(json.dumps([torch.ones(3).sum().item(), data, sorted(os.listdir(data)), reachable, listed]))
"""
with Bubblewrap(prepared=()) as jail, jail.open(Limits()) as session:
    outputs: dict = {}
    session.run([(0, LOOK.format(paths=sys.argv[1:]))], {}, outputs)
print(*(output.get("text") or output for output in outputs[0]))
