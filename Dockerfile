FROM python:3.12-slim-bookworm

# Pango draws the PDF files; harfbuzz-subset makes that two to four times faster.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_ROOT=/data/media STATIC_ROOT=/data/static
RUN useradd --system --uid 1000 --home-dir /data app \
    && mkdir -p /data/media /data/static \
    && SECRET_KEY=only-while-building-the-image-0123456789 CELERY_BROKER_URL=memory:// \
       python manage.py collectstatic --noinput \
    && chown -R app /data/media

USER app
EXPOSE 8000
# No access log: the addresses of ballots must not be written down anywhere.
CMD ["gunicorn", "thiduakhenthuong.wsgi:application", "--bind", "0.0.0.0:8000", "--no-control-socket", "--timeout", "60"]
