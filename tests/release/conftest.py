import pytest
from mini_course import forget_checks, register_checks, write_course


@pytest.fixture
def course(tmp_path):
    "A course of two tiny lessons in a folder of its own, and its checks."
    register_checks()
    yield write_course(tmp_path / "course")
    forget_checks()
