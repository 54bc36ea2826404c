# A small image: what builds stays in the first stage, and an ordinary user runs the second.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --create-home intercluster && install -d -o intercluster /home/intercluster/data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH INTERCLUSTER_HOME=/home/intercluster/data
VOLUME /home/intercluster/data
USER intercluster
EXPOSE 8000
CMD ["intercluster", "serve", "--host", "0.0.0.0", "--port", "8000"]
