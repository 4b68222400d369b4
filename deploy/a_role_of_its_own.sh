#!/bin/sh
# Run by PostgreSQL's image once, when it makes the database's folder. The image's own user is a superuser, for whom no
# row-level security holds; ours is found by it, and for several people is kept apart by it.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$POSTGRES_PASSWORD" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE assistant LOGIN PASSWORD :'password';
CREATE DATABASE assistant OWNER assistant;
SQL
