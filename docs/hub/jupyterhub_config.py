"""A JupyterHub for the course: a server for each learner, and nbgrader's exchange between them and whoever grades.

docs/guides/hub.md says how it is set up. Add your authenticator; every path may be another.
"""

c = get_config()  # noqa: F821 (JupyterHub executes this file with `get_config` defined)

# Learners' servers: started as the learner by the `course` command of an environment that has the kit and no answers.
c.Spawner.cmd = ["/opt/course/bin/course", "hub"]
c.Spawner.environment = {
    "COURSE_EXCHANGE": "/srv/nbgrader/exchange",
    "COURSE_DATA": "/srv/course/data",  # Fashion-MNIST, downloaded once for everybody
    "OMP_NUM_THREADS": "2",  # lessons need no more, and a server has as many threads as learners times this
}
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.JupyterHub.cleanup_servers = False  # learners go on working while the hub is updated

# Whoever grades: one form grader on the class, as the account that the course belongs to, for all members of a group.
c.JupyterHub.load_groups = {"formgrade-initialization": {"users": []}}
c.JupyterHub.services = [
    {
        "name": "initialization",
        "url": "http://127.0.0.1:9999",
        "user": "teacher",
        "cwd": "/home/teacher/course",
        "command": ["/home/teacher/course/.venv/bin/autograder", "formgrader"],
        "environment": {"COURSE_EXCHANGE": "/srv/nbgrader/exchange"},
        "oauth_no_confirm": True,
        "timeout": 120,  # seconds to start in, on a machine that has other work as well
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "graders",
        "scopes": ["access:services!service=initialization"],
        "groups": ["formgrade-initialization"],
    }
]
