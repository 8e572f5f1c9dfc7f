"Packaging: everything is declared in settings.ini, the file nbdev reads."

from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

settings = ConfigParser()
settings.read(Path(__file__).parent / "settings.ini", encoding="utf-8")
course = settings["DEFAULT"]
names = [name for name in ("grade", "docs", "dev") if f"{name}_requirements" in course]  # a learner's kit has none
extras = {name: course[f"{name}_requirements"].split() for name in names}
if extras:
    extras["dev"] = [package for extra in extras.values() for package in extra]

setup(
    name=course["lib_name"],
    version=course["version"],
    description=course["description"],
    license="Apache-2.0",
    packages=find_packages(include=["course_lib", "course_lib.*", "autograder", "autograder.*"]),
    package_data={"autograder": ["**/*.html", "**/*.json", "**/*.js", "**/*.md", "student/kit/**/*"]},
    python_requires=">=3.11.5,<3.14",  # `re` before 3.11.5 breaks feedback pages, and packages ask for it, too
    install_requires=course["requirements"].split(),
    extras_require=extras,
    entry_points={
        "console_scripts": course["console_scripts"].split(),
        # nbdev finds the symbols of installed libraries here and links their names in prose.
        "nbdev": ["course_lib = course_lib._modidx:d"],
    },
)
