"Packaging: everything is declared in settings.ini, the file nbdev reads."

from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

settings = ConfigParser()
settings.read(Path(__file__).parent / "settings.ini", encoding="utf-8")
course = settings["DEFAULT"]
extras = {name: course.get(f"{name}_requirements", "").split() for name in ("grade", "docs", "dev")}

setup(
    name=course["lib_name"],
    version=course["version"],
    description=course["description"],
    license="Apache-2.0",
    packages=find_packages(include=["course_lib", "course_lib.*", "autograder", "autograder.*"]),
    package_data={"autograder": ["**/*.html", "**/*.json", "**/*.js"]},
    python_requires=">=3.11.5,<3.14",  # `re` before 3.11.5 breaks feedback pages, and packages ask for it, too
    install_requires=course["requirements"].split(),
    extras_require={**extras, "dev": [package for extra in extras.values() for package in extra]},
    entry_points={
        "console_scripts": course["console_scripts"].split(),
        # nbdev finds the symbols of installed libraries here and links their names in prose.
        "nbdev": ["course_lib = course_lib._modidx:d"],
    },
)
