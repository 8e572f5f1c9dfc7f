from small_class import released_course, small_class  # noqa: F401
