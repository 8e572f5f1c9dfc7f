"nbgrader's exchange: feedback for those who handed in there."

from glob import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from autograder.submissions import SECRET


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's own, which finds a learner's page by the secret that `nbgrader submit` put beside a hand-in.

    Who handed in some other way has no such secret: they are named and left out, where nbgrader's own stops.
    """

    def copy_files(self) -> None:
        folders = map(Path, sorted(glob(self.src_path)))
        others = [folder.parent.name for folder in folders if not (folder / SECRET).is_file()]
        for student in others:
            self.log.warning("%s did not hand in through the exchange: give them the page in another way.", student)
        before = self.coursedir.student_id_exclude
        self.coursedir.student_id_exclude = ",".join(filter(None, [before, *others]))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = before
