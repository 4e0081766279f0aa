# nbgrader's settings for this course folder. Run its commands here:  cd exercises; nbgrader generate_assignment …
# All else is as nbgrader comes.
import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader gives it to this file

c.CourseDirectory.course_id = "booklet6"
# Settings of another course, in somebody's home folder, do not lead there.
c.CourseDirectory.root = str(Path(__file__).resolve().parent)

# The learners' answers must survive: nbgrader lays the files of source/ over what was handed in.
_source = Path(__file__).parent / "source"
c.Autograde.exclude_overwriting = {folder.name: ["responses.json"] for folder in _source.iterdir() if folder.is_dir()}

# A cell has one minute, for slow machines that import for the first time.
c.Execute.timeout = 60

# What cannot be marked must not become 0 points: look at the banks of the assignments that are named before any work is
# touched, or at all of them.
if "autograde" in sys.argv:
    from booklet6.content import CourseError
    from booklet6.exercises import load_bank

    _banks = Path(os.environ.get("BOOKLET6_BANK", Path(__file__).parent / "bank"))
    _all = [folder for folder in _source.iterdir() if folder.is_dir()]
    _named = [folder for folder in _all if any(word.rpartition("=")[2] == folder.name for word in sys.argv)]
    for _folder in _named or _all:
        try:
            load_bank(_banks / f"{_folder.name}.yml")
        except CourseError as e:
            sys.exit(f"Nothing was marked, because of the bank:\n{e}")
