# Whoever grades: the repository with its solutions. Never give this image to learners.
#   docker build -f docs/hub/grader.Dockerfile -t course-grader .
#   docker run --rm -it --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
#       -v $PWD/classroom:/home/teacher/course/classroom course-grader autograder grade
# The options let the jail make user namespaces inside of the container; without them `autograder grade` says what is refused.
# Not built where it was written: there was no container engine.
FROM python:3.12-slim

RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 1000 teacher
COPY --chown=teacher . /home/teacher/course
WORKDIR /home/teacher/course
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
        -c constraints.txt -e .[grade] jupyterhub==6.1.1
USER teacher
CMD ["autograder", "formgrader", "--ip=0.0.0.0", "--no-browser"]
