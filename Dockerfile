# docker build -t heaplint . && docker run --rm -v "$PWD:/src" heaplint check
FROM rust:1.95-slim-bookworm AS build
# Any version of the C compiler of that Debian will do.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
ARG COMMIT=""
RUN HEAPLINT_COMMIT="$COMMIT" cargo install --path . --locked --root /out

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/bin/heaplint /heaplint
WORKDIR /src
ENTRYPOINT ["/heaplint"]
CMD ["check", "--no-cache"]
