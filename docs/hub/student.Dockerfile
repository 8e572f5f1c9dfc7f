# A learner's server, made from a kit and nothing else, so that no answer is in the image:
#   autograder kit ../kit && docker build -f docs/hub/student.Dockerfile -t course ../kit
# Not built where it was written: there was no container engine.
FROM python:3.12-slim

RUN useradd --create-home --uid 1000 jovyan
COPY . /tmp/kit
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu \
        -c /tmp/kit/constraints.txt /tmp/kit/*.whl jupyterhub==6.1.1 \
    && rm -rf /tmp/kit
# Fashion-MNIST, once for everybody.
RUN python -c "from torchvision.datasets import FashionMNIST as F; [F('/srv/course/data', t, download=True) for t in (False, True)]" \
    && chmod -R a+rX /srv/course

ENV COURSE_DATA=/srv/course/data COURSE_EXCHANGE=/srv/nbgrader/exchange
USER jovyan
WORKDIR /home/jovyan
CMD ["course", "hub"]
