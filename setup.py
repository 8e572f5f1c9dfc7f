"Packaging: everything is declared in settings.ini, the file nbdev reads."

from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

settings = ConfigParser()
settings.read(Path(__file__).parent / "settings.ini", encoding="utf-8")
course = settings["DEFAULT"]

setup(
    name=course["lib_name"],
    version=course["version"],
    description=course["description"],
    license="Apache-2.0",
    packages=find_packages(include=["course_lib", "course_lib.*", "autograder", "autograder.*"]),
    package_data={"autograder": ["**/*.html", "**/*.json"]},
    python_requires=f">={course['min_python']},<3.14",
    install_requires=course["requirements"].split(),
    extras_require={"dev": course["dev_requirements"].split()},
    entry_points={
        "console_scripts": course["console_scripts"].split(),
        # nbdev finds the symbols of installed libraries here and links their names in prose.
        "nbdev": ["course_lib = course_lib._modidx:d"],
    },
)
