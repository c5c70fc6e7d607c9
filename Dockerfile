# The program alone in an image: no shell, no package manager, no root.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -buildvcs=false -tags nomsgpack -trimpath -ldflags "-s -w" -o /nrmdesk ./cmd/nrmdesk \
    && install -d -m 0700 /data /scratch

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /data /data
COPY --from=build --chown=65532:65532 /scratch /tmp
COPY --from=build /nrmdesk /nrmdesk
USER 65532:65532
ENV NRMDESK_ADDR=0.0.0.0:8080 NRMDESK_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["/nrmdesk", "health"]
ENTRYPOINT ["/nrmdesk"]
CMD ["serve"]
