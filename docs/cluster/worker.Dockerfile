# A worker of a grading cluster: the package without solutions, lessons or any class. It holds no answers but the library's.
#   docker build -f docs/cluster/worker.Dockerfile -t REGISTRY/course-worker:1 .
# Not built where it was written: there was no container engine.
FROM python:3.12-slim

RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 1000 worker
WORKDIR /home/worker/course
COPY --chown=worker setup.py pyproject.toml settings.ini constraints.txt README.md LICENSE ./
COPY --chown=worker autograder autograder
COPY --chown=worker course_lib course_lib
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu -c constraints.txt -e .[grade]
USER worker
CMD ["dask", "worker", "--nthreads", "1", "tls://scheduler:8786"]
