# gouji, its recogniser and the search server it starts, in one image.
#   docker build -t gouji .
#   docker run -p 127.0.0.1:8080:8080 -v gouji-data:/data \
#     -v "$PWD/inbox:/inbox" -v "$PWD/archive:/archive" -v "$PWD/failed:/failed" gouji
# Nothing is written outside of the volumes and /tmp: it also runs with
# --read-only --tmpfs /tmp. A page takes up to ocr.memory (1 GiB) for each
# processor. With MEILI_URL and MEILI_MASTER_KEY it uses a search server of yours.

# The server and the model of their pinned SHA-256, as `make run` installs them.
FROM node:22-bookworm-slim AS downloads
WORKDIR /src
COPY scripts/install-meilisearch.sh scripts/install-models.sh scripts/
RUN scripts/install-meilisearch.sh && scripts/install-models.sh

# The script of the web interface.
FROM node:22-bookworm-slim AS front
WORKDIR /src
COPY index/web/front/package.json index/web/front/package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY index/web/front ./
RUN npm run check && npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY scripts/install-packages.sh scripts/
RUN scripts/install-packages.sh build
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=front /src/dist index/web/front/dist
ARG VERSION=container
RUN CGO_ENABLED=1 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /gouji ./cmd/gouji

FROM debian:bookworm-slim
COPY scripts/install-packages.sh /usr/share/gouji/
# Debian serves only the newest patch of a release, so packages cannot be pinned.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --no-install-recommends -y ca-certificates tini \
 && /usr/share/gouji/install-packages.sh run \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 1000 gouji \
 && useradd --uid 1000 --gid gouji --no-create-home --home-dir /data gouji \
 && install -d -o gouji -g gouji /data /inbox /archive /failed
COPY --from=downloads /src/.cache/bin/meilisearch /usr/local/bin/meilisearch
COPY --from=downloads /src/.cache/tessdata/eng_best.traineddata /usr/share/gouji/tessdata/eng_best.traineddata
COPY --from=build /gouji /usr/local/bin/gouji

USER 1000:1000
WORKDIR /data
ENV GOUJI_DATA_DIR=/data \
    GOUJI_FOLDERS=/inbox \
    GOUJI_SERVER_LISTEN=0.0.0.0:8080
VOLUME ["/data", "/inbox", "/archive", "/failed"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["gouji", "doctor", "--quick"]
ENTRYPOINT ["tini", "--", "gouji"]
CMD ["serve"]
