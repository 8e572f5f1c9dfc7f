"Exercises that come to a lesson, or leave it, after hand-ins to it were graded."

from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, MissingEntry, Notebook
from nbgrader.preprocessors import SaveCells


class SaveChangedCells(SaveCells):
    """nbgrader's own, which refuses a lesson that has other cells than before once there are submissions to it.

    Here each submission gets an empty grade for a new cell, which grading fills in, and loses those of a cell that is
    gone. What a person has given, points or a comment, is never lost that way: then the release is refused.
    """

    def _create_notebook(self, nb: NotebookNode) -> None:
        try:
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        except MissingEntry:
            notebook = None
        if notebook is not None and notebook.submissions:
            self._follow(notebook)
        super()._create_notebook(nb)

    def _follow(self, notebook: Notebook) -> None:
        "Makes the gradebook's cells those of the lesson."
        book = self.gradebook
        for there, now, make, given in (
            (notebook.grade_cells, self.new_grade_cells, book.update_or_create_grade_cell, Grade),
            (notebook.solution_cells, self.new_solution_cells, book.update_or_create_solution_cell, Comment),
            (notebook.source_cells, self.new_source_cells, book.update_or_create_source_cell, None),
        ):
            known = {cell.name: cell for cell in there}
            for name in known.keys() - now.keys():
                rows = book.db.query(given).filter(given.cell_id == known[name].id).all() if given else []
                if any(_by_hand(row) is not None for row in rows):
                    raise RuntimeError(f"'{name}' has points or comments by hand: keep it, or take them back first")
                for gone in (*rows, known[name]):
                    book.db.delete(gone)
            for name in now.keys() - known.keys():
                cell = make(name, self.notebook_id, self.assignment_id, **now[name])
                if given:
                    book.db.add_all(given(cell_id=cell.id, notebook=submitted) for submitted in notebook.submissions)
        book.db.commit()


def _by_hand(row: Grade | Comment) -> object:
    return row.manual_score if isinstance(row, Grade) else row.manual_comment
