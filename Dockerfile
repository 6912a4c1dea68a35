# The bot in a container:
#   docker build -t digestbot .
#   docker run --env-file .env --volume digest-state:/state --stop-timeout 60 digestbot
# `--stop-timeout`: a send under way is settled before the bot stops, and Telegram may take 20 s and more to answer.

FROM python:3.13-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PROJECT_ENVIRONMENT=/opt/digestbot \
    UV_PYTHON_DOWNLOADS=never
RUN python3 -m pip install --no-cache-dir --root-user-action=ignore uv==0.13.9
WORKDIR /source
# The dependencies first: they change seldom, and their layer is the large one.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-install-project
COPY README.md LICENSE ./
COPY bot bot
COPY data data
COPY templates templates
RUN uv sync --locked --no-dev --no-editable

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="digestbot" \
      org.opencontainers.image.description="A curated bilingual reading list, posted to Telegram one card a day, exactly once." \
      org.opencontainers.image.licenses="MIT"
ENV PATH="/opt/digestbot/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DIGEST_STATE=/state
# A fixed id, so that the owner of a mounted folder can be told: chown 10001 state
RUN groupadd --gid 10001 digest \
    && useradd --uid 10001 --gid digest --no-log-init --no-create-home --home-dir /app --shell /usr/sbin/nologin digest \
    && install --directory --owner=digest --group=digest /app /state
COPY --from=build /opt/digestbot /opt/digestbot
# Here the operator may mount a digest.yaml, and a data/ of their own.
WORKDIR /app
USER 10001:10001
VOLUME /state
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["digestbot", "health"]
ENTRYPOINT ["digestbot"]
CMD ["run"]
