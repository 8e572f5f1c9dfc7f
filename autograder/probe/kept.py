"What learners' code prints is kept as far as it may be."

import io


class Kept(io.TextIOBase):
    "A text stream that remembers its beginning and counts the rest."

    def __init__(self, most: int):
        self.most, self.size = most, 0
        self.parts: list[str] = []

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        left = self.most - self.size
        if left > 0 and text:
            self.parts.append(str(text)[:left])
        self.size += len(text)
        return len(text)

    @property
    def text(self) -> str:
        "What was kept, and how much was not."
        cut = self.size - self.most
        return "".join(self.parts) + (f"\n… and {cut} characters more" if cut > 0 else "")
