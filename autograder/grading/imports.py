"Keeps commands quick to start."

import sys


def skip_slow_imports() -> None:
    """Lets `rfc3987_syntax` count as not installed in this process.

    jsonschema, which every notebook tool imports, imports it where it can, to recognise international web addresses.
    Building its grammar takes two seconds, and no notebook has such an address.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
